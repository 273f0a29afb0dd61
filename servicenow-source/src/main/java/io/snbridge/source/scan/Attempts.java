/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.scan;

import io.snbridge.common.transport.Reply;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Looks at the failed attempts of one question. The client would put it again for ever; what is too
 * much for the instance, or has an answer that cannot be read, is not put again as it is after a
 * few tries. Attempts follow one another, on any thread.
 */
public final class Attempts<T> implements Consumer<Reply.NotOk<T>> {

  /** An instance may be busy once, and a connection be cut twice. */
  static final int FEW = 3;

  private final int mostTooMuch;
  private final boolean certain;
  private final AtomicInteger tooMuch = new AtomicInteger();
  private final AtomicInteger unfit = new AtomicInteger();

  private Attempts(int mostTooMuch, boolean certain) {
    this.mostTooMuch = mostTooMuch;
    this.certain = certain;
  }

  /** Ends at the first attempt that was too much. */
  public static <T> Attempts<T> one() {
    return new Attempts<>(1, false);
  }

  /** Ends after a few. */
  static <T> Attempts<T> few() {
    return new Attempts<>(FEW, false);
  }

  /** Ends after a few, but never because the instance does not answer at all. */
  public static <T> Attempts<T> certain() {
    return new Attempts<>(FEW, true);
  }

  /**
   * @throws TooMuch when the same must not be asked again
   */
  @Override
  public void accept(Reply.NotOk<T> failed) {
    if (!(failed instanceof Reply.Poisoned<T> poisoned)) {
      tooMuch.set(0);
      unfit.set(0);
      return;
    }
    TooMuch failure = new TooMuch(poisoned);
    if (certain && failure.isDoubtful()) {
      return;
    }
    boolean over =
        poisoned.tooMuch()
            ? tooMuch.incrementAndGet() >= mostTooMuch
            : poisoned.failure().isUnfit() && unfit.incrementAndGet() >= FEW;
    if (over) {
      throw failure;
    }
  }
}
