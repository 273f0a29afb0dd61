/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source;

import static io.snbridge.emulator.ColumnDefinition.col;
import static io.snbridge.emulator.TableDefinition.table;
import static org.assertj.core.api.Assertions.assertThat;

import io.snbridge.emulator.EmulatorClock;
import io.snbridge.emulator.RecordedRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a task with many small tables asks for until all of them stream, by default. */
@Timeout(120)
class ManyTablesRequestsTest {

  private static final int TABLES = 500;
  private static final int EACH = 3;

  /** What is asked for all tables together, most of all the dictionary. */
  private static final int SHARED = 60;

  private static final List<String> NAMES =
      IntStream.range(0, TABLES).mapToObj("u_part_%03d"::formatted).toList();

  @RegisterExtension
  final SourceTestBed bed =
      SourceTestBed.at(
          EmulatorClock.manual(Instant.now().minus(Duration.ofHours(1))), String.join(",", NAMES));

  @BeforeEach
  void start() {
    bed.instance.defineTable(table("u_base", col("u_rank", "integer")));
    NAMES.forEach(name -> bed.instance.defineTable(table(name).extending("u_base")));
    // Nothing but the start: the first poll is later.
    bed.config.put("poll.interval.ms", "600000");
  }

  @Test
  void startAsksThreeTimesForEachTableAndARestartOnce() throws Exception {
    fill(3);
    readAll();
    assertThat(bed.connect.records).isEqualTo(3 * TABLES);
    assertThat(mostOfATable()).isLessThanOrEqualTo(EACH);
    assertThat(bed.instance.requests().count()).isLessThanOrEqualTo(EACH * TABLES + SHARED);

    bed.instance.requests().clear();
    readAll();
    assertThat(bed.connect.records).as("none came twice").isEqualTo(3 * TABLES);
    assertThat(bed.instance.requests().all()).hasSizeLessThanOrEqualTo(TABLES + SHARED);
  }

  @Test
  void startOfTablesWithARowAsksNoMore() throws Exception {
    fill(1);
    readAll();
    assertThat(bed.connect.records).isEqualTo(TABLES);
    assertThat(mostOfATable()).isLessThanOrEqualTo(EACH);
    assertThat(bed.instance.requests().count()).isLessThanOrEqualTo(EACH * TABLES + SHARED);
  }

  @Test
  void startOfEmptyTablesAsksNoMore() throws Exception {
    readAll();
    assertThat(mostOfATable()).isLessThanOrEqualTo(EACH);
    assertThat(bed.instance.requests().count()).isLessThanOrEqualTo(EACH * TABLES + SHARED);
  }

  private void fill(int rows) {
    for (String name : NAMES) {
      for (int i = 0; i < rows; i++) {
        bed.instance.insert(name, Map.of("u_rank", "" + i));
      }
    }
    // So that no row is of the window that follows the snapshot.
    bed.clock.run(Duration.ofMinutes(10));
  }

  private void readAll() throws InterruptedException {
    ServiceNowSourceTask task = bed.connect.start();
    bed.connect.pollUntil(
        task, kafka -> NAMES.stream().allMatch(name -> kafka.wasReadSince(0, name)));
    task.stop();
  }

  /** A few look for a row of the other season, for all. */
  private long mostOfATable() {
    Map<String, Long> requests =
        bed.instance.requests().all().stream()
            .filter(request -> !request.parameter("sysparm_limit").equals("3"))
            .collect(Collectors.groupingBy(RecordedRequest::table, Collectors.counting()));
    return NAMES.stream().mapToLong(requests::get).max().orElseThrow();
  }
}
