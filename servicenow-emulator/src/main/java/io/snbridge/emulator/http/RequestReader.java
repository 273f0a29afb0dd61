/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.emulator.http;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Locale;

/** Understands what came over the wire. */
final class RequestReader {
  private RequestReader() {}

  static Request read(WireRequest wire, Instant now) {
    String target = wire.target();
    int scheme = target.indexOf("://");
    if (scheme > 0) {
      int slash = target.indexOf('/', scheme + 3);
      target = slash < 0 ? "/" : target.substring(slash);
    }
    int mark = target.indexOf('?');
    String query = mark < 0 ? "" : target.substring(mark + 1);
    return new Request(
        wire.headers()
            .getOrDefault("x-http-method-override", wire.method())
            .toUpperCase(Locale.ROOT),
        decoded(mark < 0 ? target : target.substring(0, mark)),
        query,
        UrlForm.read(query),
        wire.headers(),
        wire.body(),
        now);
  }

  private static String decoded(String path) {
    try {
      return URLDecoder.decode(path.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException badEscape) {
      return path;
    }
  }
}
