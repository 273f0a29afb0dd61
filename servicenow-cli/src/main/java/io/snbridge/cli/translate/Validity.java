/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.cli.translate;

import io.snbridge.common.config.ConnectionConfig;
import io.snbridge.common.keys.ConnectorKind;
import io.snbridge.sink.ServiceNowSinkConnector;
import io.snbridge.source.ServiceNowSourceConnector;
import java.util.Map;
import org.apache.kafka.common.config.ConfigValue;

/** Holds a result against what Connect will hold it against, without the instance. */
final class Validity {

  private Validity() {}

  /** What a validation refuses is for a person, unless only the worker knows the value. */
  static void check(Draft draft) {
    Map<String, String> config = draft.config();
    config.put(ConnectionConfig.VALIDATION_TIMEOUT_MS, "0");
    var answer =
        draft.kind() == ConnectorKind.SOURCE
            ? new ServiceNowSourceConnector().validate(config)
            : new ServiceNowSinkConnector().validate(config);
    for (ConfigValue value : answer.configValues()) {
      String given = draft.value(value.name()).orElse("");
      boolean isSecret = Secrets.isSecret(value.name(), given, draft.definition());
      if (!given.contains("${")) {
        value
            .errorMessages()
            .forEach(
                error ->
                    draft.decide(
                        value.name(), isSecret ? error.replace(given, "[hidden]") : error));
      }
    }
  }
}
