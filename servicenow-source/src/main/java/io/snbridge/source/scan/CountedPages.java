/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.scan;

import io.snbridge.common.table.EncodedQuery;
import io.snbridge.common.table.Page;
import io.snbridge.common.table.PageRequest;
import io.snbridge.common.transport.Reply;
import java.time.Instant;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * An instance each page of which is taken from {@link PendingBytes} before it is asked for: as many
 * bytes as the table's last pages had for as many rows. When it has come, it is as many as it has;
 * when it does not come, none, not even until it is asked for again: who waits for that may wait
 * for long. Rows may become larger all at once: of a page of several rows no more is read than
 * {@link PendingBytes#mostOfAnAnswer}. Thread-safe.
 */
final class CountedPages implements Instance {

  private final Instance instance;
  private final PendingBytes pending;
  private final RowBytes rowBytes;

  CountedPages(Instance instance, PendingBytes pending, RowBytes rowBytes) {
    this.instance = instance;
    this.pending = pending;
    this.rowBytes = rowBytes;
  }

  @Override
  public Page page(Supplier<PageRequest> next, Consumer<Reply.NotOk<Page>> attemptFailed)
      throws InterruptedException {
    PageRequest first = next.get();
    PageClaim claim = PageClaim.take(rowBytes.of(first), pending);
    long came = 0;
    try {
      Page page =
          instance.page(
              () -> next.get().within(pending.mostOfAnAnswer()),
              failed -> {
                claim.attemptFailed();
                attemptFailed.accept(failed);
              },
              claim::again);
      came = page.bytes();
      rowBytes.learn(first, page);
      return page;
    } finally {
      claim.end(came);
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
  public Map<String, Long> tryCounts(String table, String column, EncodedQuery query)
      throws InterruptedException {
    return instance.tryCounts(table, column, query);
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
