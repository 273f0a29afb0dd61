/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.table;

import io.snbridge.common.transport.Call;
import io.snbridge.common.transport.Reply;
import io.snbridge.common.transport.Request;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A call that asks anew for what it wants on each attempt. Attempts follow one another, on any
 * thread of the client.
 */
final class PageCall implements Call<Page> {

  /** Of one row alone. Kafka takes no record of its size, and a heap few of them. */
  private static final long LARGEST_ROW = 2 * LARGEST_ANSWER;

  private final Supplier<String> path;
  private final Supplier<PageRequest> next;
  private final Function<PageRequest, Request> requests;
  private final Consumer<Reply.NotOk<Page>> attemptFailed;
  private final Supplier<CompletableFuture<Void>> mayTryAgain;
  private volatile int limit;
  private volatile DisplayValue mode = DisplayValue.FALSE;
  private volatile long mostBytes = LARGEST_ANSWER;

  PageCall(
      Supplier<String> path,
      Supplier<PageRequest> next,
      Function<PageRequest, Request> requests,
      Consumer<Reply.NotOk<Page>> attemptFailed,
      Supplier<CompletableFuture<Void>> mayTryAgain) {
    this.path = path;
    this.next = next;
    this.requests = requests;
    this.attemptFailed = attemptFailed;
    this.mayTryAgain = mayTryAgain;
  }

  /** Which may be tried again at once. */
  PageCall(
      Supplier<String> path,
      Supplier<PageRequest> next,
      Function<PageRequest, Request> requests,
      Consumer<Reply.NotOk<Page>> attemptFailed) {
    this(path, next, requests, attemptFailed, () -> CompletableFuture.completedFuture(null));
  }

  @Override
  public Request request() {
    PageRequest page = next.get();
    mode = page.displayValue();
    limit = page.limit();
    mostBytes =
        page.limit() == 1
            ? LARGEST_ROW
            : page.mostBytes() == Long.MAX_VALUE ? LARGEST_ANSWER : page.mostBytes();
    return requests.apply(page);
  }

  @Override
  public String path() {
    return path.get();
  }

  /** The rows; the count is in a header, and not known here. */
  @Override
  public Page read(InputStream body) throws IOException {
    return Envelope.read(
        body,
        json -> {
          List<Row> rows = new RowReader(mode).rows(json, limit);
          long bytes = Math.max(0, json.currentLocation().getByteOffset());
          return new Page(rows, OptionalLong.empty(), bytes);
        });
  }

  @Override
  public long mostBytes() {
    return mostBytes;
  }

  @Override
  public void attemptFailed(Reply.NotOk<Page> reply) {
    attemptFailed.accept(reply);
  }

  @Override
  public CompletableFuture<Void> mayTryAgain() {
    return mayTryAgain.get();
  }
}
