/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.emulator;

import static io.snbridge.emulator.ColumnDefinition.col;
import static io.snbridge.emulator.TableDefinition.table;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is stored of values that do not fit, with the switch {@code strictColumns}. */
class StrictColumnsTest {
  private static final String PATH = "/api/now/table/u_thing";

  @RegisterExtension
  static final ServiceNowEmulatorExtension SERVICENOW =
      new ServiceNowEmulatorExtension(
          b ->
              b.switches(switches -> switches.strictColumns(true))
                  .table(
                      table(
                          "u_thing",
                          col("text", "string"),
                          col("whole", "integer"),
                          col("dec", "decimal"),
                          col("cost", "currency"),
                          col("done", "boolean"),
                          col("at", "glide_date_time"),
                          col("day", "glide_date"),
                          col("time", "glide_time"),
                          col("took", "glide_duration"),
                          col("list", "glide_list"))));

  /** {@code old} is what the column had, where that is kept. */
  @ParameterizedTest
  @CsvSource({
    "text,  anything,            anything",
    "whole, 7,                   7",
    "whole, 7.0,                 old",
    "whole, seven,               old",
    "dec,   2.5,                 2.5",
    "dec,   2.555,               2.56",
    "dec,   AfQ=,                old",
    "cost,  JPY;1.23456,         1.2346",
    "cost,  '$1',                old",
    "cost,  '',                  0",
    "done,  true,                true",
    "done,  1,                   old",
    "at,    2024-02-11 01:01:01, 2024-02-11 01:01:01",
    "at,    2024-02-11T01:01:01, 2024-02-11 00:00:00",
    "at,    1707613261000,       ''",
    "at,    2024-02-30 01:01:01, ''",
    "day,   2024-02-11,          2024-02-11",
    "day,   19764,               ''",
    "time,  1970-01-01 08:30:00, 1970-01-01 08:30:00",
    "time,  30600000,            ''",
    "took,  1970-01-02 00:00:01, 1970-01-02 00:00:01",
    "took,  86401,               ''",
    "list,  'a,b',               'a,b'",
    "list,  '[\"a\"]',           old",
    "at,    '',                  ''",
  })
  void misfitIsIgnoredOrStoredWrong(String column, String given, String stored) {
    ServiceNowEmulator emulator = SERVICENOW.emulator();
    String old = column.equals("done") ? "false" : "1";
    String id = emulator.insert("u_thing", Map.of(column, old));
    Client.Reply reply =
        new Client(emulator)
            .send(
                "PATCH",
                PATH + "/" + id,
                "{\"%s\":\"%s\"}".formatted(column, given.replace("\"", "\\\"")));
    assertThat(reply.status()).isEqualTo(200);
    assertThat(emulator.row("u_thing", id))
        .containsEntry(column, stored.equals("old") ? old : stored);
  }

  /** What no instance refuses, and nobody meant. */
  @ParameterizedTest
  @CsvSource({
    "at,   2024-02-11T01:01:01+05:00, 2024-02-11 01:01:01",
    "at,   2024-02-30 01:01:01,       2024-03-01 01:01:01",
    "at,   1707613261000,             1712-02-03 13:00:00",
    "at,   20240211,                  2024-02-11 00:00:00",
    "at,   soon,                      ''",
    "at,   2024-02-11 01:01:01,       2024-02-11 01:01:01",
    "day,  2024-02-31,                2024-03-02",
    "took, 86401,                     ''",
    "took, 1000000,                   0999-11-30 00:00:00",
    "dec,  AfQ=,                      1",
  })
  void timeInAnotherFormIsGuessedOnDemand(String column, String given, String stored) {
    ServiceNowEmulator emulator = SERVICENOW.emulator();
    emulator.switches().guessedTimes(true);
    String id = emulator.insert("u_thing", Map.of(column, "1"));
    new Client(emulator).send("PATCH", PATH + "/" + id, "{\"%s\":\"%s\"}".formatted(column, given));
    assertThat(emulator.row("u_thing", id)).containsEntry(column, stored);
  }

  @Test
  void anyTextIsTakenWithoutTheSwitch() {
    ServiceNowEmulator emulator = SERVICENOW.emulator();
    emulator.switches().strictColumns(false);
    String id =
        new Client(emulator).post(PATH, "{\"whole\":\"seven\"}").row().get("sys_id").toString();
    assertThat(emulator.row("u_thing", id)).containsEntry("whole", "seven");
  }
}
