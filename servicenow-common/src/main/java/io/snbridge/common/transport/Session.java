/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.transport;

import java.net.CookieManager;
import java.net.CookieStore;
import java.net.HttpCookie;
import java.net.URI;
import java.util.stream.Collectors;

/**
 * A cookie jar. HttpClient's own cookie handling is not used, because it logs session cookies at
 * DEBUG. Thread-safe, though one request at a time has it.
 */
final class Session {

  private final CookieStore cookies = new CookieManager().getCookieStore();

  /** The value of a {@code Cookie} header, or empty. */
  String header(URI uri) {
    return cookies.get(uri).stream()
        .filter(cookie -> cookie.getPath() == null || uri.getPath().startsWith(cookie.getPath()))
        .map(cookie -> cookie.getName() + "=" + cookie.getValue())
        .collect(Collectors.joining("; "));
  }

  /** Keeps what a {@code Set-Cookie} header says; one that cannot be understood is left out. */
  void keep(URI uri, String setCookie) {
    try {
      HttpCookie.parse(setCookie).forEach(cookie -> cookies.add(uri, cookie));
    } catch (IllegalArgumentException notACookie) {
      // The session goes on without it, as a browser's would.
    }
  }

  void clear() {
    cookies.removeAll();
  }
}
