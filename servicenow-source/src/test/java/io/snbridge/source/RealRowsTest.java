/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source;

import static io.snbridge.emulator.ColumnDefinition.col;
import static io.snbridge.emulator.TableDefinition.table;
import static org.assertj.core.api.Assertions.assertThat;

import io.snbridge.emulator.EmulatorClock;
import io.snbridge.emulator.ServiceNowEmulator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Rows as an instance sends them: tagged, shown as people see them, changed while it lists them.
 */
@Timeout(60)
class RealRowsTest {

  @RegisterExtension final SourceTestBed bed = SourceTestBed.inLeaps("u_job");
  private final EmulatorClock clock = bed.clock;
  private final ServiceNowEmulator instance = bed.instance;
  private final Map<String, String> config = bed.config;

  @BeforeEach
  void start() {
    instance.defineTable(
        table(
            "u_job",
            col("u_rank", "integer"),
            col("u_took", "glide_duration"),
            col("u_cost", "currency"),
            col("u_weight", "decimal"),
            col("u_pin", "password2")));
    config.put("name", "jobs");
    config.put("poll.interval.ms", "20");
  }

  private String job(Map<String, String> values) {
    return instance.insert("u_job", values);
  }

  private static List<SourceRecord> poll(Connect connect, ServiceNowSourceTask task, int count)
      throws InterruptedException {
    List<SourceRecord> records = new ArrayList<>();
    while (records.size() < count) {
      List<SourceRecord> page = task.poll();
      if (page != null) {
        records.addAll(page);
        connect.acknowledge(task, page);
      }
    }
    return records;
  }

  private static List<SourceRecord> read(Connect connect, int count) throws InterruptedException {
    ServiceNowSourceTask task = connect.start();
    try {
      return poll(connect, task, count);
    } finally {
      task.stop();
    }
  }

  private static String text(SourceRecord record, String field) {
    return record.value() instanceof Struct struct
        ? struct.getString(field)
        : (String) ((Map<?, ?>) record.value()).get(field);
  }

  /** They are in each row, and in no dictionary. */
  @ParameterizedTest
  @ValueSource(strings = {"dictionary", "string", "none"})
  void tagsAreTextAndNothingIsSaidOfThem(String mode) throws Exception {
    config.put("schema.mode", mode);
    job(Map.of("u_rank", "1"));
    clock.advance(Duration.ofMinutes(1));
    Connect connect = bed.another();
    Set<Schema> schemas = new HashSet<>();
    try (LogText log = new LogText()) {
      for (int start = 0; start < 2; start++) {
        SourceRecord record = read(connect, 1).get(0);
        schemas.add(record.valueSchema());
        assertThat(text(record, "sys_tags")).isEmpty();
        job(Map.of("u_rank", "2"));
        clock.advance(Duration.ofMinutes(1));
      }
      assertThat(log.text()).doesNotContain("sys_tags", "sys_dictionary");
    }
    assertThat(schemas).hasSize(1);
    assertThat(instance.requests().toTable("sys_dictionary")).as("once a start").hasSize(2);
  }

  @Test
  void tableThatHasNoRowYetMayBeAskedForItsTags() {
    config.put("table.u_job.fields", "u_rank,sys_tags");
    assertThat(new ServiceNowSourceConnector().validate(config).configValues())
        .allMatch(value -> value.errorMessages().isEmpty());
  }

  /** Of which no row tells that there are tags. */
  @Test
  void deleteThatIsTheFirstRecordOfATaskHasTheSchemaOfTheRows() throws Exception {
    config.put("output.format", "envelope");
    config.put("deletes", "event");
    String gone = job(Map.of("u_rank", "1"));
    clock.advance(Duration.ofMinutes(1));
    Connect connect = bed.another();
    Schema ofRows = read(connect, 1).get(0).valueSchema();

    instance.delete("u_job", gone);
    clock.advance(Duration.ofMinutes(5));
    SourceRecord delete = read(connect, 1).get(0);

    assertThat(delete.headers().lastWithName("servicenow.operation").value()).isEqualTo("d");
    assertThat(delete.valueSchema()).isEqualTo(ofRows);
  }

  @ParameterizedTest
  @CsvSource({"dictionary,connect", "dictionary,string", "string,connect", "none,connect"})
  void whatPeopleSeeArrivesBesideTheValues(String mode, String times) throws Exception {
    config.put("schema.mode", mode);
    config.put("time.mode", times);
    config.put("display.value", "all");
    instance.tag(job(shown()), "VIP");
    clock.advance(Duration.ofMinutes(1));

    SourceRecord record = read(bed.another(), 1).get(0);

    assertThat(text(record, "u_took_display")).isEqualTo("1 Day 4 Hours 23 Minutes 17 Seconds");
    assertThat(text(record, "u_cost_display")).isEqualTo("$1,509.95");
    assertThat(text(record, "u_weight_display")).isEqualTo("12,345.5");
    assertThat(text(record, "sys_tags_display")).isEqualTo("VIP");
    if (record.value() instanceof Struct struct && mode.equals("dictionary")) {
      boolean typed = times.equals("connect");
      assertThat(struct.get("u_took")).isEqualTo(typed ? 102_197L : "1970-01-02 04:23:17");
    } else {
      assertThat(text(record, "u_took")).isEqualTo("1970-01-02 04:23:17");
    }
    assertThat(record.headers()).noneMatch(header -> header.key().contains("invalid"));
    assertThat(record.value().toString()).doesNotContain("********", "u_pin");
  }

