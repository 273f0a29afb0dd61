/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.read;

import static org.assertj.core.api.Assertions.assertThat;

import io.snbridge.source.catalog.ClassChains;
import io.snbridge.source.scan.OnceTables;
import io.snbridge.source.scan.Tables;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GroupWatchesTest {

  private final ClassedTables instance = new ClassedTables(3);
  private final Map<WatchedTable, TableProgress> progress = new HashMap<>();
  private final List<Step> whenTheTimeIsAskedFor = new ArrayList<>();
  private final GroupWatches watches =
      new GroupWatches(instance, new ClassChains(new OnceTables(instance)), this::nanoTime);
  private long nanos;

  private interface Step {
    void run() throws InterruptedException;
  }

  /** What the former watch counts is not true of it any more. */
  @Test
  void tableThatGetsAnotherBaseWhileItComesToRestLeavesTheWatchItHad() throws Exception {
    WatchedTable one = table(1);
    WatchedTable two = table(2);
    table(3);
    rests(one);
    rests(two);
    two.ends();
    one.ends();
    one.begins(instance.now(), false);
    two.begins(instance.now(), false);
    whenTheTimeIsAskedFor.add(
        () -> {
          instance.moveToAnotherBase(1);
          nanos += Duration.ofHours(1).toNanos();
          two.goesOn();
        });
    one.goesOn();
    assertThat(whenTheTimeIsAskedFor).isEmpty();

    two.ends();
    rests(two);
    assertThat(progress.get(two).sinceDrained()).as("is watched").contains(Duration.ZERO);
    assertThat(progress.get(one).sinceDrained())
        .as("is not")
        .hasValueSatisfying(time -> assertThat(time).isGreaterThan(Duration.ofMinutes(59)));
  }

  private void rests(WatchedTable table) throws InterruptedException {
    table.begins(instance.now(), false);
    table.goesOn();
  }

  private WatchedTable table(int number) {
    TableProgress shown = new TableProgress(() -> nanos);
    WatchedTable table =
        new WatchedTable(
            Tables.named(ClassedTables.name(number), 100),
            instance,
            () -> 0,
            shown,
            new Doorbell(),
            watches);
    progress.put(table, shown);
    watches.add(table);
    return table;
  }

  private long nanoTime() {
    long now = nanos;
    if (!whenTheTimeIsAskedFor.isEmpty()) {
      try {
        whenTheTimeIsAskedFor.remove(0).run();
      } catch (InterruptedException impossible) {
        throw new AssertionError(impossible);
      }
    }
    return now;
  }
}
