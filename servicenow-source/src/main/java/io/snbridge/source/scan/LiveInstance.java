/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.scan;

import io.snbridge.common.log.Words;
import io.snbridge.common.table.DisplayValue;
import io.snbridge.common.table.EncodedQuery;
import io.snbridge.common.table.Page;
import io.snbridge.common.table.PageRequest;
import io.snbridge.common.table.ReadOptions;
import io.snbridge.common.table.TableApi;
import io.snbridge.common.transport.InstanceClock;
import io.snbridge.common.transport.Purpose;
import io.snbridge.common.transport.Reply;
import io.snbridge.common.transport.ServiceNowClient;
import io.snbridge.common.transport.Stopped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A ServiceNow instance over HTTP. Thread-safe. */
public final class LiveInstance implements Instance {

  private static final Logger LOG = LoggerFactory.getLogger(LiveInstance.class);

  /** Answers without a date never make a clock. */
  private static final int MOST_TRIES = 3;

  private static final Duration CLOCKS_DIFFER = Duration.ofMinutes(1);

  /** A date has whole seconds, and an answer is on its way for some time. */
  private static final Duration CLOCKS_AGREE = Duration.ofSeconds(2);

  private final AtomicBoolean said = new AtomicBoolean();
  private final Clock worker = Clock.systemUTC();
  private final ServiceNowClient client;
  private final Supplier<Purpose> purpose;
  private final ReadOptions options;
  private final TableApi tables;
  private final InstanceClock clock;

  /** Whose requests are all equally urgent. */
  public LiveInstance(ServiceNowClient client) {
    this(client, () -> Purpose.CHANGES, ReadOptions.NONE);
  }

  private LiveInstance(ServiceNowClient client, Supplier<Purpose> purpose, ReadOptions options) {
    this.client = client;
    this.purpose = purpose;
    this.options = options;
    this.tables = new TableApi(client, purpose).with(options);
    this.clock = client.clock();
  }

  @Override
  public Instance askedFor(Supplier<Purpose> purpose) {
    return new LiveInstance(client, purpose, options);
  }

  @Override
  public Instance with(ReadOptions options) {
    return new LiveInstance(client, purpose, options);
  }

  @Override
  public Page page(Supplier<PageRequest> next, Consumer<Reply.NotOk<Page>> attemptFailed)
      throws InterruptedException {
    return await(tables.page(next, attemptFailed));
  }

  @Override
  public Page page(
      Supplier<PageRequest> next,
      Consumer<Reply.NotOk<Page>> attemptFailed,
      Supplier<CompletableFuture<Void>> mayTryAgain)
      throws InterruptedException {
    return await(tables.page(next, attemptFailed, mayTryAgain));
  }

  @Override
  public long count(String table, EncodedQuery query) throws InterruptedException {
    return await(tables.count(table, query, Attempts.certain()));
  }

  @Override
  public long tryCount(String table, EncodedQuery query) throws InterruptedException {
    return await(tables.count(table, query, Attempts.few()));
  }

  @Override
  public Map<String, Long> tryCounts(String table, String column, EncodedQuery query)
      throws InterruptedException {
    return await(tables.counts(table, column, query, Attempts.one()));
  }

  @Override
  public Instant now(String table) throws InterruptedException {
    for (int tries = 0; tries < MOST_TRIES && !isSure(); tries++) {
      ask(table);
    }
    Instant now = known(clock.now());
    Duration ahead = Duration.between(worker.instant(), now);
    if (ahead.abs().compareTo(CLOCKS_DIFFER) > 0 && said.compareAndSet(false, true)) {
      LOG.warn(
          "The instance's clock is {} {} this worker's. Tables are read by the instance's."
              + " If that is the wrong one, correct it: changes would be {}",
          Words.of(ahead.abs()),
          ahead.isNegative() ? "behind" : "ahead of",
          ahead.isNegative() ? "read late" : "missed");
    }
    return now;
  }

  /** Several answers, or one and the worker's own clock, which is another one's. */
  private boolean isSure() {
    return clock.isSure()
        || clock
            .last()
            .map(told -> Duration.between(told, worker.instant()).abs())
            .filter(apart -> apart.compareTo(CLOCKS_AGREE) <= 0)
            .isPresent();
  }

  @Override
  public Instant told(String table) throws InterruptedException {
    if (clock.last().isEmpty()) {
      ask(table);
    }
    return known(clock.last());
  }

  @Override
  public void ask(String table) throws InterruptedException {
    PageRequest anyRow =
        new PageRequest(
            table, EncodedQuery.everything(), List.of("sys_id"), 1, 0, false, DisplayValue.FALSE);
    await(tables.page(anyRow));
  }

  private static Instant known(Optional<Instant> now) {
    return now.orElseThrow(
        () -> new IllegalStateException("The instance's answers have no Date header"));
  }

  private static <T> T await(CompletableFuture<Reply<T>> reply) throws InterruptedException {
    try {
      return reply.get().orThrow();
    } catch (CancellationException | ExecutionException ended) {
      Stopped.check(ended);
      throw rethrown(ended.getCause());
    }
  }

  private static RuntimeException rethrown(@Nullable Throwable cause) {
    Throwable thrown =
        cause instanceof CompletionException && cause.getCause() != null ? cause.getCause() : cause;
    return thrown instanceof TooMuch found ? found : new IllegalStateException(thrown);
  }
}
