/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.transport;

import java.net.URI;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * One HTTP request, without credentials: the client adds them on each attempt.
 *
 * @param uri absolute
 * @param repeatable whether sending it twice does no harm (reads, token requests). The lost answer
 *     of a request that is not repeatable is {@link Reply.Unknown}, never {@link Reply.Retriable}.
 * @param correlationId stands in every log line and error of this request, and in the header {@code
 *     X-Correlation-ID} of each of its attempts
 */
public record Request(
    Method method, URI uri, Optional<Body> body, boolean repeatable, String correlationId) {

  public enum Method {
    GET,
    POST,
    PATCH,
    DELETE
  }

  /**
   * Its content may be secret (a token request's form) or a table's rows: it is not shown.
   *
   * @param text asked for at the moment that an attempt really leaves, when it has its connection:
   *     what has ended while it waited need not be in it
   */
  public record Body(String contentType, Supplier<String> text) {

    /** A body that is known beforehand. */
    public static Body of(String contentType, String content) {
      return new Body(contentType, () -> content);
    }

    /** What would be sent now. */
    public String content() {
      return text.get();
    }

    @Override
    public String toString() {
      return "Body[" + contentType + "]";
    }
  }

  /** A read: repeatable, without a body. */
  public static Request get(URI uri, String correlationId) {
    return new Request(Method.GET, uri, Optional.empty(), true, correlationId);
  }

  /** A write with a JSON body, not repeatable. */
  public static Request write(Method method, URI uri, String json, String correlationId) {
    return write(method, uri, () -> json, correlationId);
  }

  /**
   * The same, with a body of several writes.
   *
   * @param json as {@link Body#text}
   */
  public static Request write(Method method, URI uri, Supplier<String> json, String correlationId) {
    return new Request(
        method, uri, Optional.of(new Body("application/json", json)), false, correlationId);
  }

  /** A delete: not repeatable, without a body. */
  public static Request delete(URI uri, String correlationId) {
    return new Request(Method.DELETE, uri, Optional.empty(), false, correlationId);
  }
}
