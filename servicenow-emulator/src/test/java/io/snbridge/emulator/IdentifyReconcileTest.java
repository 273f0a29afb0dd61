/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.emulator;

import static io.snbridge.emulator.ColumnDefinition.col;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class IdentifyReconcileTest {
  private static final String PATH = "/api/now/identifyreconcile?sysparm_data_source=";

  @RegisterExtension
  static final ServiceNowEmulatorExtension SERVICENOW =
      new ServiceNowEmulatorExtension(
          b ->
              b.setup(
                  e -> {
                    e.table(
                        "cmdb_ci",
                        col("name", "string"),
                        col("serial_number", "string"),
                        col("ram", "integer"),
                        col("discovery_source", "string"));
                    e.defineTable(TableDefinition.table("cmdb_ci_server").extending("cmdb_ci"));
                    e.identifyBy("cmdb_ci", "serial_number");
                    e.identifyBy("cmdb_ci", "name");
                  }));

  private final ServiceNowEmulator emulator = SERVICENOW.emulator();
  private final Client client = new Client(emulator);

  private String identify(String source, String items, String relations) {
    Client.Reply reply =
        client.post(
            PATH + source, "{\"items\":[%s],\"relations\":[%s]}".formatted(items, relations));
    assertThat(reply.status()).isEqualTo(200);
    return reply.body();
  }

  private static String server(String name, String serial, String ram) {
    return "{\"className\":\"cmdb_ci_server\",\"values\":{\"name\":\"%s\",\"serial_number\":\"%s\",\"ram\":\"%s\"}}"
        .formatted(name, serial, ram);
  }

  @Test
  void itemIsFoundByTheFirstIdentifierThatItHasAllAttributesOf() {
    assertThat(identify("ServiceNow", server("a", "s1", "1"), "")).contains("\"INSERT\"");
    assertThat(identify("ServiceNow", server("b", "s1", "1"), "")).contains("\"UPDATE\"");
    assertThat(identify("ServiceNow", server("b", "", "2"), "")).contains("\"UPDATE\"");
    assertThat(identify("ServiceNow", server("b", "", "2"), ""))
        .contains("\"NO_CHANGE\"", "\"errorCount\":0");
    assertThat(emulator.rows("cmdb_ci"))
        .singleElement()
        .satisfies(
            row ->
                assertThat(row)
                    .containsEntry("name", "b")
                    .containsEntry("ram", "2")
                    .containsEntry("discovery_source", "ServiceNow")
                    .containsEntry("sys_class_name", "cmdb_ci_server"));
  }

  @Test
  void relationIsStoredOnce() {
    String items = server("a", "s1", "1") + "," + server("b", "s2", "1");
    String relation = "{\"parent\":0,\"child\":1,\"type\":\"Runs on::Runs\"}";
    assertThat(identify("ServiceNow", items, relation)).contains("\"cmdb_rel_ci\"");
    identify("ServiceNow", items, relation);
    assertThat(emulator.rows("cmdb_rel_ci"))
        .singleElement()
        .satisfies(row -> assertThat(row).containsEntry("type", "Runs on::Runs"));
  }

  @Test
  void errorsAreInsideA200AndOneItemsErrorAbandonsTheOthers() {
    String items = server("a", "s1", "1") + "," + server("", "", "1");
    assertThat(identify("ServiceNow", items, ""))
        .containsSubsequence("ABANDONED", "Too many other errors", "MISSING_MATCHING_ATTRIBUTES");
    assertThat(emulator.count("cmdb_ci")).isZero();
    assertThat(identify("Kafka", server("a", "s1", "1"), ""))
        .contains("INVALID_INPUT_DATA", "invalid data source [Kafka]");
    emulator.discoverySources("Kafka");
    assertThat(identify("Kafka", server("a", "s1", "1"), "")).contains("INSERT");
    emulator.refuseWrites("cmdb_ci_server", row -> "9".equals(row.get("ram")), "Business rule");
    assertThat(identify("Kafka", server("c", "s9", "9"), ""))
        .contains("INSERT_FAILED", "Business rule");
    assertThat(identify("Kafka", server("c", "", "1").replace("_server", "_nosuch"), ""))
        .contains("\"errorCount\":1");
  }

  @Test
  void severalMatchesAreAnError() {
    emulator.insert("cmdb_ci_server", java.util.Map.of("name", "x"));
    emulator.insert("cmdb_ci_server", java.util.Map.of("name", "x"));
    assertThat(identify("ServiceNow", server("x", "", "1"), "")).contains("duplicate");
  }
}
