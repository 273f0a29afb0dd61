/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.transport;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;

/**
 * What a client has sent, by what for, and what came back, by class of status. Attempts count, not
 * calls. Thread-safe.
 */
public final class RequestCounts {

  private static final int CLASSES = 6;

  private final AtomicLongArray answers = new AtomicLongArray(CLASSES);
  private final Map<Purpose, LongAdder> sent = new EnumMap<>(Purpose.class);
  private final LongAdder unanswered = new LongAdder();
  private final LongAdder forTokens = new LongAdder();
  private final LongAdder tokens = new LongAdder();

  RequestCounts() {
    for (Purpose purpose : Purpose.values()) {
      sent.put(purpose, new LongAdder());
    }
  }

  private LongAdder of(Purpose purpose) {
    return Objects.requireNonNull(sent.get(purpose));
  }

  void sentFor(Purpose purpose) {
    of(purpose).increment();
  }

  void sentForToken() {
    forTokens.increment();
  }

  void tokenReceived() {
    tokens.increment();
  }

  /** What is no class of HTTP counts as 0. */
  void answered(int status) {
    int hundreds = status / 100;
    answers.incrementAndGet(hundreds > 0 && hundreds < CLASSES ? hundreds : 0);
  }

  void unanswered() {
    unanswered.increment();
  }

  /**
   * Answers whose status line came, whatever became of the body.
   *
   * @param hundreds 2 for 200 to 299, and so on up to 5
   */
  public long answers(int hundreds) {
    return answers.get(hundreds);
  }

  /** Requests that ended without a status: not connected, cut off, timed out, cancelled. */
  public long withoutAnswer() {
    return unanswered.sum();
  }

  /** Requests with this purpose, those for tokens not included. */
  public long sent(Purpose purpose) {
    return of(purpose).sum();
  }

  /** Requests for tokens. */
  public long sentForTokens() {
    return forTokens.sum();
  }

  /** Tokens that came. */
  public long tokens() {
    return tokens.sum();
  }
}
