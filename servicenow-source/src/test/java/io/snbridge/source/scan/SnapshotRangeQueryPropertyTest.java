/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.scan;

import static org.assertj.core.api.Assertions.assertThat;

import io.snbridge.common.table.Row;
import io.snbridge.source.config.TableConfig;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.BeforeTry;
import org.junit.jupiter.api.Assertions;

/** A snapshot by ranges that grow into each other, read by several readers in turn. */
class SnapshotRangeQueryPropertyTest {

  private static final String T = "2026-03-01 11:00:00";
  private static final String FOREIGN = "4_no_hex_%d";

  private FakeInstance instance;
  private HiddenRows hidden;
  private List<String> seen;
  private Map<String, String> lastIds;

  /** Whether the first reader begins with all ranges. */
  private boolean beginsWhole;

  @BeforeTry
  void begin() {
    beginsWhole = false;
    instance = new FakeInstance();
    hidden = new HiddenRows("incident");
    seen = new ArrayList<>();
    lastIds = new HashMap<>();
  }

  @Property(tries = 300)
  void everyVisibleRowComesOnce(
      @ForAll @Size(max = 200) Set<@IntRange(min = 0, max = 255) Integer> rows,
      @ForAll Set<@IntRange(min = 0, max = 255) Integer> hiddenRows,
      @ForAll @IntRange(min = 0, max = 4) int foreign,
      @ForAll @IntRange(min = 1, max = 30) int pageSize,
      @ForAll @IntRange(min = 1, max = 5) int readers,
      @ForAll boolean begins)
      throws InterruptedException {
    fill(rows, hiddenRows, foreign);
    beginsWhole = begins;

    read(pageSize, readers, Integer.MAX_VALUE);

    assertThat(seen).containsExactlyInAnyOrderElementsOf(visible());
    int notShown = instance.ids().size() - visible().size();
    assertThat(hidden.count()).isEqualTo(notShown);
  }

  /** Only the position of each range is left after some pages. */
  @Property(tries = 300)
  void everyVisibleRowComesOnceThoughItStopsInBetween(
      @ForAll @Size(max = 200) Set<@IntRange(min = 0, max = 255) Integer> rows,
      @ForAll Set<@IntRange(min = 0, max = 255) Integer> hiddenRows,
      @ForAll @IntRange(min = 0, max = 4) int foreign,
      @ForAll @IntRange(min = 1, max = 30) int pageSize,
      @ForAll @IntRange(min = 1, max = 5) int readers,
      @ForAll @IntRange(min = 0, max = 20) int pages,
      @ForAll @IntRange(min = 5, max = 300) int quota,
      @ForAll boolean begins)
      throws InterruptedException {
    fill(rows, hiddenRows, foreign);
    beginsWhole = begins;
    instance.quotaAlong = quota / 2;
    instance.quotaApart = quota;

    read(pageSize, readers, pages);
    read(pageSize, readers, pages);
    read(pageSize, readers, Integer.MAX_VALUE);

    assertThat(seen).containsExactlyInAnyOrderElementsOf(visible());
  }

  /** 256 rows, 16 a range: with pages of 10 a break in each range would take 32 pages and more. */
  @Example
  void fullPagesGoOnFromOneRangeIntoTheNext() throws InterruptedException {
    for (int i = 0; i < 256; i++) {
      instance.put(id(i), T);
    }

    read(10, 1, Integer.MAX_VALUE);

    assertThat(seen).hasSize(256).isSorted();
    assertThat(instance.requests).hasSizeLessThanOrEqualTo(28);
    assertThat(hidden.count()).isZero();
  }

  /** A table of which a page has all is read with one request. */
  @Example
  void smallTableIsOnePage() throws InterruptedException {
    for (int i = 0; i < 20; i++) {
      instance.put(id(i * 12), T);
    }
    beginsWhole = true;

    read(40, 4, Integer.MAX_VALUE);

    assertThat(seen).hasSize(20).isSorted();
    assertThat(instance.requests).hasSize(1);
  }

