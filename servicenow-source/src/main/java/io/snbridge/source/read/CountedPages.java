/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.read;

import io.snbridge.common.table.EncodedQuery;
import io.snbridge.common.table.Page;
import io.snbridge.common.table.PageRequest;
import io.snbridge.common.transport.Reply;
import java.time.Instant;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * An instance each page of which is taken from {@link PendingBytes} before it is asked for: as many
 * bytes as the table's last pages had for as many rows. When it has come, it is as many as it has;
 * when it does not come, none. Thread-safe.
 */
final class CountedPages implements Instance {

  /** Of a row of which only id and timestamp are asked for. */
  private static final int ID_BYTES = 128;

  private static final int ID_COLUMNS = 2;

  /** Of any other, until one was seen. */
  private static final int FIRST_GUESS = 2048;

  private final Instance instance;
  private final PendingBytes pending;
  private volatile long rowBytes = FIRST_GUESS;

  CountedPages(Instance instance, PendingBytes pending) {
    this.instance = instance;
    this.pending = pending;
  }

  @Override
  public Page page(Supplier<PageRequest> next, Consumer<Reply.NotOk<Page>> attemptFailed)
      throws InterruptedException {
    PageRequest first = next.get();
    long guess = first.limit() * (isOfIds(first) ? ID_BYTES : rowBytes);
    pending.take(guess);
    long came = 0;
    try {
      Page page = instance.page(next, attemptFailed);
      came = page.bytes();
      if (!isOfIds(first)) {
        learn(page);
      }
      return page;
    } finally {
      pending.correct(came - guess);
    }
  }

  private static boolean isOfIds(PageRequest request) {
    return !request.fields().isEmpty() && request.fields().size() <= ID_COLUMNS;
  }

  /** Rises at once and falls slowly: one large row may be followed by others. */
  private void learn(Page page) {
    if (!page.rows().isEmpty()) {
      long seen = page.bytes() / page.rows().size();
      long known = rowBytes;
      rowBytes = seen > known || known == FIRST_GUESS ? seen : (3 * known + seen) / 4;
    }
  }

  @Override
  public long count(String table, EncodedQuery query) throws InterruptedException {
    return instance.count(table, query);
  }

  @Override
  public long tryCount(String table, EncodedQuery query) throws InterruptedException {
    return instance.tryCount(table, query);
  }

  @Override
  public Instant now(String table) throws InterruptedException {
    return instance.now(table);
  }

  @Override
  public void ask(String table) throws InterruptedException {
    instance.ask(table);
  }

  @Override
  public Instant told(String table) throws InterruptedException {
    return instance.told(table);
  }
}
