/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.read;

import io.snbridge.source.config.TableConfig;
import io.snbridge.source.record.DeleteMode;
import io.snbridge.source.scan.Instance;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * A table that may be watched with others of its base class. Its changes are, but neither its
 * deletes nor rows that were hidden from the user: with these it is read at each turn.
 */
final class WatchedTable implements Rest {

  /** What a clock may be ahead, and stamps of whole seconds. */
  private static final Duration MARGIN = Duration.ofSeconds(5);

  private final TableConfig config;
  private final Instance instance;
  private final LongSupplier hiddenWindows;
  private final TableProgress progress;
  private final Doorbell bell;
  private final GroupWatches watches;

  private Optional<Instant> restsFrom = Optional.empty();
  private Optional<Instant> uncalled = Optional.empty();

  /**
   * @param instance which bears refusals and whose clock is steady
   * @param hiddenWindows times of which rows were hidden, and that the table looks at again
   * @param bell ends the rest
   */
  WatchedTable(
      TableConfig config,
      Instance instance,
      LongSupplier hiddenWindows,
      TableProgress progress,
      Doorbell bell,
      GroupWatches watches) {
    this.config = config;
    this.instance = instance;
    this.hiddenWindows = hiddenWindows;
    this.progress = progress;
    this.bell = bell;
    this.watches = watches;
  }

  /** Whether stamps tell its changes as they tell those of every other table. */
  static boolean mayBeWatched(TableConfig config) {
    return config.deletes() == DeleteMode.NONE
        && config.options().isNone()
        && config.timestampField().equals(GroupWatch.STAMP)
        && config.idField().equals("sys_id");
  }

  String name() {
    return config.table();
  }

  String alias() {
    return config.alias();
  }

  Duration interval() {
    return config.pollInterval();
  }

  /**
   * How far back changes are watched: those that have not settled, and those that commit late,
   * until the table is looked back upon next.
   */
  Duration span() {
    return config.settle().plus(config.lookback()).plus(MARGIN);
  }

  Instant now() throws InterruptedException {
    return instance.now(config.table());
  }

  /** It has changed: may be called by any thread. */
  void wake() {
    bell.ring();
  }

  /** Nothing had changed by then: may be called by any thread. */
  void isQuiet(Instant now) {
    progress.watched(now, now.minus(config.settle()));
  }

  @Override
  public boolean isWatched() {
    return watches.known(this).filter(GroupWatch::isOn).isPresent();
  }

  @Override
  public void begins(Instant upTo, boolean showed) throws InterruptedException {
    Optional<GroupWatch> watch = watches.known(this);
    if (uncalled.isPresent() && showed && watch.isPresent()) {
      watch.get().doubt(this, uncalled.get());
    }
    uncalled = Optional.empty();
    restsFrom = showed || hiddenWindows.getAsLong() > 0 ? Optional.empty() : Optional.of(upTo);
    restsFrom.ifPresent(from -> watches.joinKnown(this, from));
  }

  @Override
  public boolean goesOn() throws InterruptedException {
    if (restsFrom.isEmpty()) {
      return false;
    }
    Optional<GroupWatch> watch = watches.join(this, restsFrom.get());
    if (watch.isEmpty()) {
      return false;
    }
    GroupWatch.Turn turn = watch.get().turn(this);
    if (turn == GroupWatch.Turn.UNCALLED) {
      uncalled = Optional.of(restsFrom.get().minus(config.lookback()));
    }
    return turn == GroupWatch.Turn.REST;
  }

  @Override
  public void ends() {
    watches.known(this).ifPresent(watch -> watch.leave(this));
  }
}
