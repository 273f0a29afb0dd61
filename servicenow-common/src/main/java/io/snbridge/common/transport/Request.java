/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.transport;

import java.net.URI;
import java.util.Optional;

/**
 * One HTTP request, without credentials: the client adds them on each attempt.
 *
 * @param uri absolute
 * @param repeatable whether sending it twice does no harm (reads, token requests). The lost answer
 *     of a request that is not repeatable is {@link Reply.Unknown}, never {@link Reply.Retriable}.
 * @param correlationId stands in every log line and error of this request
 */
public record Request(
    Method method, URI uri, Optional<Body> body, boolean repeatable, String correlationId) {

  public enum Method {
    GET,
    POST,
    PATCH,
    DELETE
  }

  /** Its content may be secret (a token request's form) or a table's rows: it is not shown. */
  public record Body(String contentType, String content) {
    @Override
    public String toString() {
      return "Body[" + contentType + ", " + content.length() + " characters]";
    }
  }

  /** A read: repeatable, without a body. */
  public static Request get(URI uri, String correlationId) {
    return new Request(Method.GET, uri, Optional.empty(), true, correlationId);
  }

  /** A write with a JSON body, not repeatable. */
  public static Request write(Method method, URI uri, String json, String correlationId) {
    return new Request(
        method, uri, Optional.of(new Body("application/json", json)), false, correlationId);
  }

  /** A delete: not repeatable, without a body. */
  public static Request delete(URI uri, String correlationId) {
    return new Request(Method.DELETE, uri, Optional.empty(), false, correlationId);
  }
}
