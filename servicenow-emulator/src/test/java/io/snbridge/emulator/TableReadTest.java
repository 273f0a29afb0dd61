/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.emulator;

import static io.snbridge.emulator.ColumnDefinition.col;
import static io.snbridge.emulator.ColumnDefinition.reference;
import static io.snbridge.emulator.TableDefinition.table;
import static org.assertj.core.api.Assertions.assertThat;

import io.snbridge.emulator.http.JsonText;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class TableReadTest {
  private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");

  @RegisterExtension
  static final ServiceNowEmulatorExtension SERVICENOW =
      new ServiceNowEmulatorExtension(b -> b.clock(EmulatorClock.manual(START)));

  private ServiceNowEmulator emulator;
  private Client client;

  @BeforeEach
  void tables() {
    emulator = SERVICENOW.emulator();
    emulator.clock().set(START);
    client = new Client(emulator);
    emulator.defineTable(table("u_person", col("name", "string"), col("email", "string")));
    emulator.defineTable(
        table(
            "u_thing",
            col("name", "string"),
            col("n", "integer"),
            col("state", "integer").withChoices("1", "New", "2", "Done"),
            col("due", "due_date"),
            col("sla_due", "due_date"),
            col("cost", "currency"),
            reference("owner", "u_person")));
  }

  private static String id(int number) {
    return "%032x".formatted(number);
  }

  private void things(int count) {
    for (int i = 0; i < count; i++) {
      emulator.clock().set(START.plusSeconds(i / 3));
      emulator.insert(
          "u_thing", Map.of("sys_id", id(i), "name", "Thing " + i, "n", Integer.toString(i)));
    }
  }

  private List<Object> ids(String query, String... parameters) {
    return client.list("u_thing", query, parameters).column("sys_id");
  }

  @Test
  void removedColumnIsInNoRowAndNotInTheDictionaryAndAnotherTypeIs() {
    things(1);
    emulator.removeColumn("u_thing", "due");
    emulator.changeType("u_thing", "n", "string");

    assertThat(client.get("/api/now/table/u_thing").rows().get(0))
        .containsEntry("n", "0")
        .doesNotContainKey("due");
    assertThat(emulator.rows("sys_dictionary"))
        .filteredOn(entry -> "u_thing".equals(entry.get("name")))
        .extracting(entry -> entry.get("element") + " " + entry.get("internal_type"))
        .contains("n string")
        .noneMatch(entry -> entry.startsWith("due "));
  }

  @Test
  void everyValueIsAStringAndEmptyOnesArePresent() {
    things(1);
    Map<String, Object> row = client.get("/api/now/table/u_thing").rows().get(0);
    assertThat(row)
        .containsEntry("n", "0")
        .containsEntry("owner", "")
        .containsEntry("sys_mod_count", "0")
        .containsEntry("sys_updated_on", "2026-03-01 10:00:00")
        .doesNotContainKey("sys_class_name");
  }

  @Test
  void keysetPagesBySysIdGiveEveryRowOnce() {
    things(10);
    List<Object> seen = new ArrayList<>();
    String query = "ORDERBYsys_id";
    while (true) {
      List<Object> page = ids(query, "sysparm_limit", "3");
      if (page.isEmpty()) {
        break;
      }
      seen.addAll(page);
      query = "sys_id>" + page.get(page.size() - 1) + "^ORDERBYsys_id";
    }
    assertThat(seen).hasSize(10).doesNotHaveDuplicates().isSorted();
  }

  @Test
  void theTwoClauseQueryContinuesBehindATimestampAndAnId() {
    things(12);
    String at = "2026-03-01 10:00:01";
    String until = "2026-03-01 10:00:03";
    String query =
        "sys_updated_on="
            + at
            + "^sys_id>"
            + id(3)
            + "^NQsys_updated_on>"
            + at
            + "^sys_updated_on<"
            + until
            + "^ORDERBYsys_updated_on^ORDERBYsys_id";
    assertThat(ids(query)).containsExactly(id(4), id(5), id(6), id(7), id(8));
    Client.Reply page = client.list("u_thing", query, "sysparm_limit", "2");
    assertThat(page.column("sys_id")).containsExactly(id(4), id(5));
    assertThat(page.header("X-Total-Count")).isEqualTo("5");
  }

  @Test
  void branchesComeOneByOneWhenTheInstanceOrdersThemSo() {
    things(12);
    emulator.switches().orderEachBranchOnItsOwn(true);
    String query = "n>8^NQn<2^ORDERBYsys_id";
    assertThat(ids(query)).containsExactly(id(9), id(10), id(11), id(0), id(1));
    emulator.switches().orderEachBranchOnItsOwn(false);
    assertThat(ids(query)).containsExactly(id(0), id(1), id(9), id(10), id(11));
  }

  @Test
  void hiddenRowsMakePagesShortAndAreCountedAllTheSame() {
    things(10);
    emulator.hideRows("u_thing", row -> Integer.parseInt(row.get("n")) < 4);
    Client.Reply hidden = client.list("u_thing", "ORDERBYsys_id", "sysparm_limit", "3");
    assertThat(hidden.rows()).isEmpty();
    assertThat(hidden.header("X-Total-Count")).isEqualTo("10");
    assertThat(ids("ORDERBYsys_id", "sysparm_limit", "5")).containsExactly(id(4));
    assertThat(client.get("/api/now/table/u_thing/" + id(1)).status()).isEqualTo(404);
    assertThat(client.get("/api/now/stats/u_thing", "sysparm_count", "true").body())
        .isEqualTo("{\"result\":{\"stats\":{\"count\":\"10\"}}}");
  }

  @Test
  void hiddenFieldsAreAbsent() {
    things(1);
    emulator.hideFields("u_thing", Set.of("name"));
    assertThat(client.get("/api/now/table/u_thing").rows().get(0))
        .doesNotContainKey("name")
        .containsKey("n");
  }

  @Test
  void invalidTermsAreIgnoredUnlessThePropertyIsSet() {
    things(3);
    assertThat(ids("nosuch=1")).hasSize(3);
    assertThat(ids("AAAA=BBBB^n=1")).containsExactly(id(1));
    assertThat(ids("n=1^ORnosuch=2")).containsExactly(id(1));
    emulator.switches().invalidQueryReturnsNoRows(true);
    assertThat(ids("nosuch=1")).isEmpty();
  }

  @Test
  void orBindsCloserThanAndWhichBindsCloserThanNewQuery() {
    things(8);
    assertThat(ids("n>1^n=1^ORn=2^ORn=3^ORDERBYn")).containsExactly(id(2), id(3));
    assertThat(ids("n=1^n=2^NQn=5^ORDERBYn")).containsExactly(id(5));
    assertThat(ids("ORDERBYDESCn^n<2^EQ")).containsExactly(id(1), id(0));
  }

  @Test
  void everyOperatorPicksItsRows() {
    emulator.insert("u_thing", Map.of("sys_id", id(1), "name", "Alpha one", "n", "9"));
    emulator.insert("u_thing", Map.of("sys_id", id(2), "name", "Beta^two", "n", "10"));
    emulator.insert("u_thing", Map.of("sys_id", id(3), "name", "Émile", "n", "11"));
    emulator.insert("u_thing", Map.of("sys_id", id(4)));
    Map<String, List<String>> expected = new LinkedHashMap<>();
    expected.put("name=alpha ONE", List.of(id(1)));
    expected.put("name!=alpha one", List.of(id(2), id(3)));
    expected.put("name!=alpha one^ORnameISEMPTY", List.of(id(2), id(3), id(4)));
    expected.put("name=Beta^^two", List.of(id(2)));
    expected.put("name=emile", List.of(id(3)));
    expected.put("nameSTARTSWITHal", List.of(id(1)));
    expected.put("nameENDSWITHTWO", List.of(id(2)));
    expected.put("name%TWO", List.of(id(2)));
    expected.put("nameLIKEA", List.of(id(1), id(2)));
    expected.put("name*pha", List.of(id(1)));
    expected.put("nameNOT LIKEa", List.of(id(3), id(4)));
    expected.put("name!*a", List.of(id(3), id(4)));
    expected.put("nameISEMPTY", List.of(id(4)));
    expected.put("nameEMPTYSTRING", List.of(id(4)));
    expected.put("name=", List.of(id(4)));
    expected.put("name=NULL", List.of(id(4)));
    expected.put("nameISNOTEMPTY", List.of(id(1), id(2), id(3)));
    expected.put("nameANYTHING", List.of(id(1), id(2), id(3), id(4)));
    expected.put("n>9", List.of(id(2), id(3)));
    expected.put("n>=10", List.of(id(2), id(3)));
    expected.put("n<10", List.of(id(1)));
    expected.put("n<=10", List.of(id(1), id(2)));
    expected.put("nIN9,11", List.of(id(1), id(3)));
    expected.put("nNOT IN9,11", List.of(id(2)));
    expected.put("nBETWEEN9@10", List.of(id(1), id(2)));
    expected.put("nameSAMEASn", List.of());
    expected.put("nameSAMEASname", List.of(id(1), id(2), id(3)));
    expected.put("nameNSAMEASn", List.of(id(1), id(2), id(3)));
    expected.put("sys_idIN" + id(3) + "," + id(1), List.of(id(1), id(3)));
    expected.put(
        "sys_created_onONToday@javascript:gs.beginningOfToday()@javascript:gs.endOfToday()",
        List.of(id(1), id(2), id(3), id(4)));
    expected.put(
        "sys_created_onNOTONToday@javascript:gs.beginningOfToday()@javascript:gs.endOfToday()",
        List.of());
    expected.put(
        "sys_created_onONYesterday@javascript:gs.beginningOfYesterday()@javascript:gs.endOfYesterday()",
        List.of());
    expected.put(
        "sys_created_on>=javascript:gs.beginningOfThisMonth()",
        List.of(id(1), id(2), id(3), id(4)));
    expected.put("sys_created_on>javascript:gs.endOfThisMonth()", List.of());
    expected.put("sys_id>", List.of(id(1), id(2), id(3), id(4)));
    expected.forEach(
        (query, rows) ->
            assertThat(ids(query + "^ORDERBYsys_id"))
                .as(query)
                .containsExactlyElementsOf(List.<Object>copyOf(rows)));
  }

  @Test
  void plainDateLiteralsAreUtcAndGeneratedOnesAreInTheUsersZone() {
    things(1);
    emulator.switches().userZone(ZoneId.of("America/Los_Angeles"));
    assertThat(ids("sys_updated_on=2026-03-01 10:00:00")).hasSize(1);
    assertThat(ids("sys_updated_on=javascript:gs.dateGenerate('2026-03-01','02:00:00')"))
        .hasSize(1);
    emulator.switches().literalsInUserZone(true);
    assertThat(ids("sys_updated_on=2026-03-01 10:00:00")).isEmpty();
    assertThat(ids("sys_updated_on=2026-03-01 02:00:00")).hasSize(1);
  }

  @Test
  void rowsThatTieComeInAnotherOrderEachTime() {
    things(60);
    Set<List<Object>> orders = new java.util.HashSet<>();
    for (int i = 0; i < 5; i++) {
      orders.add(ids("ORDERBYstate"));
    }
    assertThat(orders).hasSizeGreaterThan(1);
    Set<List<Object>> unordered = new java.util.HashSet<>();
    for (int i = 0; i < 5; i++) {
      List<Object> page = ids("");
      assertThat(new TreeSet<>(page.stream().map(Object::toString).toList())).hasSize(60);
      unordered.add(page);
    }
    assertThat(unordered).hasSizeGreaterThan(1);
    emulator.switches().unstableTies(false);
    assertThat(ids("ORDERBYstate")).isEqualTo(ids("ORDERBYstate"));
  }

  @Test
  void anEmptyListIs404InVersion1Only() {
    assertThat(client.get("/api/now/v1/table/u_thing").status()).isEqualTo(404);
    assertThat(client.get("/api/now/v1/table/u_thing").body())
        .contains("Records matching query not found. Check query parameter or offset parameter");
    assertThat(client.get("/api/now/v2/table/u_thing").body()).isEqualTo("{\"result\":[]}");
    assertThat(client.get("/api/now/table/u_thing").status()).isEqualTo(200);
  }

  @Test
  void linksLeadThroughThePages() {
    things(7);
    Client.Reply page =
        client.get("/api/now/table/u_thing", "sysparm_limit", "3", "sysparm_offset", "3");
    String base = emulator.url() + "/api/now/table/u_thing?sysparm_limit=3&sysparm_offset=";
    assertThat(page.header("Link"))
        .isEqualTo(
            "<%s0>;rel=\"first\",<%s0>;rel=\"prev\",<%s6>;rel=\"next\",<%s6>;rel=\"last\""
                .formatted(base, base, base, base));
    assertThat(client.get("/api/now/table/u_thing").header("Link")).isEmpty();
    Client.Reply suppressed =
        client.get(
            "/api/now/table/u_thing",
            "sysparm_limit",
            "3",
            "sysparm_suppress_pagination_header",
            "true");
    assertThat(suppressed.header("Link")).isEmpty();
    assertThat(suppressed.header("X-Total-Count")).isEqualTo("7");
    assertThat(
            client
                .get("/api/now/table/u_thing", "sysparm_no_count", "true")
                .header("X-Total-Count"))
        .isEmpty();
  }

  @Test
  void limitThatNobodyGaveIsInTheLinks() {
    List<Map<String, String>> rows = new ArrayList<>();
    for (int i = 0; i < 10_001; i++) {
      rows.add(Map.of("n", Integer.toString(i)));
    }
    emulator.insertAll("u_thing", rows);
    assertThat(client.get("/api/now/table/u_thing", "sysparm_fields", "n").header("Link"))
        .contains("sysparm_fields=n&sysparm_offset=10000&sysparm_limit=10000>;rel=\"next\"");
  }

  @Test
  void tagsAreInEveryRowWhoseColumnsAreNotNamedAndInNoDictionary() {
    things(2);
    emulator.tag(id(1), "VIP,Q3");
    assertThat(client.list("u_thing", "ORDERBYsys_id").column("sys_tags")).containsExactly("", "");
    assertThat(client.list("u_thing", "", "sysparm_fields", "n").rows().get(0))
        .doesNotContainKey("sys_tags");
    assertThat(client.list("u_thing", "n=1", "sysparm_fields", "sys_tags,n").rows().get(0))
        .containsEntry("sys_tags", "");
    String path = "/api/now/table/u_thing/" + id(1);
    assertThat(client.get(path, "sysparm_display_value", "true").row())
        .containsEntry("sys_tags", "VIP,Q3");
    assertThat(client.get(path, "sysparm_display_value", "all").row())
        .containsEntry("sys_tags", Map.of("display_value", "VIP,Q3", "value", ""));
    assertThat(client.list("sys_dictionary", "element=sys_tags").rows()).isEmpty();
    emulator.hideFields("u_thing", Set.of("sys_tags"));
    assertThat(client.get(path).row()).containsKey("n").doesNotContainKey("sys_tags");
  }

  @Test
  void durationsNumbersAmountsAndSecretsAreShownAsPeopleSeeThem() {
    emulator.defineTable(
        table(
            "u_shown",
            col("took", "glide_duration"),
            col("left", "timer"),
            col("opens", "glide_time"),
            col("weight", "decimal"),
            col("cost", "price"),
            col("secret", "password2")));
    String id =
        emulator.insert(
            "u_shown",
            Map.of(
                "took", "1970-01-02 04:23:17",
                "left", "1970-01-01 01:00:00",
                "opens", "1970-01-01 08:30:00",
                "weight", "12345.50",
                "cost", "0",
                "secret", "s3cret"));
    Map<String, Object> row =
        client.get("/api/now/table/u_shown/" + id, "sysparm_display_value", "all").row();
    assertThat(row)
        .containsEntry(
            "took",
            Map.of(
                "display_value",
                "1 Day 4 Hours 23 Minutes 17 Seconds",
                "value",
                "1970-01-02 04:23:17"))
        .containsEntry("left", Map.of("display_value", "1 Hour", "value", "1970-01-01 01:00:00"))
        .containsEntry("opens", Map.of("display_value", "08:30:00", "value", "1970-01-01 08:30:00"))
        .containsEntry("weight", Map.of("display_value", "12,345.5", "value", "12345.50"))
        .containsEntry(
            "cost",
            Map.of("display_value", "$0.00", "currency_display_value", "USD;0.00", "value", "0"));
    assertThat(JsonText.asObject(row.get("secret"))).containsEntry("display_value", "********");
    assertThat(client.get("/api/now/table/u_shown/" + id, "sysparm_display_value", "true").row())
        .containsEntry("took", "1 Day 4 Hours 23 Minutes 17 Seconds");
  }

  @Test
  void rowThatChangesBetweenIdsAndRowsIsShownAsItHasBecome() {
    things(3);
    emulator
        .listing()
        .afterIds(
            () -> {
              emulator.listing().clear();
              emulator.clock().set(START.plusSeconds(60));
              emulator.update("u_thing", id(0), Map.of("name", "moved"));
              emulator.delete("u_thing", id(1));
            });
    Client.Reply page = client.list("u_thing", "sys_updated_on<=2026-03-01 10:00:00^ORDERBYsys_id");
    assertThat(page.column("name")).containsExactly("moved", "Thing 2");
    assertThat(page.column("sys_updated_on").get(0)).isEqualTo("2026-03-01 10:01:00");
    assertThat(page.header("X-Total-Count")).isEqualTo("3");
  }

  @Test
  void countIsOlderThanTheRows() {
    things(3);
    emulator
        .listing()
        .afterCount(
            () -> {
              emulator.listing().clear();
              emulator.delete("u_thing", id(0));
              emulator.delete("u_thing", id(1));
            });
    Client.Reply page = client.list("u_thing", "");
    assertThat(page.column("sys_id")).containsExactly(id(2));
    assertThat(page.header("X-Total-Count")).isEqualTo("3");
  }

  @Test
  void groupsComeByWhatPeopleReadTheEmptyOneFirstAndAveragesHaveFourPlaces() {
    emulator.insert("u_thing", Map.of("state", "1", "n", "1"));
    emulator.insert("u_thing", Map.of("state", "2", "n", "2"));
    emulator.insert("u_thing", Map.of("state", "2", "n", "1"));
    emulator.insert("u_thing", Map.of("n", "5"));
    String body =
        client
            .get(
                "/api/now/stats/u_thing",
                "sysparm_avg_fields",
                "n",
                "sysparm_group_by",
                "state",
                "sysparm_display_value",
                "all")
            .body();
    assertThat(body)
        .containsSubsequence(
            "\"n\":\"5.0000\"",
            "\"value\":\"\"",
            "\"n\":\"1.5000\"",
            "\"display_value\":\"Done\"",
            "\"n\":\"1.0000\"",
            "\"display_value\":\"New\"");
  }

  @Test
  void groupsAreOfValuesThatTheDatabaseTakesForEqual() {
    emulator.insert("u_person", Map.of("name", "jos\u00e9"));
    emulator.insert("u_person", Map.of("name", "jose"));
    emulator.insert("u_person", Map.of("name", "Ann"));
    String body =
        client
            .get("/api/now/stats/u_person", "sysparm_count", "true", "sysparm_group_by", "name")
            .body();
    assertThat(body).containsOnlyOnce("\"count\":\"2\"").containsOnlyOnce("\"count\":\"1\"");
  }

  @Test
  void displayValuesComeInTheShapesOfTheInstance() {
    emulator.switches().userZone(ZoneId.of("America/Los_Angeles"));
    String person = emulator.insert("u_person", Map.of("name", "Ann", "email", "a@example.com"));
    emulator.insert(
        "u_thing",
        Map.of("sys_id", id(1), "owner", person, "n", "2048", "state", "2", "cost", "509.95"));
    String link = emulator.url() + "/api/now/table/u_person/" + person;
    String path = "/api/now/table/u_thing/" + id(1);
    assertThat(client.get(path).row().get("owner"))
        .isEqualTo(Map.of("link", link, "value", person));
    assertThat(client.get(path, "sysparm_exclude_reference_link", "true").row().get("owner"))
        .isEqualTo(person);
    Map<String, Object> display = client.get(path, "sysparm_display_value", "true").row();
    assertThat(display.get("owner")).isEqualTo(Map.of("display_value", "Ann", "link", link));
    assertThat(display)
        .containsEntry("state", "Done")
        .containsEntry("n", "2,048")
        .containsEntry("due", "")
        .containsEntry("sla_due", "UNKNOWN")
        .containsEntry("sys_updated_on", "2026-03-01 02:00:00");
    Client.Reply both =
        client.get(path, "sysparm_display_value", "all", "sysparm_exclude_reference_link", "true");
    assertThat(both.row())
        .containsEntry("owner", Map.of("display_value", "Ann", "value", person))
        .containsEntry(
            "cost",
            Map.of(
                "display_value",
                "$509.95",
                "currency_display_value",
                "USD;509.95",
                "value",
                "509.95"))
        .containsEntry(
            "sys_updated_on",
            Map.of("display_value", "2026-03-01 02:00:00", "value", "2026-03-01 10:00:00"));
  }

  @Test
  void anUnsetChoiceIsNullAndADanglingReferenceEmptyInDisplayValues() {
    emulator.insert("u_thing", Map.of("sys_id", id(1), "owner", "glide.maint"));
    String body =
        client
            .get(
                "/api/now/table/u_thing/" + id(1),
                "sysparm_display_value",
                "all",
                "sysparm_fields",
                "state,owner",
                "sysparm_exclude_reference_link",
                "true")
            .body();
    assertThat(body)
        .isEqualTo(
            "{\"result\":{\"state\":{\"display_value\":null,\"value\":\"\"},"
                + "\"owner\":{\"display_value\":\"\",\"value\":\"glide.maint\"}}}");
  }

  @Test
  void fieldsAreChosenInvalidOnesIgnoredAndReferencesFollowed() {
    String person = emulator.insert("u_person", Map.of("name", "Ann", "email", "a@example.com"));
    emulator.insert("u_thing", Map.of("sys_id", id(1), "owner", person));
    assertThat(
            client
                .list(
                    "u_thing",
                    "owner.email=A@example.com",
                    "sysparm_fields",
                    "owner.email,nosuch,n")
                .body())
        .isEqualTo("{\"result\":[{\"owner.email\":\"a@example.com\",\"n\":\"\"}]}");
  }

  @Test
  void aParentShowsItsChildrensRowsWithItsOwnColumns() {
    emulator.defineTable(table("u_base", col("name", "string")));
    emulator.defineTable(table("u_child", col("extra", "string")).extending("u_base"));
    String id = emulator.insert("u_child", Map.of("name", "c", "extra", "x"));
    assertThat(client.list("u_base", "").rows().get(0))
        .containsEntry("sys_class_name", "u_child")
        .containsEntry("sys_id", id)
        .doesNotContainKey("extra");
    assertThat(client.list("u_child", "extra=x").rows().get(0)).containsEntry("name", "c");
    assertThat(client.list("u_base", "extra=nothing").rows()).as("invalid there").hasSize(1);
  }

  @Test
  void theDictionaryDescribesTablesAndTheirParents() {
    emulator.defineTable(table("u_base", col("name", "string").withMaxLength(77)));
    emulator.defineTable(table("u_child", reference("owner", "u_person")).extending("u_base"));
    Client.Reply own = client.list("sys_dictionary", "name=u_child^elementISNOTEMPTY");
    assertThat(own.rows()).hasSize(1);
    assertThat(own.rows().get(0))
        .containsEntry("element", "owner")
        .containsEntry("internal_type", "reference")
        .containsEntry("reference", "u_person");
    assertThat(client.list("sys_dictionary", "name=u_base^element=name").column("max_length"))
        .containsExactly("77");
    assertThat(
            client
                .list("sys_db_object", "name=u_child", "sysparm_fields", "super_class.name")
                .column("super_class.name"))
        .containsExactly("u_base");
    assertThat(client.list("sys_dictionary", "name=sys_db_object^element=super_class").rows())
        .hasSize(1);
  }

  @Test
  void aColumnAddedLaterIsEmptyInOldRows() {
    things(1);
    emulator.defineTable(table("u_thing", col("u_new", "string")));
    assertThat(client.list("u_thing", "").rows().get(0)).containsEntry("u_new", "");
    emulator.update("u_thing", id(0), Map.of("u_new", "now"));
    assertThat(client.list("u_thing", "u_new=now").rows()).hasSize(1);
  }

  @Test
  void rowsAreStampedNowAndVisibleLater() {
    var late = emulator.insertLate("u_thing", Map.of("name", "late"));
    emulator.clock().advance(Duration.ofSeconds(10));
    assertThat(ids("")).isEmpty();
    late.commit();
    assertThat(client.list("u_thing", "").column("sys_updated_on"))
        .containsExactly("2026-03-01 10:00:00");
    var later = emulator.updateLate("u_thing", late.sysId(), Map.of("name", "later"));
    later.commitAt(emulator.clock().now().plusSeconds(5));
    emulator.clock().advance(Duration.ofSeconds(4));
    assertThat(client.list("u_thing", "").column("name")).containsExactly("late");
    emulator.clock().advance(Duration.ofSeconds(1));
    assertThat(client.list("u_thing", "").column("name")).containsExactly("later");
    assertThat(client.list("u_thing", "").column("sys_updated_on"))
        .containsExactly("2026-03-01 10:00:10");
  }

  @Test
  void silentUpdatesLeaveNoStamp() {
    things(1);
    emulator.clock().advance(Duration.ofHours(1));
    emulator.updateSilently("u_thing", id(0), Map.of("name", "changed"));
    assertThat(client.list("u_thing", "").rows().get(0))
        .containsEntry("name", "changed")
        .containsEntry("sys_updated_on", "2026-03-01 10:00:00")
        .containsEntry("sys_mod_count", "0");
  }

  @Test
  void aTableWithoutUpdateStampsHasNone() {
    emulator.defineTable(table("u_old", col("name", "string")).withoutUpdateStamps());
    emulator.insert("u_old", Map.of("name", "x"));
    assertThat(client.list("u_old", "sys_created_on>=2026-01-01 00:00:00").rows().get(0))
        .doesNotContainKey("sys_updated_on");
  }

  @Test
  void rowsWithoutATimestampAreNoPartOfAWindow() {
    emulator.insert("u_thing", Map.of("sys_id", id(1), "sys_updated_on", ""));
    assertThat(ids("sys_updated_on<2030-01-01 00:00:00")).isEmpty();
    assertThat(ids("sys_updated_on>2000-01-01 00:00:00")).isEmpty();
    assertThat(ids("sys_updated_onISEMPTY")).containsExactly(id(1));
    assertThat(ids("sys_updated_on=")).containsExactly(id(1));
    assertThat(client.list("u_thing", "sys_updated_on<2030-01-01 00:00:00").header("X-Total-Count"))
        .isEqualTo("0");
  }

  @Test
  void theDateHeaderIsTheEmulatorsClock() {
    emulator.clock().set(Instant.parse("2031-05-06T07:08:09Z"));
    assertThat(client.list("u_thing", "").header("Date")).isEqualTo("Tue, 6 May 2031 07:08:09 GMT");
  }

  @Test
  void errorsHaveTheInstancesWords() {
    assertThat(client.list("nosuch", "").status()).isEqualTo(400);
    assertThat(client.list("nosuch", "").error()).isEqualTo("Invalid table nosuch");
    assertThat(client.get("/api/now/table/u_thing/" + id(9)).error()).isEqualTo("No Record found");
    emulator.denyQueries("u_thing");
    assertThat(client.list("u_thing", "").body())
        .isEqualTo(
            "{\"error\":{\"message\":\"Insufficient rights to query records\",\"detail\":null},"
                + "\"status\":\"failure\"}");
    assertThat(client.get("/api/now/nosuch").status()).isEqualTo(400);
    assertThat(client.without("Accept").list("u_person", "").status()).isEqualTo(400);
  }

  @Test
  void longRequestsAreRefused() {
    things(3);
    String longQuery = "n=1" + "^ORn=2".repeat(1500);
    Client.Reply refused = client.list("u_thing", longQuery, "sysparm_limit", "1");
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.error()).isEqualTo("Pagination not supported");
    assertThat(
            client
                .list(
                    "u_thing",
                    longQuery,
                    "sysparm_limit",
                    "1",
                    "sysparm_suppress_pagination_header",
                    "true")
                .status())
        .isEqualTo(200);
    Client.Reply tooLong = client.list("u_thing", "n=1" + "^ORn=2".repeat(3000));
    assertThat(tooLong.status()).isEqualTo(414);
    assertThat(tooLong.header("Content-Type")).isEqualTo("text/html");
  }
}
