/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.emulator;

import io.snbridge.emulator.http.Answer;

/** The bodies of bad answers. Bytes that no source shows are rebuilt from what broke in clients. */
final class Poison {
  private static final String CANCELLED = "Transaction cancelled: maximum execution time exceeded";
  private static final String CANCELLED_ERROR =
      "\"error\":{\"message\":\""
          + CANCELLED
          + "\",\"detail\":\""
          + CANCELLED
          + " Check logs for error trace or enable glide.rest.debug property to verify REST request"
          + " processing\"},\"status\":\"failure\"}";
  private static final int HIBERNATION_BYTES = 5904;

  private Poison() {}

  static Answer cancelled() {
    return Answer.json(500, "{" + CANCELLED_ERROR);
  }

  /** Rows, then a string among them, then the error. */
  static Answer truncated(Answer whole) {
    String rows = firstRows(whole.body().text());
    String separator = rows.endsWith("[") ? "" : ",";
    return Answer.json(200, rows + separator + "\"\"]," + CANCELLED_ERROR);
  }

  /** A row that is cut off behind a value's colon or comma, and what follows. */
  static Answer malformed(Answer whole) {
    String rows = firstRows(whole.body().text());
    String cut = rows.endsWith("}") ? rows.substring(0, rows.length() - 1) : rows + "{\"a\":{";
    return Answer.json(200, cut + ",}\"\"]," + CANCELLED_ERROR);
  }

  /** About half of the rows of a result, without the closing bracket. */
  private static String firstRows(String body) {
    int end = body.indexOf("},{", body.length() / 2);
    if (end < 0) {
      end = body.indexOf("},{");
    }
    if (body.startsWith("{\"result\":[{")) {
      return body.substring(0, end < 0 ? body.lastIndexOf(']') : end + 1);
    }
    return "{\"result\":[";
  }

  static Answer throttled() {
    return Answer.error(
        429, "Rate limit exceeded", "Rate limit of 100 requests per hour for Table API exceeded");
  }

  static Answer unauthorized() {
    return Answer.error(401, "User Not Authenticated", "Required to provide Auth information")
        .with("WWW-Authenticate", "BASIC realm=\"Service-now\"");
  }

  static Answer paginationTooLong() {
    return Answer.error(
        400,
        "Pagination not supported",
        "The requested query is too long to build the response pagination header URLs. Please do one"
            + " of the following: shorten the sysparm_query, or query without pagination by setting"
            + " the parameter 'sysparm_suppress_pagination_header' to true, or set 'sysparm_limit'"
            + " with a value larger then 110 to bypass the need for pagination.");
  }

  static String page(String title) {
    return "<html>\r\n<head><title>%s</title></head>\r\n<body><center><h1>%s</h1></center><hr>\r\n</body>\r\n</html>\r\n"
        .formatted(title, title);
  }

  static String hibernation() {
    String start =
        "<!DOCTYPE html><html><head><title>Instance Hibernating page</title></head><body>"
            + "<h1>Your instance is hibernating</h1><!--";
    String end = "--></body></html>";
    return start + " ".repeat(HIBERNATION_BYTES - start.length() - end.length()) + end;
  }
}
