/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.emulator.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.snbridge.emulator.DuplicateIds;
import io.snbridge.emulator.TableDefinition;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class RowIndexTest {
  @Test
  void manyBlocksStayInOrderThroughInsertsAndDeletes() {
    Store store = new Store(() -> Instant.EPOCH, () -> Duration.ZERO, new SysIds(1));
    Table table = store.define(TableDefinition.table("u_t"));
    SplittableRandom random = new SplittableRandom(3);
    TreeSet<String> expected = new TreeSet<>();
    for (int i = 0; i < 12_000; i++) {
      String id = "%032x".formatted(random.nextLong(Long.MAX_VALUE));
      expected.add(id);
      store.insert(table, Map.of("sys_id", id), Author.TEST, DuplicateIds.FORBIDDEN_403);
      if (random.nextInt(3) == 0) {
        String gone = expected.ceiling("%032x".formatted(random.nextLong(Long.MAX_VALUE)));
        if (gone != null && expected.remove(gone)) {
          assertThat(store.delete(table, gone, Author.TEST)).isTrue();
        }
      }
    }
    for (RowIndex index : List.of(table.byId(), table.byStamp())) {
      List<String> ids = new ArrayList<>();
      index.visit(Range.ALL, row -> ids.add(row.sysId()));
      assertThat(ids).containsExactlyElementsOf(expected);
      assertThat(index.size()).isEqualTo(expected.size());
      assertThat(index.count(Range.ALL)).isEqualTo(expected.size());
    }
    String middle = new ArrayList<>(expected).get(5000);
    Range half = new Range(new Key("", middle), false, Key.END, true);
    assertThat(table.byId().count(half)).isEqualTo(expected.size() - 5001);
  }
}
