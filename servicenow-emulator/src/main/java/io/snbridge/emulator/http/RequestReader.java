/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.emulator.http;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.zip.GZIPInputStream;

/** Reads a request whole. */
final class RequestReader {
  private RequestReader() {}

  static Request read(HttpExchange exchange, Instant now) throws IOException {
    Map<String, String> headers = new LinkedHashMap<>();
    for (Map.Entry<String, List<String>> header : exchange.getRequestHeaders().entrySet()) {
      headers.put(header.getKey().toLowerCase(Locale.ROOT), header.getValue().get(0));
    }
    String query = exchange.getRequestURI().getRawQuery();
    return new Request(
        headers
            .getOrDefault("x-http-method-override", exchange.getRequestMethod())
            .toUpperCase(Locale.ROOT),
        exchange.getRequestURI().getPath(),
        query == null ? "" : query,
        UrlForm.read(query == null ? "" : query),
        headers,
        new String(body(exchange, headers), StandardCharsets.UTF_8),
        now);
  }

  private static byte[] body(HttpExchange exchange, Map<String, String> headers)
      throws IOException {
    InputStream in = exchange.getRequestBody();
    if (headers.getOrDefault("content-encoding", "").equals("gzip")) {
      try (GZIPInputStream unzipped = new GZIPInputStream(in)) {
        return unzipped.readAllBytes();
      }
    }
    return in.readAllBytes();
  }
}
