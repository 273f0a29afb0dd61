/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.scan;

import static org.assertj.core.api.Assertions.assertThat;

import io.snbridge.common.table.DisplayValue;
import io.snbridge.common.table.EncodedQuery;
import io.snbridge.common.table.Page;
import io.snbridge.common.table.PageRequest;
import io.snbridge.common.table.Row;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class RowBytesTest {

  private static PageRequest request(int limit, String... fields) {
    return new PageRequest(
        "incident",
        EncodedQuery.everything(),
        List.of(fields),
        limit,
        0,
        false,
        DisplayValue.FALSE);
  }

  private static Page page(int rows, long bytes) {
    return new Page(
        Collections.nCopies(rows, new Row(Map.of(), Map.of())), OptionalLong.empty(), bytes);
  }

  @Test
  void rowsAreAsLargeAsTheLastOnesWhichRisesAtOnceAndFallsSlowly() {
    RowBytes bytes = new RowBytes();
    assertThat(bytes.of(request(10))).as("none was seen").isEqualTo(20_480);
    assertThat(bytes.of(request(10, "sys_id", "sys_updated_on"))).isEqualTo(1_280);
    assertThat(bytes.of(request(10, "a", "b", "c"))).isEqualTo(20_480);
    bytes.learn(request(10, "sys_id"), page(1, 100_000));
    bytes.learn(request(10), page(0, 100_000));
    assertThat(bytes.of(request(1))).as("nothing was learned").isEqualTo(2_048);
    bytes.learn(request(10), page(2, 200));
    assertThat(bytes.of(request(1))).as("the first guess was none").isEqualTo(100);
    bytes.learn(request(10), page(2, 1_000));
    assertThat(bytes.of(request(1))).isEqualTo(500);
    bytes.learn(request(10), page(2, 200));
    assertThat(bytes.of(request(1))).isEqualTo(400);
    assertThat(bytes.rowsIn(4_000, false)).isEqualTo(10);
    assertThat(bytes.rowsIn(1_280, true)).isEqualTo(10);
    assertThat(bytes.rowsIn(1, false)).isEqualTo(1);
    bytes.learn(request(10), page(100, 1));
    assertThat(bytes.of(request(1))).as("a row has bytes").isEqualTo(300);
  }
}
