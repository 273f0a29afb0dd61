/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.emulator;

import io.snbridge.emulator.http.Request;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Picks the requests that a fault hits. */
@FunctionalInterface
public interface RequestMatcher {
  /** Whether a request is meant. */
  boolean matches(Request request);

  /** Every request, also for tokens. */
  static RequestMatcher any() {
    return request -> true;
  }

  /** Requests to a table, whichever API. */
  static RequestMatcher table(String table) {
    return request -> tableOf(request.path()).equals(table);
  }

  /** Requests with an HTTP method. */
  static RequestMatcher method(String method) {
    String wanted = method.toUpperCase(Locale.ROOT);
    return request -> request.method().equals(wanted);
  }

  /** Requests whose path begins like that. */
  static RequestMatcher path(String prefix) {
    return request -> request.path().startsWith(prefix);
  }

  /** Requests that write: POST, PUT, PATCH and DELETE, but none for a token. */
  static RequestMatcher writes() {
    return request ->
        !request.method().equals("GET")
            && !request.method().equals("HEAD")
            && !request.path().equals("/oauth_token.do");
  }

  /** Requests whose encoded query contains a text. */
  static RequestMatcher queryContaining(String text) {
    return request -> request.parameter("sysparm_query").contains(text);
  }

  /** Requests that both pick. */
  default RequestMatcher and(RequestMatcher other) {
    return request -> matches(request) && other.matches(request);
  }

  /** The table a path names, or empty. */
  static String tableOf(String path) {
    Matcher matcher = Paths.TABLE.matcher(path);
    return matcher.matches() ? matcher.group(1) : "";
  }

  /** Keeps the pattern out of the interface's members. */
  final class Paths {
    private static final Pattern TABLE =
        Pattern.compile("/api/now(?:/v\\d)?/(?:table|stats|import)/([^/]+).*");

    private Paths() {}
  }
}
