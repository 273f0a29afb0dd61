/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.catalog;

import static io.snbridge.emulator.TableDefinition.table;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.snbridge.common.config.Connection;
import io.snbridge.common.schema.ApiTables;
import io.snbridge.common.schema.Dictionary;
import io.snbridge.common.schema.Tables;
import io.snbridge.common.table.DisplayValue;
import io.snbridge.common.table.EncodedQuery;
import io.snbridge.common.table.Page;
import io.snbridge.common.table.PageRequest;
import io.snbridge.common.table.Row;
import io.snbridge.common.table.TableApi;
import io.snbridge.common.transport.ServiceNowClient;
import io.snbridge.emulator.ServiceNowEmulator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TableClassesTest {

  private ServiceNowEmulator instance;
  private ServiceNowClient client;
  private Tables tables;
  private TableClasses classes;

  @BeforeEach
  void start() {
    instance = ServiceNowEmulator.builder().port(0).credentials("u", "p").start();
    instance.defineTable(table("u_ci"));
    instance.defineTable(table("u_computer").extending("u_ci"));
    instance.defineTable(table("u_server").extending("u_computer"));
    instance.defineTable(table("u_ci_of_another_tree"));
    client =
        Connection.of(
                Map.of(
                    "servicenow.url", instance.url().toString(),
                    "servicenow.username", "u",
                    "servicenow.password", "p"))
            .open();
    tables = new ApiTables(new TableApi(client));
    classes = new TableClasses(tables);
  }

  @AfterEach
  void stop() {
    client.close();
    instance.close();
  }

  @Test
  void classesAreThoseThatExtendTheTableWhateverTheirNames() throws Exception {
    assertThat(classes.of("u_ci").names()).containsExactly("u_ci", "u_computer", "u_server");
    assertThat(classes.of("u_server").names()).containsExactly("u_server");

    instance.defineTable(table("u_blade").extending("u_server"));
    assertThat(classes.of("u_ci").names()).contains("u_blade");
    assertThat(classes.of("u_ci").hidden()).isZero();
  }

  @Test
  void oddRowsCostTheirOwnTableOnly() throws Exception {
    String root = id("u_ci");
    for (String name : List.of("", " ", "u,x", "u\nx", "U_CI")) {
      instance.insert("sys_db_object", Map.of("name", name, "super_class", root));
    }

    assertThat(classes.of("u_ci").names())
        .contains("u_ci", "u_computer", "u_server")
        .doesNotContain("", " ", "u,x", "u\nx");
    assertThat(classes.of("u_ci").hidden()).isEqualTo(4);
    assertThat(new Dictionary(tables).columns("u_server").lineage())
        .containsExactly("u_server", "u_computer", "u_ci");
  }

  @Test
  void rowThatDoesNotShowItsNameCostsItsOwnTableOnly() throws Exception {
    Tables hiding = hidingNameOf("u_computer");
    instance.defineTable(table("u_printer").extending("u_ci"));

    assertThat(new TableClasses(hiding).of("u_ci"))
        .isEqualTo(new TableClasses.Found(new TreeSet<>(Set.of("u_ci", "u_printer")), 1));
    assertThat(new TableNames(hiding).startingWith("u_c"))
        .isEqualTo(new TableNames.Found(new TreeSet<>(Set.of("u_ci", "u_ci_of_another_tree")), 1));
  }

  @Test
  void oddNamesArePassedOver() throws Exception {
    for (String name : List.of("u_ci,x", "U_cï", "u_ci x", "")) {
      instance.insert("sys_db_object", Map.of("name", name));
    }

    assertThat(new TableNames(tables).startingWith("u_c"))
        .isEqualTo(
            new TableNames.Found(
                new TreeSet<>(Set.of("u_ci", "u_computer", "u_ci_of_another_tree")), 0));
  }

  @Test
  void namesThatAreNotShownAreNotTablesThatDoNotExist() {
    instance.hideFields("sys_db_object", Set.of("name"));

    assertThatThrownBy(() -> new TableNames(tables).startingWith("u_c"))
        .isInstanceOf(TableNamesUnreadableException.class)
        .hasMessageContaining("3 rows of sys_db_object do not show their names");
  }

  /** As an ACL does that looks at the row. */
  private Tables hidingNameOf(String name) {
    return new Tables() {
      @Override
      public Page page(PageRequest request) throws InterruptedException {
        Page page = tables.page(request);
        return new Page(page.rows().stream().map(this::shown).toList(), page.totalCount());
      }

      private Row shown(Row row) {
        Map<String, String> values = new LinkedHashMap<>(row.values());
        values.remove("name", name);
        return new Row(values, row.displayValues());
      }

      @Override
      public long count(String table, EncodedQuery query) throws InterruptedException {
        return tables.count(table, query);
      }
    };
  }

  private String id(String table) throws InterruptedException {
    return tables
        .page(
            new PageRequest(
                "sys_db_object",
                EncodedQuery.where("name", EncodedQuery.Operator.EQUALS, table),
                List.of("sys_id"),
                1,
                0,
                false,
                DisplayValue.FALSE))
        .rows()
        .get(0)
        .values()
        .get("sys_id");
  }

  @Test
  void tableWithHundredsOfClassesIsAskedForInUrlsThatInstancesTake() throws Exception {
    instance.switches().longestUri(6_200);
    List<String> many = IntStream.range(0, 400).mapToObj("u_ci_class_%03d"::formatted).toList();
    many.forEach(name -> instance.defineTable(table(name).extending("u_ci")));
    many.forEach(name -> instance.defineTable(table(name + "_child").extending(name)));

    assertThat(classes.of("u_ci").names())
        .hasSize(803)
        .containsAll(many)
        .contains("u_ci_class_399_child");
    DeleteAudit.Found audit = new DeleteAudit(tables).of(classes.of("u_ci").names());
    assertThat(audit.unknown()).isEmpty();
  }

  @Test
  void classesThatTheUserMayNotSeeAreCounted() throws Exception {
    instance.hideRows("sys_db_object", row -> row.get("name").equals("u_server"));

    assertThat(classes.of("u_ci").names()).containsExactly("u_ci", "u_computer");
    assertThat(classes.of("u_ci").hidden()).isEqualTo(1);
  }

  @Test
  void whoMayNotReadTheClassesIsToldWhatToDo() {
    instance.hideFields("sys_db_object", Set.of("super_class"));
    assertUnreadable("super_class ''");
    instance.hideFields("sys_db_object", Set.of());
    instance.hideRows("sys_db_object", row -> true);
    assertUnreadable("shows 0 rows for 'name=u_ci'");
    instance.denyQueries("sys_db_object");
    assertUnreadable("Insufficient rights to query records");
  }

  private void assertUnreadable(String seen) {
    assertThatThrownBy(() -> classes.of("u_ci"))
        .isInstanceOf(ClassesUnreadableException.class)
        .hasMessageContainingAll("'u_ci'", seen, "sys_db_object", "'deletes'");
  }

  @Test
  void tablesThatTheDictionaryExcludesFromTheAuditAreNamed() throws Exception {
    instance.defineTable(table("u_quiet").extending("u_ci").withoutDeleteAudit());

    DeleteAudit.Found found = new DeleteAudit(tables).of(classes.of("u_ci").names());
    assertThat(found.excluded()).containsExactly("u_quiet");
    assertThat(found.unknown()).isEmpty();

    instance.hideFields("sys_dictionary", Set.of("attributes"));
    found = new DeleteAudit(tables).of(classes.of("u_ci").names());
    assertThat(found.excluded()).isEmpty();
    assertThat(found.unknown()).containsExactly("u_ci", "u_computer", "u_quiet", "u_server");
  }
}
