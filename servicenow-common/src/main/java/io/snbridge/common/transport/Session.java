/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.transport;

import java.net.CookieManager;
import java.net.CookieStore;
import java.net.HttpCookie;
import java.net.URI;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A cookie jar. HttpClient's own cookie handling is not used, because it logs session cookies at
 * DEBUG. One request at a time has it, and no other thread touches it.
 */
final class Session {

  /** After so many refusals in a row its cookies are not worth keeping. */
  private static final int ENOUGH = 2;

  /** More than front ends take in a header. */
  private static final int MOST_CHARACTERS = 16_000;

  private final CookieStore cookies = new CookieManager().getCookieStore();
  private int refusedInRow;

  /** The value of a {@code Cookie} header, or empty. */
  String header(URI uri) {
    return cookies.get(uri).stream()
        .filter(cookie -> cookie.getPath() == null || uri.getPath().startsWith(cookie.getPath()))
        .map(cookie -> cookie.getName() + "=" + cookie.getValue())
        .collect(Collectors.joining("; "));
  }

  /**
   * Keeps what a {@code Set-Cookie} header says; one that cannot be understood, or that is for
   * other hosts, is left out. When there are too many all are dropped: a session begins anew.
   */
  void keep(URI uri, String setCookie) {
    try {
      HttpCookie.parse(setCookie).stream()
          .filter(cookie -> isOf(uri.getHost(), cookie.getDomain()))
          .forEach(cookie -> cookies.add(uri, cookie));
    } catch (IllegalArgumentException notACookie) {
      // The session goes on without it, as a browser's would.
    }
    if (cookies.getCookies().stream().mapToInt(Session::length).sum() > MOST_CHARACTERS) {
      clear();
    }
  }

  private static boolean isOf(String host, @Nullable String domain) {
    if (domain == null) {
      return true;
    }
    String told = domain.startsWith(".") ? domain.substring(1) : domain;
    String own = host.toLowerCase(Locale.ROOT);
    String wanted = told.toLowerCase(Locale.ROOT);
    return own.equals(wanted) || (!wanted.isEmpty() && own.endsWith("." + wanted));
  }

  private static int length(HttpCookie cookie) {
    return cookie.getName().length() + String.valueOf(cookie.getValue()).length() + 2;
  }

  /**
   * To be told whether the last request was refused though the session was fresh. Where that goes
   * on, each request begins a session: its refusal is believed at once, and not asked for twice.
   */
  void answered(boolean refused) {
    refusedInRow = refused ? refusedInRow + 1 : 0;
    if (refusedInRow >= ENOUGH) {
      clear();
    }
  }

  void clear() {
    cookies.removeAll();
  }

  /**
   * A session that another node does not know is refused, whatever is asked (KB2466644: 403 after a
   * node switch). A POST that ServiceNow refuses for what it has may have been done (KB2697679),
   * and is not sent twice.
   */
  static boolean mayHaveRefused(Reply<?> reply) {
    if (!(reply instanceof Reply.Refused || reply instanceof Reply.Unauthorized)) {
      return false;
    }
    Failure failure = ((Reply.NotOk<?>) reply).failure();
    return failure.status() == 401
        || (failure.status() == 403
            && (failure.method() != Request.Method.POST || failure.isOfNoRecord()));
  }

  /** What did not end as a request should may still be running, or waiting to be run. */
  static boolean mayStillRun(Reply<?> reply) {
    return reply instanceof Reply.Retriable
        || reply instanceof Reply.Poisoned
        || reply instanceof Reply.Unknown;
  }
}
