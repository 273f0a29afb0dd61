/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.cli.evidence;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * An answer of an instance.
 *
 * @param method of the request
 * @param path of the request, without its query
 * @param parameters of the request, as they were before encoding
 * @param status 0 when none came
 * @param headers by name, in lower case
 * @param body as JSON; missing when it is none
 * @param error ServiceNow's words for a failure, or what the client saw; empty when it was none
 * @param took from the request to the end of the answer
 */
record Answered(
    String method,
    String path,
    Map<String, String> parameters,
    int status,
    Map<String, List<String>> headers,
    JsonNode body,
    String error,
    Duration took) {

  Answered {
    parameters = new TreeMap<>(parameters);
    headers = new TreeMap<>(headers);
  }

  /** Whether it was done, and the answer is what the client takes for one. */
  boolean isOk() {
    return status >= 200 && status < 300 && error.isEmpty();
  }

  /** The rows of a page, or the one that a write answers with; empty when there are none. */
  JsonNode result() {
    return body.path("result");
  }

  /** Whether the answer is a page that was asked for. */
  boolean isPage() {
    return isOk() && result().isArray();
  }

  /** Of a page, what {@code X-Total-Count} says; negative when it does not say it. */
  long total() {
    try {
      return Long.parseLong(headers.getOrDefault("x-total-count", List.of("")).get(0).strip());
    } catch (NumberFormatException none) {
      return -1;
    }
  }
}
