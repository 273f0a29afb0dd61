/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source;

import static io.snbridge.emulator.ColumnDefinition.col;
import static io.snbridge.emulator.ColumnDefinition.reference;
import static io.snbridge.emulator.TableDefinition.table;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.snbridge.emulator.EmulatorClock;
import io.snbridge.emulator.Fault;
import io.snbridge.emulator.RequestMatcher;
import io.snbridge.emulator.ServiceNowEmulator;
import java.math.BigDecimal;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The default schema mode, over HTTP, against an emulated instance. */
@Timeout(60)
@SuppressWarnings("JavaUtilDate") // Connect's logical types are made of it
class DictionaryModeTest {

  @RegisterExtension final SourceTestBed bed = SourceTestBed.inLeaps("u_job");
  private final EmulatorClock clock = bed.clock;
  private final ServiceNowEmulator instance = bed.instance;
  private final Map<String, String> config = bed.config;

  @BeforeEach
  void start() {
    instance.defineTable(
        table(
            "u_work",
            col("u_number", "string"),
            col("u_cost", "currency"),
            col("u_due", "due_date"),
            reference("u_owner", "u_person")));
    instance.defineTable(
        table("u_job", col("u_rank", "integer"), col("u_pin", "password2")).extending("u_work"));
    instance.table("u_person", col("u_email", "string"), col("u_logins", "longint"));
    config.put("poll.interval.ms", "20");
  }

  @Test
  void rowsAreTypedWithTheColumnsOfAllTablesThatTheirsExtends() throws Exception {
    String id = job(Map.of("u_cost", "12.3456", "u_due", "2026-04-01 08:00:00", "u_rank", "7"));
    clock.advance(Duration.ofMinutes(1));

    SourceRecord record = read(1).get(0);

    Struct value = (Struct) record.value();
    assertThat(record.valueSchema().fields())
        .extracting(Field::name)
        .containsExactly(
            "sys_id",
            "sys_class_name",
            "sys_created_by",
            "sys_created_on",
            "sys_mod_count",
            "sys_tags",
            "sys_updated_by",
            "sys_updated_on",
            "u_cost",
            "u_due",
            "u_number",
            "u_owner",
            "u_rank");
    assertThat(value.getString("sys_id")).isEqualTo(id);
    assertThat(value.get("u_cost")).isEqualTo(new BigDecimal("12.3456000000"));
    assertThat(value.get("u_due")).isEqualTo(Date.from(Instant.parse("2026-04-01T08:00:00Z")));
    assertThat(value.getInt64("u_rank")).isEqualTo(7);
    assertThat(value.getInt64("sys_mod_count")).isZero();
    assertThat(value.getString("u_number")).isEmpty();
  }

  @Test
  void valueThatDoesNotFitArrivesInAHeader() throws Exception {
    job(Map.of("u_rank", "first", "u_cost", "0.12345678901"));
    clock.advance(Duration.ofMinutes(1));

    SourceRecord record = read(1).get(0);

    assertThat(((Struct) record.value()).get("u_rank")).isNull();
    assertThat(record.headers().lastWithName("servicenow.invalid.u_rank").value())
        .isEqualTo("first");
    assertThat(record.headers().lastWithName("servicenow.invalid.u_cost").value())
        .isEqualTo("0.12345678901");
  }

  @Test
  void dotWalkedColumnsAreTypedAndHiddenOnesAreNull() throws Exception {
    config.put("table.u_job.fields", "sys_id,u_rank,u_owner.u_logins,u_owner.u_email");
    String owner = instance.insert("u_person", Map.of("u_email", "a@b.c", "u_logins", "12"));
    job(Map.of("u_owner", owner, "u_rank", "7"));
    instance.hideFields("u_job", Set.of("u_rank"));
    clock.advance(Duration.ofMinutes(1));

    SourceRecord record = read(1).get(0);

    Struct value = (Struct) record.value();
    assertThat(record.valueSchema().fields())
        .extracting(Field::name)
        .containsExactly("sys_id", "u_owner_u_email", "u_owner_u_logins", "u_rank");
    assertThat(value.getInt64("u_owner_u_logins")).isEqualTo(12);
    assertThat(value.getString("u_owner_u_email")).isEqualTo("a@b.c");
    assertThat(value.get("u_rank")).isNull();
  }

