/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.report;

import com.fasterxml.jackson.core.JsonGenerator;
import io.snbridge.common.connect.TaskOrigin;
import java.io.IOException;
import java.util.Optional;

/**
 * Who writes, and where to: what all reports of a task have in common.
 *
 * @param instance its host, in lower case
 * @param authentication how the user signs in
 * @param user the name of the user who signs in; empty when only the instance knows it
 */
public record ReportOrigin(
    TaskOrigin task, String instance, String authentication, Optional<String> user) {

  /** Adds the fields of a report that say it. */
  void write(JsonGenerator json) throws IOException {
    json.writeStringField("connector", task.connector());
    json.writeStringField("task", task.task());
    json.writeStringField("version", task.version());
    if (task.configuration().isPresent()) {
      json.writeStringField("configuration", task.configuration().get());
    }
    json.writeStringField("instance", instance);
    json.writeStringField("auth", authentication);
    if (user.isPresent()) {
      json.writeStringField("user", user.get());
    }
  }
}
