/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.emulator;

import static io.snbridge.emulator.ColumnDefinition.col;
import static io.snbridge.emulator.ColumnDefinition.reference;
import static io.snbridge.emulator.TableDefinition.table;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class TableWriteTest {
  private static final Instant START = Instant.parse("2026-03-01T10:00:00.900Z");
  private static final String ID = "AAAABBBBCCCCDDDDEEEEFFFF00001111";
  private static final String PATH = "/api/now/table/u_thing";

  @RegisterExtension
  static final ServiceNowEmulatorExtension SERVICENOW =
      new ServiceNowEmulatorExtension(
          b ->
              b.clock(EmulatorClock.manual(START))
                  .table(
                      table(
                          "u_thing",
                          col("name", "string"),
                          col("work_notes", "journal_input"),
                          col("secret", "password2"))));

  private ServiceNowEmulator emulator;
  private Client client;

  @BeforeEach
  void client() {
    emulator = SERVICENOW.emulator();
    emulator.clock().set(START);
    client = new Client(emulator);
  }

  @Test
  void anInsertIsAnsweredWithTheRowAndItsLocation() {
    Client.Reply reply =
        client.post(PATH, "{\"name\":\"n\",\"nosuch\":\"x\",\"sys_mod_count\":\"7\"}");
    assertThat(reply.status()).isEqualTo(201);
    assertThat(reply.row())
        .containsEntry("name", "n")
        .containsEntry("sys_mod_count", "0")
        .containsEntry("sys_created_by", "admin")
        .containsEntry("sys_created_on", "2026-03-01 10:00:00")
        .doesNotContainKey("nosuch");
    assertThat(reply.header("Location"))
        .isEqualTo(emulator.url() + PATH + "/" + reply.row().get("sys_id"));
    assertThat(emulator.rows("u_thing")).hasSize(1);
  }

  @Test
  void aSuppliedSysIdIsHonouredUnlessSwitchedOff() {
    assertThat(client.post(PATH, "{\"sys_id\":\"" + ID + "\"}").row()).containsEntry("sys_id", ID);
    assertThat(client.get(PATH + "/" + ID.toLowerCase(java.util.Locale.ROOT)).status())
        .isEqualTo(200);
    emulator.reset();
    emulator.switches().honourSysIds(false);
    assertThat(client.post(PATH, "{\"sys_id\":\"" + ID + "\"}").row().get("sys_id"))
        .isNotEqualTo(ID);
  }

  @Test
  void aSecondInsertOfAnIdIsAnsweredByThePolicyAndNeverAnUpsert() {
    emulator.insert("u_thing", Map.of("sys_id", ID, "name", "first"));
    String body = "{\"sys_id\":\"" + ID + "\",\"name\":\"second\"}";
    emulator.switches().duplicateIds(DuplicateIds.FORBIDDEN_403);
    assertThat(client.post(PATH, body).status()).isEqualTo(403);
    emulator.switches().duplicateIds(DuplicateIds.ERROR_500);
    assertThat(client.post(PATH, body).status()).isEqualTo(500);
    emulator.switches().duplicateIds(DuplicateIds.FRESH_ID);
    assertThat(client.post(PATH, body).row().get("sys_id")).isNotEqualTo(ID);
    assertThat(emulator.row("u_thing", ID)).containsEntry("name", "first");
    assertThat(emulator.count("u_thing")).isEqualTo(2);
  }

  @Test
  void putAndPatchChangeOnlyWhatTheyGive() {
    emulator.insert("u_thing", Map.of("sys_id", ID, "name", "first", "secret", "s"));
    emulator.clock().advance(Duration.ofSeconds(5));
    Client.Reply reply = client.send("PUT", PATH + "/" + ID, "{\"name\":\"second\"}");
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.row())
        .containsEntry("name", "second")
        .containsEntry("sys_mod_count", "1")
        .containsEntry("sys_updated_by", "admin")
        .containsEntry("sys_updated_on", "2026-03-01 10:00:05");
    assertThat(reply.row().get("secret").toString()).hasSize(106).isNotEqualTo("s");
    client.send("PATCH", PATH + "/" + ID, "{\"name\":\"\"}");
    assertThat(emulator.row("u_thing", ID)).containsEntry("name", "");
  }

  @Test
  void anUpdateThatChangesNothingLeavesNoStamp() {
    emulator.insert("u_thing", Map.of("sys_id", ID, "name", "first"));
    emulator.clock().advance(Duration.ofSeconds(5));
    client.send("PATCH", PATH + "/" + ID, "{\"name\":\"first\"}");
    assertThat(emulator.row("u_thing", ID))
        .containsEntry("sys_mod_count", "0")
        .containsEntry("sys_updated_on", "2026-03-01 10:00:00");
  }

  @Test
  void unknownAndHiddenRowsAre404ForEveryVerb() {
    emulator.insert("u_thing", Map.of("sys_id", ID));
    emulator.hideRows("u_thing", row -> true);
    for (String verb : new String[] {"GET", "PUT", "PATCH", "DELETE"}) {
      assertThat(client.send(verb, PATH + "/" + ID, "{\"name\":\"x\"}").status()).isEqualTo(404);
      assertThat(client.send(verb, PATH + "/nosuch", "{\"name\":\"x\"}").status()).isEqualTo(404);
    }
    assertThat(emulator.count("u_thing")).isEqualTo(1);
  }

  @Test
  void aDeleteIsAnsweredWithNothingAndAuditedUnderTheConcreteClass() {
    emulator.defineTable(table("u_child").extending("u_thing"));
    emulator.insert("u_child", Map.of("sys_id", ID, "name", "gone"));
    Client.Reply reply = client.send("DELETE", PATH + "/" + ID, null);
    assertThat(reply.status()).isEqualTo(204);
    assertThat(reply.body()).isEmpty();
    assertThat(emulator.count("u_child")).isZero();
    assertThat(client.list("sys_audit_delete", "tablename=u_thing").rows()).isEmpty();
    assertThat(client.list("sys_audit_delete", "tablename=u_child").rows().get(0))
        .containsEntry("documentkey", ID)
        .containsEntry("display_value", "gone")
        .containsEntry("sys_created_on", "2026-03-01 10:00:00");
  }

  @Test
  void deletesAreAuditedLateOrNotAtAllWhenAskedFor() {
    emulator.defineTable(table("u_quiet").withoutDeleteAudit());
    emulator.delete("u_quiet", emulator.insert("u_quiet", Map.of()));
    emulator.switches().deleteAuditLag(Duration.ofSeconds(5));
    emulator.delete("u_thing", emulator.insert("u_thing", Map.of()));
    assertThat(client.list("sys_audit_delete", "").rows()).isEmpty();
    emulator.clock().advance(Duration.ofSeconds(5));
    assertThat(client.list("sys_audit_delete", "").column("sys_created_on"))
        .containsExactly("2026-03-01 10:00:00");
  }

  @Test
  void theAuditKeepsADeletedRowUntilItIsPruned() {
    emulator.insert("u_thing", Map.of("sys_id", ID, "name", "a < b & c"));
    emulator.delete("u_thing", ID);
    assertThat(client.list("sys_audit_delete", "").rows().get(0).get("payload").toString())
        .startsWith("<?xml version=\"1.0\" encoding=\"UTF-8\"?><u_thing>")
        .contains("<sys_id>" + ID + "</sys_id>", "<name>a &lt; b &amp; c</name>");

    emulator.pruneDeleteAudit(Instant.parse("2026-03-01T10:00:00Z"));
    assertThat(client.list("sys_audit_delete", "").rows()).hasSize(1);
    emulator.pruneDeleteAudit(Instant.parse("2026-03-01T10:00:01Z"));
    assertThat(client.list("sys_audit_delete", "").rows()).isEmpty();
  }

  @Test
  void aRowThatIsPutBackHasItsIdAndItsValues() {
    emulator.insert("u_thing", Map.of("sys_id", ID, "name", "back"));
    emulator.clock().advance(Duration.ofSeconds(5));
    emulator.delete("u_thing", ID);
    emulator.undelete(ID);
    assertThat(emulator.row("u_thing", ID))
        .containsEntry("name", "back")
        .containsEntry("sys_created_on", "2026-03-01 10:00:00")
        .containsEntry("sys_updated_on", "2026-03-01 10:00:05");
    emulator.clock().advance(Duration.ofSeconds(5));
    emulator.delete("u_thing", ID);
    emulator.undeleteSilently(ID);
    assertThat(emulator.row("u_thing", ID)).containsEntry("sys_updated_on", "2026-03-01 10:00:05");
    assertThat(emulator.count("sys_audit_delete")).isEqualTo(2);
  }

  /** Also where sys_audit_delete has nothing; and what a table cleaner takes is nowhere. */
  @Test
  void everyDeleteAndEveryReturnIsInTheHistory() {
    emulator.defineTable(table("u_quiet").withoutDeleteAudit());
    String quiet = emulator.insert("u_quiet", Map.of());
    emulator.insert("u_thing", Map.of("sys_id", ID));
    emulator.delete("u_quiet", quiet);
    client.send("DELETE", PATH + "/" + ID, null);
    emulator.undelete(ID);
    emulator.pruneDeleteAudit(START.plusSeconds(3600));

    List<Map<String, Object>> history = client.list("sys_audit", "").rows();
    assertThat(history)
        .extracting(row -> row.get("tablename") + " " + row.get("fieldname"))
        .containsExactlyInAnyOrder("u_quiet DELETED", "u_thing DELETED", "u_thing RECOVERED");
    assertThat(client.list("sys_audit", "documentkey=" + ID + "^fieldname=DELETED").rows())
        .singleElement()
        .satisfies(
            row ->
                assertThat(row)
                    .containsEntry("oldvalue", "DELETED")
                    .containsEntry("newvalue", "DELETED")
                    .containsEntry("user", "admin")
                    .containsEntry("record_checkpoint", "-1")
                    .doesNotContainKey("sys_updated_on"));
  }

  /** As the system, whoever has deleted the row that they belong to. */
  @Test
  void rowsGoWithTheRowThatTheyBelongTo() {
    emulator.defineTable(table("u_part", reference("whole", "u_thing").cascading()));
    emulator.defineTable(table("u_screw", reference("part", "u_part").cascading()));
    emulator.defineTable(table("u_note", reference("about", "u_thing")));
    emulator.insert("u_thing", Map.of("sys_id", ID));
    String part = emulator.insert("u_part", Map.of("whole", ID));
    String screw = emulator.insert("u_screw", Map.of("part", part));
    String other = emulator.insert("u_part", Map.of());
    String note = emulator.insert("u_note", Map.of("about", ID));

    client.send("DELETE", PATH + "/" + ID, null);

    assertThat(emulator.count("u_screw")).isZero();
    assertThat(client.list("u_part", "").column("sys_id")).containsExactly(other);
    assertThat(client.list("u_note", "").column("sys_id")).containsExactly(note);
    assertThat(client.list("sys_audit", "fieldname=DELETED").rows())
        .extracting(row -> row.get("tablename") + " by " + row.get("user"))
        .containsExactlyInAnyOrder("u_thing by admin", "u_part by system", "u_screw by system");
    assertThat(client.list("sys_audit_delete", "").rows())
        .extracting(row -> row.get("documentkey"))
        .containsExactlyInAnyOrder(ID, part, screw);
  }

  @Test
  void singleQuotesAndNoBodyAtAllAreTaken() {
    assertThat(client.post(PATH, "{'name':'n'}").row()).containsEntry("name", "n");
    assertThat(client.post(PATH, "").status()).isEqualTo(201);
    assertThat(emulator.count("u_thing")).isEqualTo(2);
  }

  @Test
  void lengthOfAColumnIsNoLimitUnlessItsDatabaseColumnIsShort() {
    emulator.defineTable(
        table(
            "u_length",
            col("short", "string").withMaxLength(40),
            col("long", "string").withMaxLength(4000)));
    String text = "x".repeat(5000);
    String body = "{\"short\":\"" + text + "\",\"long\":\"" + text + "\"}";
    assertThat(client.post("/api/now/table/u_length", body).row())
        .containsEntry("short", text)
        .containsEntry("long", text);
    emulator.switches().cutTexts(true);
    assertThat(client.post("/api/now/table/u_length", body).row())
        .containsEntry("short", "x".repeat(255))
        .containsEntry("long", text);
  }

  @Test
  void datesAreOfTheUsersZoneWhereDisplayValuesAreWritten() {
    emulator.defineTable(table("u_dated", col("at", "glide_date_time")));
    emulator.switches().userZone(ZoneId.of("America/New_York"));
    String body = "{\"at\":\"2026-01-01 00:00:00\"}";
    assertThat(client.post("/api/now/table/u_dated", body).row())
        .containsEntry("at", "2026-01-01 00:00:00");
    assertThat(client.post("/api/now/table/u_dated?sysparm_input_display_value=true", body).row())
        .containsEntry("at", "2026-01-01 05:00:00");
  }

  @Test
  void noBodyIsSentBackWhenNoneIsWanted() {
    client.with("X-no-response-body", "true");
    Client.Reply reply = client.post(PATH, "{\"name\":\"n\"}");
    assertThat(reply.status()).isEqualTo(201);
    assertThat(reply.body()).isEmpty();
    assertThat(reply.header("Location")).isNotEmpty();
  }

  @Test
  void ofAnArrayOnlyTheFirstRecordIsWritten() {
    client.post(PATH, "[{\"name\":\"a\"},{\"name\":\"b\"}]");
    assertThat(emulator.rows("u_thing")).extracting(row -> row.get("name")).containsExactly("a");
  }

  @Test
  void journalEntriesReadBackEmptyAndAreKeptElsewhere() {
    String id = emulator.insert("u_thing", Map.of());
    client.send("PATCH", PATH + "/" + id, "{\"work_notes\":\"seen\",\"name\":\"n\"}");
    assertThat(emulator.row("u_thing", id)).containsEntry("work_notes", "");
    assertThat(client.list("sys_journal_field", "element_id=" + id).column("value"))
        .containsExactly("seen");
  }

  @Test
  void nameOfAReferencedRowIsItsIdWhereDisplayValuesAreWritten() {
    emulator.defineTable(table("u_person", col("name", "string")));
    emulator.defineTable(table("u_pet", reference("owner", "u_person")));
    String abel = emulator.insert("u_person", Map.of("name", "Abel Tuter"));
    String pet = emulator.insert("u_pet", Map.of());
    String path = "/api/now/table/u_pet/" + pet;
    client.send("PATCH", path, "{\"owner\":\"abel tuter\"}");
    assertThat(emulator.row("u_pet", pet)).containsEntry("owner", "abel tuter");
    client.send("PATCH", path + "?sysparm_input_display_value=true", "{\"owner\":\"abel tuter\"}");
    assertThat(emulator.row("u_pet", pet)).containsEntry("owner", abel);
    client.send(
        "PATCH", path + "?sysparm_input_display_value=true", "{\"owner\":\"" + abel + "\"}");
    assertThat(emulator.row("u_pet", pet)).containsEntry("owner", abel);
  }

  @Test
  void noteAloneStampsTheRow() {
    String id = emulator.insert("u_thing", Map.of());
    client.send("PATCH", PATH + "/" + id, "{\"work_notes\":\"seen\"}");
    assertThat(emulator.row("u_thing", id)).containsEntry("sys_mod_count", "1");
    client.send("PATCH", PATH + "/" + id, "{\"work_notes\":\"\"}");
    assertThat(emulator.row("u_thing", id)).containsEntry("sys_mod_count", "1");
  }

  @Test
  void businessRulesRefuseAndRewriteAndProtectedFieldsStayAsTheyAre() {
    emulator.refuseWrites("u_thing", row -> "bad".equals(row.get("name")), "aborted by rule");
    Client.Reply refused = client.post(PATH, "{\"name\":\"bad\"}");
    assertThat(refused.status()).isEqualTo(403);
    assertThat(refused.body()).contains("Operation Failed", "aborted by rule");
    emulator.rewriteWrites(
        "u_thing",
        row -> {
          Map<String, String> changed = new LinkedHashMap<>(row);
          changed.computeIfPresent("name", (k, v) -> v.toUpperCase(java.util.Locale.ROOT));
          return changed;
        });
    assertThat(client.post(PATH, "{\"name\":\"up\"}").row()).containsEntry("name", "UP");
    emulator.protectFields("u_thing", Set.of("name"));
    assertThat(client.post(PATH, "{\"name\":\"x\"}").row()).containsEntry("name", "");
  }

  @Test
  void wrongBodiesAreRefused() {
    assertThat(client.post(PATH, "{\"name\":").status()).isEqualTo(400);
    assertThat(client.post(PATH, "{\"name\":\"" + "x".repeat(11 << 20) + "\"}").body())
        .contains("Rejected large REST payload");
    client.with("Content-Type", "text/plain");
    assertThat(client.post(PATH, "{}").status()).isEqualTo(415);
  }

  @Test
  void massUpdatesShareOneSecond() {
    for (int i = 0; i < 50; i++) {
      emulator.insert("u_thing", Map.of("name", "n" + i));
    }
    emulator.clock().advance(Duration.ofSeconds(3));
    assertThat(emulator.updateAll("u_thing", row -> true, Map.of("name", "all"))).isEqualTo(50);
    assertThat(client.list("u_thing", "sys_updated_on=2026-03-01 10:00:03^name=all").rows())
        .hasSize(50);
  }
}