  /** The first page shows where the others may begin. */
  @Example
  void largeTableIsSharedAfterItsFirstPage() throws InterruptedException {
    for (int i = 0; i < 256; i++) {
      instance.put(id(i), T);
    }
    instance.hidden = id -> id.startsWith("01");
    beginsWhole = true;

    read(20, 4, Integer.MAX_VALUE);

    assertThat(seen).hasSize(255);
    assertThat(seen.subList(20, 60))
        .as("others begin far away")
        .isNotEqualTo(visible().subList(20, 60));
    assertThat(hidden.count()).isEqualTo(1);
  }

  /** A table of which less is asked for at once, because all takes too long. */
  @Example
  void countOfARangeIsNotThatOfTheTable() throws InterruptedException {
    for (int i = 0; i < 256; i++) {
      instance.put(id(i), T);
    }
    instance.tooMuch = request -> !request.query().text().contains("sys_id<");
    TableConfig config = Tables.incident(40);
    OpenRanges open = new OpenRanges(Set.of());
    SnapshotRangeQuery whole = SnapshotRangeQuery.whole(open.begin().orElseThrow(), config, open);
    TableRetries retries =
        new TableRetries(
            "incident", Tables.RETRY_BUDGET, sleeper -> Assertions.fail("nothing is rejected"));
    Scan scan =
        new Scan(
            "incident", new PageFetcher(instance, ScanTarget.rows(config), retries), whole, hidden);
    assertThat(scan.next().orElseThrow()).hasSizeLessThan(40);
    assertThat(scan.firstTotal()).isEmpty();
  }

  private void fill(Set<Integer> rows, Set<Integer> hiddenRows, int foreign) {
    rows.forEach(row -> instance.put(id(row), T));
    for (int i = 0; i < foreign; i++) {
      instance.put(FOREIGN.formatted(i), T);
    }
    instance.hidden =
        id -> id.length() == 32 && hiddenRows.contains(Integer.parseInt(id.substring(0, 2), 16));
  }

  /** Two digits, so that all ranges have rows. */
  private static String id(int number) {
    return "%02x".formatted(number) + "0".repeat(30);
  }

  private List<String> visible() {
    return instance.ids().stream().filter(id -> !instance.hidden.test(id)).toList();
  }

  private record Reader(SnapshotRangeQuery slice, Scan scan) {}

  /** Goes on from the last ids. */
  private void read(int pageSize, int readerCount, int mostPages) throws InterruptedException {
    TableConfig config = Tables.incident(pageSize);
    OpenRanges open = new OpenRanges(Set.copyOf(lastIds.keySet()));
    TableRetries retries =
        new TableRetries(
            "incident", Tables.RETRY_BUDGET, sleeper -> Assertions.fail("nothing is rejected"));
    PageFetcher pages = new PageFetcher(instance, ScanTarget.rows(config), retries);
    Map<String, String> stored = Map.copyOf(lastIds);
    List<Optional<Reader>> readers = new ArrayList<>();
    for (int i = 0; i < readerCount; i++) {
      readers.add(reader(open, config, stored, pages));
    }
    for (int page = 0; page < mostPages && readers.stream().anyMatch(Optional::isPresent); page++) {
      int turn = page % readerCount;
      if (readers.get(turn).isEmpty()) {
        readers.set(turn, reader(open, config, stored, pages));
      }
      if (readers.get(turn).isPresent()) {
        Reader reader = readers.get(turn).get();
        Optional<List<Row>> rows = reader.scan().next();
        if (rows.isPresent()) {
          take(reader.slice().parts(rows.get()));
        } else {
          readers.set(turn, reader(open, config, stored, pages));
        }
      }
    }
  }

  private Optional<Reader> reader(
      OpenRanges open, TableConfig config, Map<String, String> stored, PageFetcher pages) {
    return open.begin()
        .map(
            range -> {
              boolean isWhole = beginsWhole && stored.isEmpty();
              beginsWhole = false;
              SnapshotRangeQuery slice =
                  isWhole
                      ? SnapshotRangeQuery.whole(range, config, open)
                      : new SnapshotRangeQuery(
                          range, config, Optional.ofNullable(stored.get(range.name())), open);
              return new Reader(slice, new Scan("incident", pages, slice, hidden));
            });
  }

  private void take(List<SnapshotRangeQuery.Part> parts) {
    for (SnapshotRangeQuery.Part part : parts) {
      for (Row row : part.rows()) {
        String id = row.values().get("sys_id");
        seen.add(id);
        lastIds.put(part.range().name(), id);
      }
    }
  }
}