  @ParameterizedTest
  @ValueSource(strings = {"dictionary", "string", "none"})
  void whatPeopleSeeArrivesInPlaceOfTheValues(String mode) throws Exception {
    config.put("schema.mode", mode);
    config.put("display.value", "true");
    instance.tag(job(shown()), "VIP");
    clock.advance(Duration.ofMinutes(1));

    SourceRecord record = read(bed.another(), 1).get(0);

    assertThat(text(record, "u_took")).isEqualTo("1 Day 4 Hours 23 Minutes 17 Seconds");
    assertThat(text(record, "u_cost")).isEqualTo("$1,509.95");
    assertThat(text(record, "sys_tags")).isEqualTo("VIP");
    assertThat(record.headers()).noneMatch(header -> header.key().contains("invalid"));
  }

  private static Map<String, String> shown() {
    return Map.of(
        "u_took", "1970-01-02 04:23:17",
        "u_cost", "1509.95",
        "u_weight", "12345.50",
        "u_pin", "secret");
  }

  /** An instance counts first, then chooses the ids of the page, and reads the rows then. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void rowsThatChangeWhileTheirPageIsListedArriveAsTheyAreInTheEnd(boolean afterIds)
      throws Exception {
    config.put("schema.mode", "none");
    config.put("page.size", "10");
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      ids.add(job(Map.of("u_rank", "0")));
    }
    clock.advance(Duration.ofMinutes(1));
    AtomicInteger moved = new AtomicInteger();
    Runnable others =
        () -> {
          synchronized (ids) {
            int next = moved.getAndIncrement();
            if (next < 40) {
              clock.advance(Duration.ofSeconds(1));
              instance.update("u_job", ids.get(next), Map.of("u_rank", "1"));
              instance.delete("u_job", ids.get(40 + next / 4));
              ids.set(40 + next / 4, job(Map.of("u_rank", "2")));
            }
          }
        };
    if (afterIds) {
      instance.listing().afterIds(others);
    } else {
      instance.listing().afterCount(others);
    }
    Connect connect = bed.another();
    ServiceNowSourceTask task = connect.start();
    try {
      connect.pollUntil(
          task,
          kafka -> {
            clock.advance(Duration.ofSeconds(1));
            return moved.get() >= 40 && kafka.stamps.entrySet().containsAll(stamps().entrySet());
          });
    } finally {
      task.stop();
    }
  }

  private Map<String, String> stamps() {
    Map<String, String> stamps = new HashMap<>();
    instance.rows("u_job").forEach(row -> stamps.put(row.get("sys_id"), row.get("sys_updated_on")));
    return stamps;
  }

  /** A switch of nodes, for each of which the sessions of the others are strangers'. */
  @ParameterizedTest
  @ValueSource(ints = {401, 403})
  void sessionsThatAreLostCostNothing(int status) throws Exception {
    config.put("schema.mode", "none");
    config.put("page.size", "10");
    Connect connect = bed.another();
    try (LogText log = new LogText()) {
      ServiceNowSourceTask task = connect.start();
      try {
        // A row that comes while the snapshot is read is in the first window, too.
        connect.pollUntil(task, kafka -> log.text().contains("changes are read from"));
        for (int round = 0; round < 5; round++) {
          for (int i = 0; i < 30; i++) {
            job(Map.of("u_rank", "0"));
          }
          clock.advance(Duration.ofMinutes(1));
          instance.refuseSessions(status);
          connect.pollUntil(task, kafka -> kafka.stamps.equals(stamps()));
        }
        assertThat(log.text()).doesNotContain("WARN", "ERROR");
      } finally {
        task.stop();
      }
    }
    assertThat(connect.records).isEqualTo(150);
  }

  /** The history has what sys_audit_delete has not, and can be read like any other table. */
  @Test
  void deletesOfTablesWithoutADeleteAuditAreInTheHistory() throws Exception {
    instance.defineTable(table("u_quiet").withoutDeleteAudit());
    String gone = instance.insert("u_quiet", Map.of());
    instance.delete("u_quiet", gone);
    clock.advance(Duration.ofMinutes(1));
    config.put("tables", "sys_audit");
    config.put("table.sys_audit.timestamp.field", "sys_created_on");
    config.put("table.sys_audit.query", "fieldname=DELETED");

    Struct deleted = (Struct) read(bed.another(), 1).get(0).value();

    assertThat(deleted.getString("documentkey")).isEqualTo(gone);
    assertThat(deleted.getString("tablename")).isEqualTo("u_quiet");
  }
}
