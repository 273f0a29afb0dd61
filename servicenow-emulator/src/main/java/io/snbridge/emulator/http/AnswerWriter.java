/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.emulator.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
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
   * @param headOnly whether the body stays here
   * @param zip whether the body is compressed
   * @param beforeEnd runs before the client can know that the answer is complete
   * @throws CutConnection when the answer wants the connection closed
   */
  void write(OutputStream out, Answer answer, boolean headOnly, boolean zip, Runnable beforeEnd)
      throws IOException {
    if (answer.delivery() instanceof Answer.Delivery.Cut) {
      beforeEnd.run();
      throw new CutConnection();
    }
    Answer.Bytes body = zip ? zipped(answer.body()) : answer.body();
    Answer.Delivery delivery = answer.delivery();
    if (delivery instanceof Answer.Delivery.NotBefore later) {
      pause.pause(Duration.ofNanos(later.nanoTime() - System.nanoTime()));
    }
    boolean slow = delivery instanceof Answer.Delivery.Trickle && !headOnly;
    if (!slow) {
      beforeEnd.run();
    }
    head(out, answer, body.length(), zip);
    if (delivery instanceof Answer.Delivery.CutInBody) {
      out.write(body.array(), 0, body.length() / 2);
      out.flush();
      throw new CutConnection();
    }
    if (slow && delivery instanceof Answer.Delivery.Trickle trickle) {
      out.flush();
      trickle(out, body, trickle.over(), beforeEnd);
    } else if (!headOnly) {
      out.write(body.array(), 0, body.length());
    }
    out.flush();
  }

  private static void head(OutputStream out, Answer answer, int length, boolean zip)
      throws IOException {
    StringBuilder head = new StringBuilder(512);
    head.append("HTTP/1.1 ").append(answer.status()).append(' ');
    head.append(Reasons.of(answer.status())).append("\r\n");
    answer.headers().forEach((n, v) -> head.append(n).append(": ").append(v).append("\r\n"));
    if (zip) {
      head.append("Content-Encoding: gzip\r\n");
    }
    if (answer.status() != 204) {
      head.append("Content-Length: ").append(length).append("\r\n");
    }
    out.write(head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
  }

  private void trickle(OutputStream out, Answer.Bytes body, Duration over, Runnable beforeEnd)
      throws IOException {
    int drop = Math.max(1, body.length() / DROPS);
    int drops = Math.max(1, (body.length() + drop - 1) / drop);
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
}
