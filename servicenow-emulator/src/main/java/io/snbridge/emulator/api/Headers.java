/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.emulator.api;

import io.snbridge.emulator.http.Answer;
import io.snbridge.emulator.http.Request;
import java.util.Optional;

/** The headers that REST requests must have (c_TableAPI.md). */
final class Headers {
  private Headers() {}

  /** Why a request is refused, empty when it is not. */
  static Optional<Answer> refusal(Request request) {
    String accept = request.header("accept").orElse("");
    if (accept.isEmpty()) {
      return Optional.of(
          Answer.error(400, "Missing header", "The Accept header is required, application/json"));
    }
    return accept.contains("json") || accept.contains("*/*") || accept.contains("application/*")
        ? Optional.empty()
        : Optional.of(Answer.error(406, "Not acceptable", accept + " is not supported"));
  }
}