  /** As the instance itself writes it: the emulator's answer is not what the record is made of. */
  @Test
  void linkIsTheOneThatTheInstanceGives() throws Exception {
    config.put("reference.format", "link");
    String owner = instance.insert("u_person", Map.of("u_email", "a@b.c"));
    job(Map.of("u_owner", owner));
    clock.advance(Duration.ofMinutes(1));

    Struct reference = ((Struct) read(1).get(0).value()).getStruct("u_owner");

    HttpRequest request =
        HttpRequest.newBuilder(
                instance.url().resolve("/api/now/table/u_job?sysparm_fields=u_owner"))
            .header("Accept", "application/json")
            .header(
                "Authorization",
                "Basic " + Base64.getEncoder().encodeToString("u:p".getBytes(UTF_8)))
            .build();
    String answer = HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body();
    assertThat(answer).contains("\"" + reference.getString("link") + "\"");
    assertThat(reference.getString("value")).isEqualTo(owner);
  }

  @Test
  void referencesAreShownAndNothingElseIs() throws Exception {
    config.put("table.u_job.reference.format", "both");
    String owner = instance.insert("u_person", Map.of("u_email", "a@b.c"));
    job(Map.of("u_owner", owner, "u_rank", "7"));
    clock.advance(Duration.ofMinutes(1));

    SourceRecord record = read(1).get(0);

    Struct value = (Struct) record.value();
    assertThat(value.getStruct("u_owner").getString("value")).isEqualTo(owner);
    assertThat(value.getStruct("u_owner").schema().field("display_value")).isNotNull();
    assertThat(value.getInt64("u_rank")).isEqualTo(7);
    assertThat(record.headers().lastWithName("servicenow.updated.on").value())
        .isEqualTo("2026-03-01T12:00:00Z");
  }

  @Test
  void addedColumnAppearsWithoutARestartAndAsAfterOne() throws Exception {
    String id = job(Map.of("u_rank", "1"));
    clock.advance(Duration.ofMinutes(1));
    Connect connect = bed.another();
    ServiceNowSourceTask task = connect.start();
    List<SourceRecord> first = poll(task, 1);
    instance.defineTable(table("u_work", col("u_score", "float")));
    instance.update("u_job", id, Map.of("u_score", "0.5"));
    clock.advance(Duration.ofMinutes(1));

    SourceRecord changed = poll(task, 1).get(0);
    task.stop();

    Schema before = first.get(0).valueSchema();
    Schema after = changed.valueSchema();
    assertThat(((Struct) changed.value()).getFloat64("u_score")).isEqualTo(0.5);
    assertThat(after.fields()).hasSize(before.fields().size() + 1);
    assertThat(before.fields())
        .allSatisfy(f -> assertThat(after.field(f.name()).schema()).isEqualTo(f.schema()));
    assertThat(after.field("u_score").schema().isOptional()).isTrue();
    assertThat(read(1).get(0).valueSchema()).isEqualTo(after);
  }

  @Test
  void whoMayNotReadTheDictionaryIsToldBeforeTheFirstRow() {
    config.put("refused.timeout.ms", "100");
    instance.denyQueries("sys_dictionary");
    ServiceNowSourceTask task = bed.another().start();

    assertThatThrownBy(() -> poll(task, 1))
        .isInstanceOf(ConnectException.class)
        .hasMessageContaining("Table 'u_job'")
        .hasMessageContaining("personalize_dictionary")
        .hasMessageContaining("'string' or 'none'");
    task.stop();
  }

  @ParameterizedTest
  @CsvSource({
    "dictionary,record,false",
    "string,record,false",
    "none,record,false",
    "string,record,all",
    "none,record,true",
    "none,envelope,false",
    "string,envelope,all"
  })
  void passwordsAreInNoRecordWhateverTheSchemaMode(String mode, String format, String display)
      throws Exception {
    config.put("schema.mode", mode);
    config.put("output.format", format);
    config.put("display.value", display);
    String id = job(Map.of("u_pin", "secret", "u_number", "plain"));
    String ciphertext = instance.row("u_job", id).get("u_pin");
    assertThat(ciphertext).isNotEmpty();
    clock.advance(Duration.ofMinutes(1));
    ServiceNowSourceTask task = bed.another().start();
    List<SourceRecord> records = poll(task, 1);
    // A column that is added later.
    instance.defineTable(
        table(
                "u_job",
                col("u_rank", "integer"),
                col("u_pin", "password2"),
                col("u_key", "password"))
            .extending("u_work"));
    job(Map.of("u_key", "ciphertext", "u_number", "plain"));
    clock.advance(Duration.ofMinutes(1));
    records = new ArrayList<>(records);
    records.addAll(poll(task, 1));
    task.stop();

    assertThat(records)
        .extracting(record -> record.value().toString())
        .allSatisfy(
            text -> assertThat(text).contains("plain").doesNotContain("ciphertext", ciphertext));
  }

