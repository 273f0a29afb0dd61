/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.scan;

import io.snbridge.common.table.EncodedQuery;
import io.snbridge.common.table.Page;
import io.snbridge.common.table.PageRequest;
import io.snbridge.common.table.ReadOptions;
import io.snbridge.common.transport.Purpose;
import io.snbridge.common.transport.Reply;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * What the readers ask of ServiceNow, blocking. The seam between them and HTTP. Thread-safe.
 *
 * <p>Every method throws {@link io.snbridge.common.transport.ServiceNowException} when ServiceNow
 * refused, or the retry time is over, and InterruptedException when the task stops.
 */
public interface Instance {

  /**
   * A page.
   *
   * @param next the request of the next attempt
   * @param attemptFailed told of each failed attempt; both are called on other threads. What it
   *     throws ends the call, and is thrown to the caller
   */
  Page page(Supplier<PageRequest> next, Consumer<Reply.NotOk<Page>> attemptFailed)
      throws InterruptedException;

  /**
   * The same.
   *
   * @param mayTryAgain asked before each attempt but the first, which begins when it completes; it
   *     must not block
   */
  default Page page(
      Supplier<PageRequest> next,
      Consumer<Reply.NotOk<Page>> attemptFailed,
      Supplier<CompletableFuture<Void>> mayTryAgain)
      throws InterruptedException {
    return page(next, attemptFailed);
  }

  /**
   * A page that nobody would make smaller.
   *
   * @throws TooMuch when the instance answers, and neither in its time nor with what was asked for
   */
  default Page page(PageRequest request) throws InterruptedException {
    return page(() -> request, Attempts.certain());
  }

  /**
   * Rows that match, hidden ones included.
   *
   * @throws TooMuch as {@link #page(PageRequest)}
   */
  long count(String table, EncodedQuery query) throws InterruptedException;

  /**
   * The same, but not for ever.
   *
   * @throws TooMuch when a few tries have not been answered in time, or with something unreadable
   */
  default long tryCount(String table, EncodedQuery query) throws InterruptedException {
    return count(table, query);
  }

  /**
   * Rows that match, hidden ones included, by the values of a column, or not at all: nobody waits
   * for it longer than for one answer that is too much.
   *
   * @throws TooMuch when it was not answered in time, or with something unreadable
   */
  Map<String, Long> tryCounts(String table, String column, EncodedQuery query)
      throws InterruptedException;

  /**
   * The instance's clock, never ahead of it, as several answers have it.
   *
   * @param table asked for one row as long as too few answers were seen, and the worker's own clock
   *     does not agree
   */
  Instant now(String table) throws InterruptedException;

  /**
   * The same instance, whose requests are for something.
   *
   * @param purpose asked for each time that one is sent, on any thread
   */
  default Instance askedFor(Supplier<Purpose> purpose) {
    return this;
  }

  /** The same instance, whose pages and counts are of what these ask for. */
  default Instance with(ReadOptions options) {
    return this;
  }

  /** Asks for one row, for the sake of the clock in the answer. */
  default void ask(String table) throws InterruptedException {}

  /** The same as the last answer alone has it. */
  default Instant told(String table) throws InterruptedException {
    return now(table);
  }
}
