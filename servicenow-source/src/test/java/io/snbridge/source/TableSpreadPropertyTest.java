/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class TableSpreadPropertyTest {

  @Property
  void everyTableHasOneTaskAndNoTaskHasMoreThanItsShare(
      @ForAll @Size(min = 1, max = 40)
          Set<@AlphaChars @StringLength(min = 1, max = 12) String> tables,
      @ForAll @IntRange(min = 1, max = 50) int most) {
    List<List<String>> spread = TableSpread.over(tables, most);

    int tasks = Math.min(most, tables.size());
    assertThat(spread.stream().flatMap(List::stream)).containsExactlyInAnyOrderElementsOf(tables);
    assertThat(spread.size()).isLessThanOrEqualTo(tasks);
    assertThat(spread)
        .allSatisfy(
            task -> assertThat(task.size()).isBetween(1, (tables.size() + tasks - 1) / tasks));
  }

  @Property
  void orderOfTheTablesDoesNotMatter(
      @ForAll @Size(min = 1, max = 20)
          Set<@AlphaChars @StringLength(min = 1, max = 12) String> tables,
      @ForAll @IntRange(min = 1, max = 8) int most,
      @ForAll long seed) {
    List<String> shuffled = new ArrayList<>(tables);
    Collections.shuffle(shuffled, new Random(seed));

    assertThat(TableSpread.over(shuffled, most)).isEqualTo(TableSpread.over(tables, most));
  }

  /** Dealing tables out in turn would move about three of four when one comes. */
  @Test
  void aNewTableMovesFewOthers() {
    int moved = 0;
    int stayed = 0;
    for (int seed = 0; seed < 200; seed++) {
      Random random = new Random(seed);
      Set<String> tables = new TreeSet<>();
      while (tables.size() < 16 + seed % 9) {
        tables.add("table_" + random.nextInt(100_000));
      }
      List<List<String>> before = TableSpread.over(tables, 4);
      Set<String> more = new TreeSet<>(tables);
      more.add("table_" + random.nextInt(100_000) + "_new");
      List<List<String>> after = TableSpread.over(more, 4);
      for (String table : tables) {
        if (taskOf(before, table) == taskOf(after, table)) {
          stayed++;
        } else {
          moved++;
        }
      }
    }
    double part = (double) moved / (moved + stayed);
    assertThat(part).isLessThan(0.08);
  }

  private static int taskOf(List<List<String>> spread, String table) {
    for (int task = 0; task < spread.size(); task++) {
      if (spread.get(task).contains(table)) {
        return task;
      }
    }
    throw new AssertionError(table + " has no task");
  }
}
