/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.scan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Comparator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.NotEmpty;

class SnapshotRangePropertyTest {

  @Property
  void everyIdIsInExactlyOneRangeWithoutCase(
      @ForAll @NotEmpty @CharRange(from = ' ', to = '~') String id) {
    assertThat(rangesOf(id, String.CASE_INSENSITIVE_ORDER)).isEqualTo(1);
  }

  @Property
  void everyIdIsInExactlyOneRangeWithCase(@ForAll @NotEmpty String id) {
    assertThat(rangesOf(id, Comparator.naturalOrder())).isEqualTo(1);
  }

  private static long rangesOf(String id, Comparator<String> collation) {
    return SnapshotRange.ALL.stream()
        .filter(
            range ->
                range.from().map(bound -> collation.compare(id, bound) >= 0).orElse(true)
                    && range.to().map(bound -> collation.compare(id, bound) < 0).orElse(true))
        .count();
  }
}
