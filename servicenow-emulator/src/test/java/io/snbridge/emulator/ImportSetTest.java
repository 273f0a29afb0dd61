/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.emulator;

import static io.snbridge.emulator.ColumnDefinition.col;
import static io.snbridge.emulator.StagingTable.staging;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ImportSetTest {
  private static final String PATH = "/api/now/import/imp_thing";

  private final EmulatorClock clock = EmulatorClock.manual(Instant.parse("2026-03-01T10:00:00Z"));

  @RegisterExtension
  final ServiceNowEmulatorExtension servicenow =
      new ServiceNowEmulatorExtension(
          b ->
              b.clock(clock)
                  .setup(e -> e.table("u_thing", col("u_key", "string"), col("u_n", "integer"))));

  private ServiceNowEmulator emulator() {
    return servicenow.emulator();
  }

  private Client client() {
    return new Client(emulator());
  }

  @Test
  void stagingRowSaysWhatBecameOfIt() {
    emulator()
        .stagingTable(
            staging("imp_thing", "u_key", "u_n", "u_ref").map("Things", "u_thing", "u_key"));
    client().post(PATH, "{\"u_key\":\"a\",\"u_n\":\"1\",\"u_ref\":\"r1\"}");
    String again = client().post(PATH, "{\"u_key\":\"a\",\"u_n\":\"1\",\"u_ref\":\"r2\"}").body();

    assertThat(again).contains("\"status\":\"ignored\"", "No field values changed");
    String target = emulator().rows("u_thing").get(0).get("sys_id");
    assertThat(emulator().rows("sys_import_set_row"))
        .extracting(row -> row.get("u_ref") + " " + row.get("sys_import_state"))
        .containsExactlyInAnyOrder("r1 inserted", "r2 ignored");
    assertThat(emulator().rows("imp_thing"))
        .allSatisfy(row -> assertThat(row).containsEntry("sys_target_sys_id", target));
    assertThat(emulator().rows("sys_import_set")).hasSize(1);
  }

  @Test
  void eachTransformMapHasItsOwnResultAndAnIgnoredRowIsAnErrorOfTheAnswer() {
    emulator().table("u_other", col("u_key", "string"));
    StagingTable both =
        staging("imp_thing", "u_key", "u_n")
            .map("Things", "u_thing", "u_key")
            .map("Others", "u_other", "u_key");
    emulator().stagingTable(both);
    emulator().refuseWrites("u_other", row -> "b".equals(row.get("u_key")), "Data Policy");
    assertThat(client().post(PATH, "{\"u_key\":\"a\"}").body())
        .containsSubsequence("\"Things\"", "\"inserted\"", "\"Others\"", "\"inserted\"");
    assertThat(client().post(PATH, "{\"u_key\":\"b\"}").body())
        .containsSubsequence(
            "\"Things\"", "\"inserted\"", "\"Others\"", "\"error\"", "Data Policy");

    emulator().stagingTable(both.ignoring(row -> "c".equals(row.get("u_key"))));
    assertThat(client().post(PATH, "{\"u_key\":\"c\"}").body())
        .contains("\"status\":\"error\"", "Row transform ignored by onBefore script")
        .doesNotContain("inserted");
    assertThat(emulator().rows("imp_thing"))
        .extracting(row -> row.get("sys_import_state"))
        .containsExactlyInAnyOrder("inserted", "error", "ignored");
  }

  @Test
  void hiddenResultsAreA201WithoutABody() {
    emulator()
        .stagingTable(staging("imp_thing", "u_key").map("T", "u_thing", "u_key").hidingResults());
    Client.Reply reply = client().post(PATH, "{\"u_key\":\"a\"}");
    assertThat(reply.status()).isEqualTo(201);
    assertThat(reply.body()).isEmpty();
    assertThat(emulator().count("u_thing")).isEqualTo(1);
  }

  @Test
  void manyRowsAreTransformedLaterAndTheAnswerNamesTheSetOnly() {
    emulator()
        .stagingTable(
            staging("imp_thing", "u_key", "u_n")
                .map("T", "u_thing", "u_key")
                .transformedAfter(Duration.ofSeconds(5)));
    Map<String, Object> reply =
        client()
            .post(
                PATH + "/insertMultiple",
                "{\"records\":[{\"Key\":\"a\",\"N\":\"1\"},{\"u_key\":\"b\"}]}")
            .json();
    String set = reply.get("import_set_id").toString();
    assertThat(reply.keySet()).containsExactly("import_set_id", "multi_import_set_id");
    assertThat(emulator().count("u_thing")).isZero();
    assertThat(emulator().rows("imp_thing"))
        .extracting(row -> row.get("sys_import_state"))
        .containsExactly("pending", "pending");

    clock.advance(Duration.ofSeconds(5));
    assertThat(client().get("/api/now/table/sys_import_set/" + set).body()).contains("processed");
    // The second one's key is no label, and was not stored.
    assertThat(emulator().rows("u_thing"))
        .extracting(row -> row.get("u_key"))
        .containsExactlyInAnyOrder("a", "");
  }
}
