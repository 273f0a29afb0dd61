/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.emulator.http;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/** Puts an answer on the wire, in the way it wants to be delivered. */
final class AnswerWriter {
  private static final int DROPS = 20;

  private final Pause pause;

  AnswerWriter(Pause pause) {
    this.pause = pause;
  }

  /**
   * Writes an answer.
   *
   * @param zip whether the body is compressed
   * @param beforeEnd runs before the client can know that the answer is complete
   */
  void write(HttpExchange exchange, Answer answer, boolean zip, Runnable beforeEnd)
      throws IOException {
    if (answer.delivery() instanceof Answer.Delivery.Cut) {
      beforeEnd.run();
      throw new CutConnection();
    }
    Headers headers = exchange.getResponseHeaders();
    answer.headers().forEach(headers::set);
    Answer.Bytes body = zip ? zipped(answer.body()) : answer.body();
    if (zip) {
      headers.set("Content-Encoding", "gzip");
    }
    boolean bodyless = body.length() == 0 || exchange.getRequestMethod().equals("HEAD");
    if (bodyless) {
      beforeEnd.run();
      exchange.sendResponseHeaders(answer.status(), -1);
      return;
    }
    if (answer.delivery() instanceof Answer.Delivery.Whole) {
      beforeEnd.run();
    }
    exchange.sendResponseHeaders(answer.status(), body.length());
    OutputStream out = exchange.getResponseBody();
    if (answer.delivery() instanceof Answer.Delivery.CutInBody) {
      beforeEnd.run();
      out.write(body.array(), 0, body.length() / 2);
      out.flush();
      throw new CutConnection();
    }
    if (answer.delivery() instanceof Answer.Delivery.Trickle trickle) {
      trickle(out, body, trickle.over(), beforeEnd);
    } else {
      out.write(body.array(), 0, body.length());
    }
    out.close();
  }

  private void trickle(OutputStream out, Answer.Bytes body, Duration over, Runnable beforeEnd)
      throws IOException {
    int drop = Math.max(1, body.length() / DROPS);
    int drops = (body.length() + drop - 1) / drop;
    Duration wait = over.dividedBy(drops);
    for (int from = 0; from < body.length(); from += drop) {
      pause.pause(wait);
      int size = Math.min(drop, body.length() - from);
      if (from + size == body.length()) {
        beforeEnd.run();
      }
      out.write(body.array(), from, size);
      out.flush();
    }
  }

  private static Answer.Bytes zipped(Answer.Bytes body) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(body.length() / 4 + 64);
    try (OutputStream zip = new FastGzip(bytes)) {
      zip.write(body.array(), 0, body.length());
    }
    byte[] array = bytes.toByteArray();
    return new Answer.Bytes(array, array.length);
  }

  /** Compression at its fastest: the emulator's time is the measured client's time. */
  private static final class FastGzip extends GZIPOutputStream {
    FastGzip(OutputStream out) throws IOException {
      super(out, 8192);
      def.setLevel(Deflater.BEST_SPEED);
    }
  }

  /** Thrown into the HTTP server, which then closes the connection. */
  static final class CutConnection extends RuntimeException {
    private static final long serialVersionUID = 1L;

    CutConnection() {
      super("connection cut on demand", null, false, false);
    }
  }
}
