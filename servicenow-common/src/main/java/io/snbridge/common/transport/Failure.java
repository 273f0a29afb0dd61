/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.transport;

import java.util.Locale;
import java.util.Set;

/**
 * Why a request did not succeed, in words that may be shown: no credential is ever in it.
 *
 * @param path path of the request, without its query
 * @param status the HTTP status, or 0 when no answer came
 * @param message ServiceNow's {@code error.message}, or what the client saw
 * @param detail ServiceNow's {@code error.detail}, or empty
 * @param correlationId the request's
 * @param voice whose words these are
 * @param transactionId what the instance calls the attempt in its own logs, or empty
 */
public record Failure(
    Request.Method method,
    String path,
    int status,
    String message,
    String detail,
    String correlationId,
    Voice voice,
    String transactionId) {

  /** Who answered. */
  public enum Voice {
    /** ServiceNow, in its own JSON. */
    SERVICENOW,
    /** A page, another JSON, or nothing: a gateway's, a firewall's, a login. */
    ANOTHER
  }

  static final String NO_JSON = "expected JSON, got ";

  static final String TOO_LONG = "the answer has more than ";

  private static final int FORBIDDEN = 403;
  private static final int NOT_FOUND = 404;

  /** Of the size of a request's body, its URL, its headers: whoever says so speaks of it. */
  private static final Set<Integer> TOO_LARGE = Set.of(413, 414, 431);

  /** ServiceNow's words for a user who may not use an API at all (KB2466644). */
  static final String WHOLE_API = "api level";

  static final String CANCELLED = "transaction cancelled";

  /** In ServiceNow's words. */
  public Failure(
      Request.Method method,
      String path,
      int status,
      String message,
      String detail,
      String correlationId) {
    this(method, path, status, message, detail, correlationId, Voice.SERVICENOW);
  }

  /** Of an attempt that the instance has told no transaction id of. */
  public Failure(
      Request.Method method,
      String path,
      int status,
      String message,
      String detail,
      String correlationId,
      Voice voice) {
    this(method, path, status, message, detail, correlationId, voice, "");
  }

  /** The same, with another detail. */
  public Failure withDetail(String other) {
    return new Failure(method, path, status, message, other, correlationId, voice, transactionId);
  }

  /**
   * Whether ServiceNow says that it has no such row, or shows the user none. Its 404 about a row
   * has a message and a detail, in any language; its 404 about a path has no detail.
   */
  public boolean isNoSuchRow() {
    return status == NOT_FOUND && voice == Voice.SERVICENOW && !detail.isEmpty();
  }

  /** Whether ServiceNow itself does not let the user at what was asked for, but at other things. */
  public boolean isDenied() {
    return (status == FORBIDDEN || status == NOT_FOUND) && !isOfNoRecord();
  }

  /**
   * Whether it is about no record: the user may not use the API, or it was not ServiceNow that
   * refused. A detail in another language than English is not known for the former.
   */
  public boolean isOfNoRecord() {
    return (voice == Voice.ANOTHER && !TOO_LARGE.contains(status))
        || (status == FORBIDDEN && detail.toLowerCase(Locale.ROOT).contains(WHOLE_API));
  }

  /** Whether ServiceNow ended it because it took longer than a transaction quota allows. */
  public boolean isCancelled() {
    return (message + detail).toLowerCase(Locale.ROOT).contains(CANCELLED);
  }

  /**
   * Whether an answer that began as a success has a body that was cut, or is not the JSON that was
   * expected.
   */
  public boolean isUnfit() {
    return status / 100 == 2 && status != 202 && !isPage();
  }

  /** Whether an answer was not read to its end because it had more bytes than there is room for. */
  public boolean isTooLong() {
    return message.startsWith(TOO_LONG);
  }

  /** Whether a page for people came in place of JSON: a login, a redirect, a hibernating one. */
  public boolean isPage() {
    return status / 100 == 3 || message.startsWith(NO_JSON);
  }

  /** The same, and more to say about it. */
  public Failure with(String more) {
    return new Failure(
        method,
        path,
        status,
        message,
        detail.isEmpty() ? more : detail + "; " + more,
        correlationId,
        voice,
        transactionId);
  }

  /** One line: method, path, status, message, detail, correlation id, transaction id. */
  public String describe() {
    return "%s %s: %s%s%s [correlation id %s%s]"
        .formatted(
            method,
            path,
            status == 0 ? "" : "status " + status + ", ",
            message,
            detail.isEmpty() ? "" : " (" + detail + ")",
            correlationId,
            transactionId.isEmpty() ? "" : ", transaction id " + transactionId);
  }
}
