/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.connect;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.apache.kafka.common.metrics.MetricConfig;
import org.apache.kafka.common.metrics.stats.Percentiles;
import org.apache.kafka.common.metrics.stats.Percentiles.BucketSizing;

/**
 * Median and percentiles of the durations of the last minute, in Kafka's histogram. What it tells
 * is below the real one by at most a bin, whose width grows with the root of the duration: with
 * {@link #ofRequests()} 8 ms at 100 ms and 25 ms at a second. Thread-safe.
 */
public final class Quantiles {

  private static final int BYTES_OF_A_BIN = 4;
  private static final double NONE = -1;

  /** By the end of the metrics' names. */
  private static final Map<String, Double> SHOWN = Map.of("p50", 0.5, "p95", 0.95, "p99", 0.99);

  /** Two samples of 30 seconds, so that there is always at least half a minute. */
  private final MetricConfig window =
      new MetricConfig().samples(2).timeWindow(30, TimeUnit.SECONDS);

  private final LongSupplier nanoTime;

  @GuardedBy("this")
  private final Percentiles recent;

  /**
   * @param most longer durations count as this
   * @param bins 12 bytes each
   * @param nanoTime as {@link System#nanoTime}
   */
  Quantiles(Duration most, int bins, LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.recent = new Percentiles(bins * BYTES_OF_A_BIN, most.toMillis(), BucketSizing.LINEAR);
  }

  /** For what takes milliseconds to minutes. */
  public static Quantiles ofRequests() {
    return new Quantiles(Duration.ofMinutes(10), 2000, System::nanoTime);
  }

  /** For what takes seconds to hours. */
  public static Quantiles ofDeliveries() {
    return new Quantiles(Duration.ofHours(2), 1000, System::nanoTime);
  }

  /**
   * One more; a negative one, which clocks that differ can make, counts as nothing. A timestamp can
   * be anything, and a duration since then longer than a long has nanoseconds.
   */
  public synchronized void record(Duration duration) {
    double millis = duration.getSeconds() * 1e3 + duration.getNano() / 1e6;
    recent.record(window, Math.max(0, millis), nowMillis());
  }

  /**
   * What a part of the durations does not exceed, in milliseconds.
   *
   * @param quantile 0.5 for the median
   * @return -1 when there was none lately
   */
  public synchronized double millis(double quantile) {
    double value = recent.value(window, nowMillis(), quantile);
    return Double.isNaN(value) ? NONE : value;
  }

  /**
   * Shows them as {@code name-p50}, {@code name-p95} and {@code name-p99}.
   *
   * @param description of one duration
   */
  public void show(
      ConnectorMetrics metrics, String name, String description, Map<String, String> tags) {
    SHOWN.forEach(
        (end, quantile) ->
            metrics.add(
                name + "-" + end,
                "%s; %s %% of the last minute's took no longer, -1 without any"
                    .formatted(description, Math.round(quantile * 100)),
                tags,
                () -> millis(quantile)));
  }

  private long nowMillis() {
    return TimeUnit.NANOSECONDS.toMillis(nanoTime.getAsLong());
  }
}
