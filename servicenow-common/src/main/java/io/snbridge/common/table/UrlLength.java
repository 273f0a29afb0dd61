/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.table;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** How many characters the URL of a request has, before anything is asked. */
public final class UrlLength {

  /** Of a URL that every instance takes. */
  public static final int LONGEST = TableRequests.LONGEST_URI;

  private static final String ANYWHERE = "https://x";

  private UrlLength() {}

  /** Of path and query; scheme, host and port come before them. */
  public static int of(PageRequest request) {
    URI uri = new TableRequests(URI.create(ANYWHERE)).uri(request).build();
    return uri.toString().length() - ANYWHERE.length();
  }

  /** Of a query, as a part of a URL. */
  public static int of(EncodedQuery query) {
    return encoded(query.text());
  }

  /** Of a list of columns, as a part of a URL. */
  public static int of(List<String> fields) {
    return encoded(String.join(",", fields));
  }

  private static int encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).length();
  }
}
