/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.transport;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What of an instance may be refused by itself: an API (an access policy, the scope of a token), or
 * one table of it (a rule of a gateway).
 *
 * <p>The last {@code /api/} counts: a gateway may have one of its own before it.
 *
 * @param api the path of the API, such as {@code /api/now/table}; a path of another form is an API
 * @param table the same and the table; a row makes no difference
 */
record ApiPath(String api, String table) {

  private static final Pattern REST =
      Pattern.compile("(.*/api/[^/]+(?:/v\\d+)?/[^/]+)(/[^/]+)?.*", Pattern.DOTALL);

  /**
   * @param path of a request, without its query
   */
  static ApiPath of(String path) {
    Matcher rest = REST.matcher(path);
    if (!rest.matches()) {
      return new ApiPath(path, path);
    }
    String api = rest.group(1);
    return new ApiPath(api, rest.group(2) == null ? api : api + rest.group(2));
  }
}