  @ParameterizedTest
  @ValueSource(strings = {"string", "none"})
  void whoMayNotReadTheDictionaryIsToldThatPasswordsAreNotKnown(String mode) throws Exception {
    config.put("schema.mode", mode);
    instance.denyQueries("sys_dictionary");
    job(Map.of("u_number", "plain"));
    clock.advance(Duration.ofMinutes(1));
    try (LogText log = new LogText()) {
      assertThat(read(1)).hasSize(1);
      assertThat(log.text())
          .containsOnlyOnce("it is not known which columns are encrypted passwords")
          .contains("Table 'u_job'", "'schema.mode=" + mode + "'", "sys_dictionary", "'fields'");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"string", "none", "dictionary"})
  void passwordOfARowThatIsReferredToIsInNoRecord(String mode) throws Exception {
    instance.table("u_person", col("u_email", "string"), col("u_pin", "password2"));
    config.put("schema.mode", mode);
    config.put("table.u_job.fields", "u_number,u_owner.u_email,u_owner.u_pin");
    String person = instance.insert("u_person", Map.of("u_email", "plain", "u_pin", "secret"));
    job(Map.of("u_owner", person));
    clock.advance(Duration.ofMinutes(1));
    assertThat(read(1).get(0).value().toString())
        .contains("plain")
        .doesNotContain(instance.row("u_person", person).get("u_pin"));
  }

  /** A load balancer does that while an instance restarts. */
  @ParameterizedTest
  @ValueSource(strings = {"string", "none"})
  void dictionaryThatIsRefusedForAMomentIsReadBeforeTheRows(String mode) throws Exception {
    config.put("schema.mode", mode);
    instance
        .faults()
        .always(Fault.error(403, "Forbidden", "starting"), RequestMatcher.table("sys_db_object"));
    instance
        .faults()
        .always(Fault.error(403, "Forbidden", "starting"), RequestMatcher.table("u_job"));
    String id = job(Map.of("u_pin", "secret", "u_number", "plain"));
    clock.advance(Duration.ofMinutes(1));
    ServiceNowSourceTask task = bed.another().start();
    assertThat(Connect.poll(task)).isNull();
    assertThat(Connect.poll(task)).isNull();
    instance.faults().clear();
    List<SourceRecord> records = poll(task, 1);
    task.stop();
    assertThat(records.get(0).value().toString())
        .contains("plain")
        .doesNotContain(instance.row("u_job", id).get("u_pin"));
  }

  /** A new column, of which the dictionary says nothing just now. */
  @Test
  void dictionaryThatIsHiddenForAMomentWhileAColumnIsNewEndsNothing() throws Exception {
    job(Map.of("u_number", "first"));
    clock.advance(Duration.ofMinutes(1));
    ServiceNowSourceTask task = bed.another().start();
    poll(task, 1);
    instance.defineTable(
        table("u_job", col("u_rank", "integer"), col("u_size", "integer")).extending("u_work"));
    instance.hideRows("sys_dictionary", row -> true);
    job(Map.of("u_number", "second", "u_size", "12"));
    clock.advance(Duration.ofMinutes(1));
    assertThat(Connect.poll(task)).isNull();
    assertThat(Connect.poll(task)).isNull();
    instance.showRows("sys_dictionary");
    Struct value = (Struct) poll(task, 1).get(0).value();
    task.stop();
    assertThat(value.getInt64("u_size")).isEqualTo(12);
  }

  private String job(Map<String, String> values) {
    return instance.insert("u_job", values);
  }

  /** The first records of a task that knows nothing. */
  private List<SourceRecord> read(int count) throws InterruptedException {
    ServiceNowSourceTask task = bed.another().start();
    try {
      return poll(task, count);
    } finally {
      task.stop();
    }
  }

  private static List<SourceRecord> poll(ServiceNowSourceTask task, int count)
      throws InterruptedException {
    List<SourceRecord> records = new ArrayList<>();
    while (records.size() < count) {
      List<SourceRecord> page = task.poll();
      if (page != null) {
        records.addAll(page);
        page.forEach(record -> task.commitRecord(record, null));
      }
    }
    return records;
  }
}
