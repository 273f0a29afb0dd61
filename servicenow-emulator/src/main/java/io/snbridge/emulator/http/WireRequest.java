/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.emulator.http;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.zip.GZIPInputStream;

/**
 * A request as it came over the wire.
 *
 * @param method as it was sent
 * @param target path and query string, not decoded
 * @param headers by name in lower case, the first of each
 * @param body decompressed text
 */
record WireRequest(String method, String target, Map<String, String> headers, String body) {
  private static final int LONGEST_LINE = 1 << 20;

  /** The next request of a connection, null when the client has closed it. */
  static WireRequest read(InputStream in, OutputStream out) throws IOException {
    String start = line(in);
    while (start != null && start.isEmpty()) {
      start = line(in);
    }
    if (start == null) {
      return null;
    }
    int first = start.indexOf(' ');
    int last = start.lastIndexOf(' ');
    if (first < 0 || last <= first) {
      throw new IOException("Not a request line: " + start);
    }
    Map<String, String> headers = headers(in);
    if (headers.getOrDefault("expect", "").equalsIgnoreCase("100-continue")) {
      out.write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      out.flush();
    }
    String target = start.substring(first + 1, last);
    return new WireRequest(start.substring(0, first), target, headers, text(in, headers));
  }

  /** Whether the client wants to use the connection again. */
  boolean keepsAlive() {
    return !headers.getOrDefault("connection", "").equalsIgnoreCase("close");
  }

  private static Map<String, String> headers(InputStream in) throws IOException {
    Map<String, String> headers = new LinkedHashMap<>();
    String line = required(in);
    while (!line.isEmpty()) {
      int colon = line.indexOf(':');
      if (colon > 0) {
        headers.putIfAbsent(
            line.substring(0, colon).trim().toLowerCase(Locale.ROOT),
            line.substring(colon + 1).trim());
      }
      line = required(in);
    }
    return headers;
  }

  private static String text(InputStream in, Map<String, String> headers) throws IOException {
    byte[] body =
        headers.getOrDefault("transfer-encoding", "").equalsIgnoreCase("chunked")
            ? chunks(in)
            : exactly(in, Integer.parseInt(headers.getOrDefault("content-length", "0")));
    if (headers.getOrDefault("content-encoding", "").equals("gzip")) {
      try (InputStream plain = new GZIPInputStream(new ByteArrayInputStream(body))) {
        body = plain.readAllBytes();
      }
    }
    return new String(body, StandardCharsets.UTF_8);
  }

  private static byte[] chunks(InputStream in) throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    while (true) {
      String head = required(in);
      int extension = head.indexOf(';');
      int size = Integer.parseInt((extension < 0 ? head : head.substring(0, extension)).trim(), 16);
      if (size == 0) {
        headers(in);
        return body.toByteArray();
      }
      body.write(exactly(in, size));
      required(in);
    }
  }

  private static byte[] exactly(InputStream in, int size) throws IOException {
    byte[] bytes = in.readNBytes(size);
    if (bytes.length < size) {
      throw new EOFException("The client closed the connection in the middle of a body");
    }
    return bytes;
  }

  private static String required(InputStream in) throws IOException {
    String line = line(in);
    if (line == null) {
      throw new EOFException("The client closed the connection in the middle of a request");
    }
    return line;
  }

  private static String line(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream(128);
    int next = in.read();
    while (next >= 0 && next != '\n') {
      if (line.size() == LONGEST_LINE) {
        throw new IOException("A line of the request is longer than " + LONGEST_LINE + " bytes");
      }
      line.write(next);
      next = in.read();
    }
    if (next < 0 && line.size() == 0) {
      return null;
    }
    String text = line.toString(StandardCharsets.ISO_8859_1);
    return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
  }
}
