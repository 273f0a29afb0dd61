/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.scan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class OpenRangesPropertyTest {

  @Example
  void readersBeginFarFromEachOther() {
    OpenRanges open = new OpenRanges(Set.of());

    assertThat(
            List.of(name(open.begin()), name(open.begin()), name(open.begin()), name(open.begin())))
        .containsExactlyInAnyOrder("0", "4", "8", "c");
  }

  @Example
  void oneReaderBeginsWithTheFirstAndTheLastHasNoneAfterIt() {
    OpenRanges open = new OpenRanges(Set.of());
    assertThat(open.areLeft()).isTrue();
    Optional<SnapshotRange> range = open.begin();
    for (SnapshotRange next : SnapshotRange.ALL) {
      assertThat(range).contains(next);
      range = open.after(next);
    }
    assertThat(range).isEmpty();
    assertThat(open.areLeft()).isFalse();
    assertThat(open.begin()).isEmpty();
  }

  /** Of equally long runs the first. */
  @Example
  void begunRangesAreBegunWithFirst() {
    OpenRanges open = new OpenRanges(Set.of("4", "8", "c"));
    List<String> names = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      names.add(name(open.begin()));
    }
    assertThat(names).containsExactly("0", "4", "8", "c", "2", "6");
  }

  @Example
  void boundsOfARangeAreThoseOfItsNeighbours() {
    SnapshotRange first = SnapshotRange.ALL.get(0);
    SnapshotRange second = SnapshotRange.ALL.get(1);
    SnapshotRange last = SnapshotRange.ALL.get(15);
    assertThat(first.lowerBound("sys_id").text()).isEmpty();
    assertThat(first.upperBound("sys_id").text()).isEqualTo("sys_id<1");
    assertThat(second.lowerBound("sys_id").text()).isEqualTo("sys_id>=1");
    assertThat(last.lowerBound("sys_id").text()).isEqualTo("sys_id>=f");
    assertThat(last.upperBound("sys_id").text()).isEmpty();
  }

  /** Whichever of four readers goes on, and whether it enters the next range or begins anew. */
  @Property
  void eachRangeHasOneReaderAndABegunOneIsNotEnteredFromBefore(
      @ForAll @Size(max = 200) List<@IntRange(min = 0, max = 7) Integer> steps,
      @ForAll Set<@CharRange(from = '0', to = '9') Character> begunDigits) {
    Set<String> begun = new HashSet<>();
    begunDigits.forEach(digit -> begun.add(digit.toString()));
    OpenRanges open = new OpenRanges(begun);
    List<Optional<SnapshotRange>> readers =
        new ArrayList<>(List.of(open.begin(), open.begin(), open.begin(), open.begin()));
    List<String> read = new ArrayList<>();
    readers.forEach(range -> range.ifPresent(claimed -> read.add(claimed.name())));

    for (int step : steps) {
      int reader = step / 2;
      Optional<SnapshotRange> entered =
          step % 2 == 0 ? Optional.empty() : readers.get(reader).flatMap(open::after);
      entered.ifPresent(range -> assertThat(begun).doesNotContain(range.name()));
      Optional<SnapshotRange> next = entered.or(open::begin);
      next.ifPresent(range -> read.add(range.name()));
      readers.set(reader, next);
    }
    for (Optional<SnapshotRange> left = open.begin(); left.isPresent(); left = open.begin()) {
      read.add(name(left));
    }

    assertThat(read)
        .containsExactlyInAnyOrderElementsOf(
            SnapshotRange.ALL.stream().map(SnapshotRange::name).toList());
  }

  private static String name(Optional<SnapshotRange> range) {
    return range.orElseThrow().name();
  }
}
