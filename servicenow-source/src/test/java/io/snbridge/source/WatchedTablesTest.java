/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source;

import static io.snbridge.emulator.ColumnDefinition.col;
import static io.snbridge.emulator.TableDefinition.table;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.snbridge.emulator.EmulatorClock;
import io.snbridge.emulator.RecordedRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Tables of one base that do not change, on an instance with counts by class. */
@Timeout(60)
class WatchedTablesTest {

  private static final List<String> TABLES = List.of("u_job", "u_case", "u_order");

  @RegisterExtension
  final SourceTestBed bed =
      SourceTestBed.at(
          EmulatorClock.manual(Instant.now().minus(Duration.ofHours(1))), String.join(",", TABLES));

  @BeforeEach
  void start() {
    bed.instance.defineTable(table("u_base", col("u_rank", "integer")));
    for (String name : TABLES) {
      bed.instance.defineTable(table(name).extending("u_base"));
      bed.instance.insert(name, Map.of("u_rank", "1"));
    }
    bed.instance.defineTable(table("u_big_case").extending("u_case"));
    bed.clock.run(Duration.ofMinutes(10));
    bed.config.put("settle.ms", "0");
  }

  @Test
  void onlyTheBaseIsAskedWhileNothingChanges() throws Exception {
    rest();
    int before = asked().size();
    await().until(() -> asked().size() > before + 20);
    assertThat(asked().subList(before, before + 20))
        .extracting(RecordedRequest::table)
        .containsOnly("u_base");
  }

  @Test
  void changeOfAClassWakesTheTablesThatItExtendsAndNoOther() throws Exception {
    ServiceNowSourceTask task = rest();
    int before = asked().size();
    bed.instance.insert("u_big_case", Map.of("u_rank", "2"));
    bed.connect.pollUntil(task, kafka -> kafka.records == 4);
    assertThat(asked().subList(before, asked().size()))
        .extracting(RecordedRequest::table)
        .contains("u_base", "u_case")
        .doesNotContain("u_job", "u_order");
  }

  @Test
  void rowOfAClassThatIsNewArrives() throws Exception {
    ServiceNowSourceTask task = rest();
    bed.instance.defineTable(table("u_small_job").extending("u_job"));
    bed.instance.insert("u_small_job", Map.of("u_rank", "3"));
    bed.connect.pollUntil(task, kafka -> kafka.records == 4);
  }

  @Test
  void tablesWithDeletesAreReadAtEachPoll() throws Exception {
    bed.config.put("deletes", "tombstone");
    ServiceNowSourceTask task = bed.connect.start();
    bed.connect.pollUntil(task, kafka -> kafka.records == 3);
    int before = asked().size();
    await()
        .until(
            () ->
                asked().subList(before, asked().size()).stream()
                    .map(RecordedRequest::table)
                    .toList()
                    .containsAll(TABLES));
    assertThat(asked()).extracting(RecordedRequest::table).doesNotContain("u_base");
  }

  private ServiceNowSourceTask rest() throws InterruptedException {
    ServiceNowSourceTask task = bed.connect.start();
    bed.connect.pollUntil(task, kafka -> kafka.records == 3);
    // Until the last requests are those for all.
    await()
        .until(
            () -> {
              List<RecordedRequest> all = asked();
              return all.subList(Math.max(0, all.size() - 5), all.size()).stream()
                  .allMatch(request -> request.table().equals("u_base"));
            });
    return task;
  }

  private List<RecordedRequest> asked() {
    return bed.instance.requests().all();
  }
}
