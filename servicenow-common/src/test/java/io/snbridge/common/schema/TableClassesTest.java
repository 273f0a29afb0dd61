/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.schema;

import static io.snbridge.emulator.TableDefinition.table;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.snbridge.common.auth.Authentication;
import io.snbridge.common.table.TableApi;
import io.snbridge.common.transport.Clients;
import io.snbridge.common.transport.ServiceNowClient;
import io.snbridge.emulator.ServiceNowEmulator;
import java.util.List;
import java.util.Set;
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
        ServiceNowClient.open(Clients.settings(instance.url()), Authentication.basic("u", "p"));
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
