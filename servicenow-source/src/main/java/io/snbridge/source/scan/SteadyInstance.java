/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.scan;

import io.snbridge.common.log.OncePerMinute;
import io.snbridge.common.log.Words;
import io.snbridge.common.table.EncodedQuery;
import io.snbridge.common.table.Page;
import io.snbridge.common.table.PageRequest;
import io.snbridge.common.transport.Reply;
import io.snbridge.source.config.TableConfig;
import io.snbridge.source.read.Lookback;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An instance whose clock goes as fast as the JVM's monotonic time, for one table: a window that
 * ended in a future which a gateway's clock made up would lose every change until then. What the
 * answers say beyond that is believed within a tolerance, which the {@link Lookback} makes up for,
 * and where the worker's own clock agrees, as after a machine has slept. Thread-safe.
 */
public final class SteadyInstance implements Instance {

  private static final Logger LOG = LoggerFactory.getLogger(SteadyInstance.class);

  /** Monotonic time may go slower than the instance's by a thousandth. */
  private static final int DRIFT = 1000;

  private final Instance instance;
  private final TableConfig config;
  private final LongSupplier nanoTime;
  private final Clock worker;
  private final OncePerMinute warnings;
  private Optional<Instant> believed = Optional.empty();
  private long believedAt;

  /**
   * @param nanoTime monotonic, as {@link System#nanoTime}
   * @param worker the worker's clock
   */
  public SteadyInstance(
      Instance instance, TableConfig config, LongSupplier nanoTime, Clock worker) {
    this.instance = instance;
    this.config = config;
    this.nanoTime = nanoTime;
    this.worker = worker;
    this.warnings = new OncePerMinute(nanoTime);
  }

  @Override
  public Page page(Supplier<PageRequest> next, Consumer<Reply.NotOk<Page>> attemptFailed)
      throws InterruptedException {
    return instance.page(next, attemptFailed);
  }

  @Override
  public Page page(PageRequest request) throws InterruptedException {
    return instance.page(request);
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
  public void ask(String table) throws InterruptedException {
    instance.ask(table);
  }

  @Override
  public Instant told(String table) throws InterruptedException {
    return instance.told(table);
  }

  @Override
  public Instant now(String table) throws InterruptedException {
    return config.looksBack() ? steady(instance.now(table)) : instance.told(table);
  }

  private synchronized Instant steady(Instant told) {
    Duration tolerance = config.clockTolerance();
    Instant expected = expected(1).orElse(told);
    boolean jumps = told.isAfter(expected.plus(tolerance));
    if (jumps && !isNear(told, worker.instant(), tolerance)) {
      warn(told, expected);
      return expected;
    }
    if (jumps || believed.isEmpty()) {
      believe(told);
    } else if (told.isBefore(expected)) {
      // Only a little back: answers that took long must not become the measure.
      Instant least = expected(-1).orElseThrow();
      believe(told.isAfter(least) ? told : least);
    }
    return told;
  }

  /**
   * What monotonic time makes of what was believed.
   *
   * @param drift 1 if the instance's clock goes as fast as it may, -1 if as slow
   */
  private Optional<Instant> expected(int drift) {
    long passed = nanoTime.getAsLong() - believedAt;
    return believed.map(then -> then.plusNanos(passed + drift * (passed / DRIFT)));
  }

  private void believe(Instant told) {
    believed = Optional.of(told);
    believedAt = nanoTime.getAsLong();
  }

  private static boolean isNear(Instant one, Instant other, Duration tolerance) {
    return Duration.between(one, other).abs().compareTo(tolerance) <= 0;
  }

  private void warn(Instant told, Instant expected) {
    warnings
        .due()
        .ifPresent(
            more ->
                LOG.warn(
                    "Table '{}': the instance's answers are suddenly {} ahead of the time"
                        + " that has passed ('Date': {}). That is not believed, because changes"
                        + " until then would be missed; reading goes on as of {}. If the"
                        + " instance's clock was really set, restart the connector; else correct"
                        + " the clock of the gateway before it{}",
                    config.alias(),
                    Words.of(Duration.between(expected, told)),
                    told,
                    expected,
                    more));
  }
}
