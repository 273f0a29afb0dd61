/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.transport;

/**
 * Why a request did not succeed, in words that may be shown: no credential is ever in it.
 *
 * @param path path of the request, without its query
 * @param status the HTTP status, or 0 when no answer came
 * @param message ServiceNow's {@code error.message}, or what the client saw
 * @param detail ServiceNow's {@code error.detail}, or empty
 * @param correlationId the request's
 */
public record Failure(
    Request.Method method,
    String path,
    int status,
    String message,
    String detail,
    String correlationId) {

  static final String NO_JSON = "expected JSON, got ";

  /** Whether a page for people came in place of JSON: a login, a redirect, a hibernating one. */
  public boolean isPage() {
    return status / 100 == 3 || message.startsWith(NO_JSON);
  }

  /** One line: method, path, status, message, detail, correlation id. */
  public String describe() {
    return "%s %s: %s%s%s [correlation id %s]"
        .formatted(
            method,
            path,
            status == 0 ? "" : "status " + status + ", ",
            message,
            detail.isEmpty() ? "" : " (" + detail + ")",
            correlationId);
  }
}
