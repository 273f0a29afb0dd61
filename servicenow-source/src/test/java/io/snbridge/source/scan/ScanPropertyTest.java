/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.scan;

import static io.snbridge.source.scan.FakeInstance.at;
import static io.snbridge.source.scan.FakeInstance.id;
import static org.assertj.core.api.Assertions.assertThat;

import io.snbridge.common.table.GlideDateTime;
import io.snbridge.common.table.Row;
import io.snbridge.source.config.TableConfig;
import io.snbridge.source.position.Position.InStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Whatever is hidden, however rows share seconds, and whatever the page size. */
class ScanPropertyTest {

  private static final String T = "2026-03-01 11:00:00";

  @Property(tries = 400)
  void everyVisibleRowComesOnceAndInOrder(
      @ForAll @Size(max = 80) List<@IntRange(min = 0, max = 6) Integer> seconds,
      @ForAll Set<@IntRange(min = 0, max = 80) Integer> hiddenRows,
      @ForAll @IntRange(min = 1, max = 30) int pageSize,
      @ForAll boolean apart,
      @ForAll @IntRange(max = 80) int quota,
      @ForAll @IntRange(max = 80) int sorts,
      @ForAll boolean now)
      throws InterruptedException {
    FakeInstance instance = new FakeInstance();
    instance.hidden = id -> hiddenRows.contains(Integer.parseInt(id, 16));
    // Time cannot be cut into less than seconds.
    long inOneSecond =
        IntStream.rangeClosed(0, 6).map(s -> Collections.frequency(seconds, s)).max().orElse(0);
    instance.quotaAlong = quota / 2;
    instance.quotaApart = Math.max(quota, inOneSecond);
    instance.quotaSorted = Math.max(sorts, inOneSecond);
    int[] pages = {0};
    instance.beforePage =
        request -> {
          // An instance is busy now and then.
          if (now && ++pages[0] % 3 == 0) {
            instance.quotaApart = pages[0] % 2 == 0 ? 80 : Math.max(quota, inOneSecond);
            instance.quotaAlong = pages[0] % 5 == 0 ? 80 : quota / 2;
          }
        };
    for (int i = 0; i < seconds.size(); i++) {
      instance.put(id(i), GlideDateTime.text(at(T).plusSeconds(seconds.get(i))));
    }
    TableConfig config = Tables.incident(pageSize);
    BranchOrder shape = new BranchOrder(ScanTarget.rows(config));
    if (apart) {
      shape.askApart("for this test");
    }

    HiddenRows hidden = new HiddenRows("incident");
    Scan scan =
        new Scan(
            "incident",
            new PageFetcher(
                instance,
                ScanTarget.rows(config),
                new TableRetries(
                    "incident",
                    Tables.RETRY_BUDGET,
                    sleeper -> {
                      throw new AssertionError("nothing is rejected here");
                    })),
            new Window(ScanTarget.rows(config), InStream.from(at(T)), at(T).plusSeconds(6), shape),
            hidden);
    List<String> seen = read(scan);

    long skipped =
        instance.ids().stream()
            .filter(instance.hidden)
            .filter(id -> at(instance.stamp(id)).isBefore(at(T).plusSeconds(6)))
            .count();
    assertThat(hidden.count()).as("what is surely hidden").isLessThanOrEqualTo(skipped);
    assertThat(hidden.count() + scan.doubtful())
        .as("what may be hidden")
        .isGreaterThanOrEqualTo(skipped);
    assertThat(seen)
        .containsExactlyElementsOf(
            instance.ids().stream()
                .filter(id -> !instance.hidden.test(id))
                .filter(id -> at(instance.stamp(id)).isBefore(at(T).plusSeconds(6)))
                .sorted(Comparator.comparing(instance::stamp).thenComparing(id -> id))
                .toList());
  }

  private static List<String> read(Scan scan) throws InterruptedException {
    List<String> ids = new ArrayList<>();
    for (Optional<List<Row>> rows = scan.next(); rows.isPresent(); rows = scan.next()) {
      rows.get().forEach(row -> ids.add(row.values().get("sys_id")));
    }
    return ids;
  }
}
