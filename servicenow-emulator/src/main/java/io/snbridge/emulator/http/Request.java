/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.emulator.http;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * One HTTP request, read whole.
 *
 * @param method upper case, after {@code X-http-method-override}
 * @param path the path, decoded
 * @param rawQuery the query string as it came, empty when there is none
 * @param parameters the query string's parameters, decoded, the first of each name
 * @param headers by name in lower case, the first of each
 * @param body the body, decompressed, as text
 * @param received when it was complete, by the emulator's clock
 */
public record Request(
    String method,
    String path,
    String rawQuery,
    Map<String, String> parameters,
    Map<String, String> headers,
    String body,
    Instant received) {

  /** A parameter, empty when it was not given. */
  public String parameter(String name) {
    return parameters.getOrDefault(name, "");
  }

  /** Whether a parameter is {@code true}. */
  public boolean isSet(String name) {
    return parameter(name).equals("true");
  }

  /** A header by its name in lower case. */
  public Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name));
  }
}
