/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source;

import static io.snbridge.emulator.ColumnDefinition.col;
import static io.snbridge.emulator.TableDefinition.table;
import static org.assertj.core.api.Assertions.assertThat;

import io.snbridge.emulator.EmulatorClock;
import io.snbridge.emulator.Fault;
import io.snbridge.emulator.RequestMatcher;
import io.snbridge.emulator.ServiceNowEmulator;
import io.snbridge.source.position.TablePartition;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Times of which audited deletes are hidden, where a position does not tell which were shown. */
@Timeout(60)
class HiddenDeletesTest {

  private static final String AUDIT = "sys_audit_delete";
  private static final String END = "sys_created_on<2026-03-01 12:02:00";

  @RegisterExtension final SourceTestBed bed = SourceTestBed.inLeaps("incident");
  private final EmulatorClock clock = bed.clock;
  private final ServiceNowEmulator instance = bed.instance;
  private final Connect connect = bed.connect;

  @BeforeEach
  void start() {
    instance.defineTable(table("incident", col("number", "string")));
    bed.config.put("servicenow.retry.max.backoff.ms", "20");
    bed.config.put("schema.mode", "none");
    bed.config.put("page.size", "4");
    bed.config.put("deletes", "tombstone");
    bed.config.put("deletes.settle.ms", "2000");
    bed.config.put("hidden.recheck.ms", "1000");
    bed.config.put("settle.mode", "wait");
  }

  /** The instance cannot sort the rest of the time, so that less of it is asked for at once. */
  @Test
  void deletesAreNotSentAgainWhereThoseThatStayHiddenAreCountedInParts() throws Exception {
    List<String> ids = rowsOfWhichTwelveAreDeleted();
    instance.hideRows(AUDIT, row -> first(2).contains(row.get("sys_id")));
    stopAfterThoseAndOneMore(ids, 10);

    cannotSortTheRestUpTo("2026-03-01 12:02:00");
    ServiceNowSourceTask task = connect.start();
    connect.pollUntil(task, kafka -> looks() >= 3);
    connect.pollUntilRead(task, "incident");
    assertThat(connect.deletes).extracting(SourceRecord::key).doesNotHaveDuplicates().hasSize(11);

    instance.faults().clear();
    instance.showRows(AUDIT);
    connect.pollUntil(task, kafka -> kafka.stamps.size() == 7);
    task.stop();
  }

  /** Of two hidden rows, the first read is sure of one only. Then that one alone is hidden. */
  @Test
  void aDeleteThatIsShownIsSentWhereAnotherWasInDoubtWhenItWasReadAndIsAgain() throws Exception {
    List<String> ids = rowsOfWhichTwelveAreDeleted();
    String first = audited().get(0);
    Set<String> both = Set.of(first, audited().get(11));
    instance.hideRows(AUDIT, row -> both.contains(row.get("sys_id")));
    cannotSortTheRestUpTo("2026-03-01 12:02");
    clock.advance(Duration.ofMinutes(1));
    ServiceNowSourceTask task = connect.start();
    connect.pollUntil(task, kafka -> kafka.deletes.size() == 10);
    instance.delete("incident", ids.get(12));
    clock.advance(Duration.ofSeconds(10));
    connect.pollUntil(task, kafka -> kafka.deletes.size() == 11);
    task.stop();
    String[] hidden = stored().get("hidden").toString().split("/", -1);
    store(hidden[0] + "/" + hidden[1] + "/" + hidden[2] + "/*");

    instance.showRows(AUDIT);
    instance.hideRows(AUDIT, row -> row.get("sys_id").equals(first));
    instance.faults().clear();
    cannotSortTheRestUpTo(hidden[1]);
    task = connect.start();
    connect.pollUntil(task, kafka -> keys() == 12);
    task.stop();
  }

  private void cannotSortTheRestUpTo(String end) {
    instance
        .faults()
        .always(
            Fault.transactionCancelled(),
            RequestMatcher.table(AUDIT)
                .and(RequestMatcher.queryContaining("sys_created_on<" + end))
                .and(RequestMatcher.queryContaining("sys_created_on>2026")));
  }

  private long keys() {
    return connect.deletes.stream().map(SourceRecord::key).distinct().count();
  }

  private List<String> rowsOfWhichTwelveAreDeleted() throws InterruptedException {
    List<String> ids =
        instance.insertAll(
            "incident", IntStream.range(0, 20).mapToObj(i -> Map.of("number", "N" + i)).toList());
    clock.advance(Duration.ofMinutes(1));
    ServiceNowSourceTask task = connect.start();
    connect.pollUntil(task, kafka -> kafka.stamps.size() == 20);
    connect.pollUntilRead(task, "incident");
    task.stop();
    clock.advance(Duration.ofSeconds(10));
    ids.subList(0, 6).forEach(id -> instance.delete("incident", id));
    clock.advance(Duration.ofSeconds(1));
    ids.subList(6, 12).forEach(id -> instance.delete("incident", id));
    return ids;
  }

  /** The ids of the first rows of the audit. */
  private Set<String> first(int rows) {
    return new HashSet<>(audited().subList(0, rows));
  }

  /** The ids of the audit's rows, as they are read. */
  private List<String> audited() {
    return instance.rows(AUDIT).stream()
        .sorted(
            Comparator.comparing((Map<String, String> row) -> row.get("sys_created_on"))
                .thenComparing(row -> row.get("sys_id")))
        .map(row -> row.get("sys_id"))
        .toList();
  }

  /** The position that is left tells that two are hidden, and not which were shown. */
  private void stopAfterThoseAndOneMore(List<String> ids, int shown) throws InterruptedException {
    clock.advance(Duration.ofMinutes(1));
    ServiceNowSourceTask task = connect.start();
    connect.pollUntil(task, kafka -> kafka.deletes.size() == shown);
    instance.delete("incident", ids.get(12));
    clock.advance(Duration.ofSeconds(10));
    connect.pollUntil(task, kafka -> kafka.deletes.size() == shown + 1);
    task.stop();
    store("2026-03-01 12:01:00/2026-03-01 12:02:00/2/*");
  }

  private Map<String, Object> stored() {
    return new HashMap<>(connect.stored(partition()));
  }

  private void store(String hidden) {
    Map<String, Object> position = stored();
    position.put("hidden", hidden);
    connect.store(partition(), position);
  }

  private Map<String, String> partition() {
    return new TablePartition(instance.url().getHost(), "incident").deletes();
  }

  /** First pages of the time that the position tells. */
  private long looks() {
    return instance.requests().toTable(AUDIT).stream()
        .filter(request -> request.query().contains("sys_created_on>=2026-03-01 12:01:00"))
        .filter(request -> request.query().contains(END))
        .count();
  }
}
