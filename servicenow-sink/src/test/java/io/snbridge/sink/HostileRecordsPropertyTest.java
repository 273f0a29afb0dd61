/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink;

import static org.assertj.core.api.Assertions.assertThat;

import io.snbridge.emulator.ColumnDefinition;
import io.snbridge.emulator.RecordedRequest;
import io.snbridge.emulator.ServiceNowEmulator;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.header.ConnectHeaders;
import org.apache.kafka.connect.sink.SinkRecord;

/**
 * Records that somebody made to reach what they may not: another table, another row, another API,
 * another query. Whatever they hold, only the row that they name may change.
 */
class HostileRecordsPropertyTest {

  private static final String TOPIC = "orders";
  private static final int RECORDS = 150;
  private static final String VICTIM = "0badc0de".repeat(4);

  private static final List<String> PIECES =
      List.of(
          "victim",
          "^",
          "^^",
          "^NQ",
          "^OR",
          "^ORu_text=victim",
          "^NQu_text=victim",
          "^EQ",
          "ORDERBY",
          "sys_idISNOTEMPTY",
          "u_text=victim",
          "%5E",
          "%255E",
          "%2F",
          "%252F",
          "/",
          "\\",
          "../",
          "..",
          "%2e%2e%2f",
          "../sys_user/" + VICTIM,
          VICTIM,
          "?",
          "&sysparm_query=",
          "&sysparm_limit=0",
          "#",
          ";",
          "\r\n",
          "\n",
          "\u0000",
          "\u2028",
          "\u0085",
          "\u202E",
          "\ud83d\ude00",
          "\ud800",
          "\uff0f",
          "\u00e9",
          "javascript:gs.now()",
          "NULL",
          ",",
          "'",
          "\"",
          "{",
          "}",
          "${x}",
          "<script>",
          "*",
          " ",
          "x".repeat(7_000));

  private static final Pattern WRITTEN =
      Pattern.compile("/api/now/(table/u_order(/[0-9A-Za-z]{32})?|v1/batch)");

  private static final Pattern READ =
      Pattern.compile(
          "/api/now/(table|stats)/(u_order|sys_db_object|sys_dictionary|sys_journal_field)(/[0-9A-Za-z]{32})?");

  private static final Set<String> PARAMETERS =
      Set.of(
          "sysparm_fields",
          "sysparm_query",
          "sysparm_limit",
          "sysparm_offset",
          "sysparm_display_value",
          "sysparm_exclude_reference_link",
          "sysparm_no_count",
          "sysparm_count",
          "sysparm_suppress_pagination_header");

  private static final List<Map<String, String>> SETTINGS =
      List.of(
          Map.of("id.mode", "sys_id"),
          Map.of("id.mode", "derived"),
          Map.of("id.mode", "server"),
          Map.of("id.mode", "lookup", "id.lookup.fields", "u_text"),
          Map.of("id.mode", "lookup", "id.lookup.fields", "u_text,u_other"),
          Map.of("write.method", "update"),
          Map.of("write.api", "batch"),
          Map.of("unknown.columns", "drop", "write.api", "batch"),
          Map.of("table.header", "table", "table.allowlist", "u_order"),
          Map.of("value.id.path", "id", "id.mode", "sys_id"));

  @Provide
  Arbitrary<Long> seeds() {
    return Arbitraries.randomValue(Random::nextLong);
  }

  @Property(tries = 12, shrinking = ShrinkingMode.OFF, edgeCases = EdgeCasesMode.NONE)
  void onlyTheRowThatARecordNamesIsWritten(@ForAll("seeds") long seed) {
    Random random = new Random(seed);
    Map<String, String> settings = SETTINGS.get(random.nextInt(SETTINGS.size()));
    try (ServiceNowEmulator emulator =
            ServiceNowEmulator.builder()
                .port(0)
                .credentials("u", "p")
                .recordedRequests(20_000)
                .start();
        TaskDriver driver = start(emulator, settings)) {
      emulator.insert("u_order", Map.of("sys_id", VICTIM, "u_text", "victim", "u_other", "victim"));
      emulator.insert("sys_user", Map.of("sys_id", VICTIM, "user_name", "victim"));
      Map<String, String> order = emulator.row("u_order", VICTIM);
      Map<String, String> user = emulator.row("sys_user", VICTIM);

      driver.assign(new TopicPartition(TOPIC, 0));
      List<SinkRecord> records = new ArrayList<>();
      for (int offset = 0; offset < RECORDS; offset++) {
        records.add(record(random, offset));
      }
      driver.putAll(records, 50);

      assertThat(emulator.row("u_order", VICTIM)).as("%s", settings).isEqualTo(order);
      assertThat(emulator.row("sys_user", VICTIM)).isEqualTo(user);
      for (RecordedRequest request : emulator.requests().all()) {
        assertThat(request.path())
            .as("%s of %s", request.method(), settings)
            .matches(request.method().equals("GET") ? READ : WRITTEN);
        assertThat(PARAMETERS).containsAll(request.parameters().keySet());
      }
      assertThat(driver.context.dead)
          .allSatisfy(
              dead ->
                  assertThat(dead.error().getMessage())
                      .hasSizeLessThan(10_000)
                      .doesNotContainPattern("[\\p{Cntrl}\\u0085\\u2028\\u202A-\\u202E]"));
    }
  }

  private static TaskDriver start(ServiceNowEmulator emulator, Map<String, String> settings) {
    emulator.table(
        "u_order",
        ColumnDefinition.col("u_text", "string"),
        ColumnDefinition.col("u_other", "string"));
    emulator.table("sys_user", ColumnDefinition.col("user_name", "string"));
    return new TaskDriver(emulator, true, settings);
  }

  /** None has the victim's id, or its values, as a whole. */
  private static SinkRecord record(Random random, int offset) {
    Map<String, Object> value = new HashMap<>();
    value.put("u_text", text(random));
    value.put("u_other", text(random));
    if (random.nextInt(4) == 0) {
      value.put("sys_id", text(random));
    }
    if (random.nextInt(4) == 0) {
      value.put("id", text(random));
    }
    if (random.nextInt(4) == 0) {
      value.put(text(random), text(random));
    }
    Object key =
        random.nextBoolean()
            ? text(random)
            : Map.of("sys_id", text(random), "u_text", text(random));
    ConnectHeaders headers = new ConnectHeaders();
    if (random.nextInt(3) == 0) {
      headers.addString("table", random.nextBoolean() ? "sys_user" : text(random));
    }
    return new SinkRecord(
        TOPIC,
        0,
        null,
        key,
        null,
        random.nextInt(6) == 0 ? null : value,
        offset,
        null,
        org.apache.kafka.common.record.TimestampType.NO_TIMESTAMP_TYPE,
        headers);
  }

  private static String text(Random random) {
    StringBuilder text = new StringBuilder(random.nextInt(3) == 0 ? "a" : "");
    int pieces = 1 + random.nextInt(4);
    for (int i = 0; i < pieces; i++) {
      text.append(PIECES.get(random.nextInt(PIECES.size())));
    }
    String made = text.toString();
    return made.strip().equals("victim") || made.strip().replace("\"", "").equals(VICTIM)
        ? "other"
        : made;
  }
}
