/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.snbridge.emulator.company.Company;
import io.snbridge.emulator.company.Life;
import java.time.Instant;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(ServiceNowEmulatorExtension.class)
class CompanyTest {
  private static ServiceNowEmulator company() {
    return ServiceNowEmulator.builder()
        .clock(EmulatorClock.manual(Instant.parse("2026-03-01T10:00:00Z")))
        .company(new Company(7, 30, 100))
        .start();
  }

  @Test
  void twoCompaniesOfOneSeedAreTheSame() {
    try (ServiceNowEmulator one = company();
        ServiceNowEmulator two = company()) {
      assertThat(one.rows("incident")).hasSize(100).isEqualTo(two.rows("incident"));
      assertThat(one.rows("cmdb_ci")).isEqualTo(two.rows("cmdb_ci"));
    }
  }

  @Test
  void itsTablesExtendOneAnother() {
    try (ServiceNowEmulator emulator = company()) {
      Client client = new Client(emulator);
      assertThat(
              client
                  .list("cmdb_ci", "", "sysparm_fields", "sys_class_name")
                  .column("sys_class_name"))
          .contains("cmdb_ci_server", "cmdb_ci_computer", "cmdb_ci_service");
      assertThat(client.list("cmdb_ci_computer", "os=Windows 11^name=PC-00001").status())
          .isEqualTo(200);
      assertThat(client.list("incident", "caller_id.emailENDSWITHexample.com").rows()).hasSize(100);
    }
  }

  @Test
  void newRowsAreNumberedAfterThoseThatExist() {
    try (ServiceNowEmulator emulator = company()) {
      Client client = new Client(emulator);
      assertThat(client.list("incident", "number=INC0010099").rows()).hasSize(1);
      assertThat(client.post("/api/now/table/incident", "{\"urgency\": \"1\"}").body())
          .contains("\"number\":\"INC0010100\"");
      assertThat(client.post("/api/now/table/incident", "{\"number\": \"MINE1\"}").body())
          .contains("\"number\":\"MINE1\"");
      assertThat(client.post("/api/now/table/change_request", "{\"risk\": \"3\"}").body())
          .contains("\"number\":\"CHG0010012\"");
    }
  }

  @Test
  void lifeChangesRows() {
    try (ServiceNowEmulator emulator = company();
        Life life = new Life(emulator, 2000)) {
      Awaitility.await()
          .until(
              () ->
                  emulator.count("incident") > 110
                      && emulator.count("sys_audit_delete") > 2
                      && emulator.rows("incident").stream()
                          .anyMatch(
                              row ->
                                  "2026-03-01 10:00:00".equals(row.get("sys_updated_on"))
                                      && !"0".equals(row.get("sys_mod_count"))));
      assertThat(life).isNotNull();
    }
  }

  @Test
  void theControlSurfaceInjectsHidesAndCounts() {
    try (ServiceNowEmulator emulator = company()) {
      Client client = new Client(emulator);
      String fault = "{\"fault\":\"hibernating\",\"next\":1,\"table\":\"incident\"}";
      assertThat(client.post("/emulator/faults", fault).status()).isEqualTo(200);
      assertThat(client.list("incident", "").header("Content-Type")).isEqualTo("text/html");
      client.post(
          "/emulator/hide", "{\"table\":\"incident\",\"field\":\"active\",\"value\":\"true\"}");
      assertThat(client.list("incident", "").column("active")).doesNotContain("true");
      client.send("DELETE", "/emulator/hide?table=incident", null);
      assertThat(client.list("incident", "").rows()).hasSize(100);
      client.post("/emulator/clock", "{\"advance\":3600}");
      assertThat(emulator.clock().now()).isEqualTo(Instant.parse("2026-03-01T11:00:00Z"));
      assertThat(client.get("/emulator/stats").json().toString())
          .contains("requests=3", "faults=1", "incident=100");
      assertThat(client.post("/emulator/faults", "{\"fault\":\"nosuch\"}").body())
          .contains("There is no fault 'nosuch'");
    }
  }

  @Test
  void theCommandLineSaysWhatIsWrong() {
    try (ServiceNowEmulator emulator =
        CommandLine.parse(
                List.of(
                    "--port",
                    "0",
                    "--company",
                    "--people",
                    "10",
                    "--incidents",
                    "5",
                    "--user",
                    "a:b"))
            .builder()
            .start()) {
      assertThat(emulator.count("incident")).isEqualTo(5);
      assertThat(
              new Client(emulator)
                  .with("Authorization", Client.basic("a", "b"))
                  .list("task", "")
                  .rows())
          .hasSize(7);
    }
    assertThatThrownBy(() -> CommandLine.parse(List.of("--nosuch")))
        .hasMessageContaining("--nosuch");
    assertThatThrownBy(() -> CommandLine.parse(List.of("--port", "x"))).hasMessageContaining("'x'");
    assertThatThrownBy(() -> CommandLine.parse(List.of("--life", "5")))
        .hasMessageContaining("--company");
  }

  @Test
  void theExtensionHandsItsEmulatorOver(ServiceNowEmulator emulator) {
    assertThat(new Client(emulator).list("sys_db_object", "").status()).isEqualTo(200);
    assertThat(emulator.tables()).doesNotContain("u_leftover");
    emulator.table("u_leftover");
  }

  @Test
  void theExtensionForgetsWhatTheLastTestDid(ServiceNowEmulator emulator) {
    assertThat(emulator.tables()).doesNotContain("u_leftover");
    emulator.table("u_leftover");
  }

  @Test
  void aTakenPortIsAClearError() {
    try (ServiceNowEmulator emulator = ServiceNowEmulator.builder().start()) {
      int port = emulator.url().getPort();
      assertThatThrownBy(() -> ServiceNowEmulator.builder().port(port).start())
          .hasMessageContaining("127.0.0.1:" + port);
    }
  }
}
