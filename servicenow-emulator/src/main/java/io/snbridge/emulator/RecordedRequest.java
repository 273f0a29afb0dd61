/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.emulator;

import io.snbridge.emulator.http.Request;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/**
 * A request that was answered.
 *
 * @param method upper case
 * @param path without the query string
 * @param table the table of a Table, aggregate or import path, empty for others
 * @param parameters the query string's parameters, decoded
 * @param headers by name in lower case; credentials included
 * @param body the body's text, at most 64 KiB of it
 * @param status what was answered; 0 when the connection was cut instead
 * @param session the JSESSIONID it ran in
 * @param start when it was read, by the emulator's clock
 * @param end when its answer was ready, by the emulator's clock
 */
public record RecordedRequest(
    String method,
    String path,
    String table,
    Map<String, String> parameters,
    Map<String, String> headers,
    String body,
    int status,
    String session,
    Instant start,
    Instant end) {

  static RecordedRequest of(Request request, int status, String session, Instant end) {
    String body = request.body();
    return new RecordedRequest(
        request.method(),
        request.path(),
        RequestMatcher.tableOf(request.path()),
        Map.copyOf(request.parameters()),
        Map.copyOf(request.headers()),
        body.length() > 65_536 ? body.substring(0, 65_536) : body,
        status,
        session,
        request.received(),
        end);
  }

  /** A query parameter, empty when it was not given. */
  public String parameter(String name) {
    return parameters.getOrDefault(name, "");
  }

  /** The encoded query, empty when there was none. */
  public String query() {
    return parameter("sysparm_query");
  }

  /** How long it took, by the emulator's clock. */
  public Duration duration() {
    return Duration.between(start, end);
  }
}
