/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.emulator.api;

import io.snbridge.emulator.http.Request;
import java.util.StringJoiner;

/** The encoded query of a request. */
final class Query {
  private Query() {}

  /** {@code sysparm_query}, or else the name-value pairs, which exclude each other. */
  static String of(Request request) {
    if (request.parameters().containsKey("sysparm_query")) {
      return request.parameter("sysparm_query");
    }
    StringJoiner query = new StringJoiner("^");
    request
        .parameters()
        .forEach(
            (name, value) -> {
              if (!name.startsWith("sysparm_") && !name.equals("x-sn-apikey")) {
                query.add(name + "=" + value.replace("^", "^^"));
              }
            });
    return query.toString();
  }
}
