/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.scan;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/**
 * The bytes of all pages that a task's readers have asked for or hold, and that Kafka does not
 * have. Who asks for a page takes its bytes before, in turn, so that no table starves another; one
 * page may go whatever its size when no other is held. Who holds a page must wait neither for
 * another one's bytes nor for somebody who does: before that, the page is lent.
 *
 * <p>Lent pages are in memory, but others have their bytes. As soon as more are lent than may be
 * held, pages become smaller, and fewer: both together are never more than twice as much, and a row
 * of each reader. Thread-safe.
 */
public final class PendingBytes {

  /** Of what may be held, so much for one page, or it would wait until no other is held. */
  private static final int PAGES_AT_LEAST = 4;

  /** The same for pages that grow by themselves: two for each of the usual four readers. */
  private static final int GROWN_PAGES = 8;

  /** Twice as much as any page is asked for. */
  private static final int ANSWERS = 2;

  private final long most;

  /** Who comes first goes first. */
  @GuardedBy("this")
  private final Deque<Waiting> waiting = new ArrayDeque<>();

  @GuardedBy("this")
  private long held;

  @GuardedBy("this")
  private long lent;

  private record Waiting(long bytes, CompletableFuture<Void> granted) {}

  /**
   * @param most bytes to be held
   */
  public PendingBytes(long most) {
    this.most = most;
  }

  /** The most that a page of several rows should have. */
  synchronized long mostOfAPage() {
    return room() / PAGES_AT_LEAST;
  }

  /** The most that a page should have because it has grown. */
  synchronized long mostOfAGrownPage() {
    return room() / GROWN_PAGES;
  }

  /** What a page of several rows must not have, or it is not read to its end. */
  long mostOfAnAnswer() {
    return most / ANSWERS;
  }

  @GuardedBy("this")
  private long room() {
    return Math.max(0, most - Math.max(0, lent - most));
  }

  /** Takes some when there is room for them. */
  public void take(long bytes) throws InterruptedException {
    CompletableFuture<Void> granted = ask(bytes);
    try {
      granted.get();
    } catch (InterruptedException stopping) {
      boolean came = !granted.cancel(false);
      correct(came ? -bytes : 0);
      throw stopping;
    } catch (ExecutionException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /**
   * The same without waiting: they are taken when it completes, on any thread. Who does not want
   * them any more cancels it, and {@link #correct corrects} by nothing, for those behind.
   */
  CompletableFuture<Void> ask(long bytes) {
    Waiting asked = new Waiting(bytes, new CompletableFuture<>());
    synchronized (this) {
      waiting.add(asked);
    }
    grant();
    return asked.granted();
  }

  /** Some were more, or fewer, than was taken. */
  void correct(long more) {
    correct(more, 0);
  }

  /** The same, of which some are lent, or are not any more. */
  void correct(long more, long moreLent) {
    synchronized (this) {
      held += more;
      lent += moreLent;
    }
    grant();
  }

  /** What is held now. */
  public synchronized long held() {
    return held;
  }

  /** What is held or lent now. */
  public synchronized long all() {
    return held + lent;
  }

  private void grant() {
    List<Waiting> next = next();
    while (!next.isEmpty()) {
      for (Waiting first : next) {
        if (!first.granted().complete(null)) {
          giveBack(first.bytes());
        }
      }
      next = next();
    }
  }

  private synchronized void giveBack(long bytes) {
    held -= bytes;
  }

  private synchronized List<Waiting> next() {
    List<Waiting> next = new ArrayList<>();
    waiting.removeIf(who -> who.granted().isDone());
    while (!waiting.isEmpty() && (held == 0 || held + waiting.peek().bytes() <= room())) {
      Waiting first = waiting.remove();
      held += first.bytes();
      next.add(first);
    }
    return next;
  }
}
