/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.schema;

import static io.snbridge.emulator.ColumnDefinition.col;
import static io.snbridge.emulator.ColumnDefinition.reference;
import static io.snbridge.emulator.TableDefinition.table;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.snbridge.common.auth.Authentication;
import io.snbridge.common.table.EncodedQuery;
import io.snbridge.common.table.Page;
import io.snbridge.common.table.PageRequest;
import io.snbridge.common.table.TableApi;
import io.snbridge.common.transport.Clients;
import io.snbridge.common.transport.ServiceNowClient;
import io.snbridge.common.transport.ServiceNowException;
import io.snbridge.emulator.Fault;
import io.snbridge.emulator.RequestMatcher;
import io.snbridge.emulator.ServiceNowEmulator;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DictionaryTest {

  private ServiceNowEmulator instance;
  private ServiceNowClient client;
  private Tables tables;

  @BeforeEach
  void start() {
    instance = ServiceNowEmulator.builder().port(0).credentials("u", "p").start();
    instance.defineTable(
        table("u_base", col("u_number", "string"), col("u_amount", "integer"))
            .with(reference("u_owner", "sys_user")));
    instance.defineTable(table("u_middle", col("u_due", "due_date")).extending("u_base"));
    instance.defineTable(table("u_leaf", col("u_score", "float")).extending("u_middle"));
    instance.defineTable(table("u_other", col("u_secret", "string")));
    client =
        ServiceNowClient.open(Clients.settings(instance.url()), Authentication.basic("u", "p"));
    tables = new ApiTables(new TableApi(client));
  }

  @AfterEach
  void stop() {
    client.close();
    instance.close();
  }

  @Test
  void columnsAreThoseOfAllTablesThatATableExtends() throws Exception {
    TableColumns columns = new Dictionary(new TableApi(client)).columns("u_leaf");

    assertThat(columns.table()).isEqualTo("u_leaf");
    assertThat(columns.lineage()).containsExactly("u_leaf", "u_middle", "u_base");
    assertThat(columns.columns())
        .extracting(TableColumn::name)
        .containsExactly(
            "sys_id",
            "sys_class_name",
            "sys_created_by",
            "sys_created_on",
            "sys_mod_count",
            "sys_updated_by",
            "sys_updated_on",
            "u_amount",
            "u_due",
            "u_number",
            "u_owner",
            "u_score");
    assertThat(columns.column("u_owner"))
        .contains(new TableColumn("u_owner", "reference", "Owner", "sys_user", 32, false));
    assertThat(columns.column("u_due")).map(TableColumn::internalType).contains("due_date");
    assertThat(columns.column("u_secret")).isEmpty();
    assertThat(columns.hidden()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"u_base", "u_leaf"})
  void columnOfTheNearestTableWins(String redefining) throws Exception {
    describe("u_leaf", "u_shared", redefining.equals("u_leaf") ? "string" : "integer");
    describe("u_base", "u_shared", "boolean");
    describe("u_middle", "u_shared", redefining.equals("u_leaf") ? "boolean" : "float");

    assertThat(new Dictionary(tables).columns(redefining).column("u_shared"))
        .map(TableColumn::internalType)
        .contains(redefining.equals("u_leaf") ? "string" : "boolean");
  }

  @Test
  void pageWithoutAVisibleRowDoesNotEndTheColumns() throws Exception {
    instance.hideRows("sys_dictionary", row -> row.get("element").startsWith("sys_"));

    TableColumns columns = new Dictionary(tables, 1).columns("u_leaf");

    assertThat(columns.columns())
        .extracting(TableColumn::name)
        .containsExactly("u_amount", "u_due", "u_number", "u_owner", "u_score");
    assertThat(columns.hidden()).isEqualTo(7);
  }

  @Test
  void pagesGiveTheSameColumnsAsOne() throws Exception {
    assertThat(new Dictionary(tables, 1).columns("u_leaf").columns())
        .isEqualTo(new Dictionary(tables).columns("u_leaf").columns());
  }

  /** A gateway's, of an answer that it has kept. */
  @Test
  void countThatCannotBeRightDoesNotEndTheColumns() throws Exception {
    Tables lying =
        new Tables() {
          @Override
          public Page page(PageRequest request) throws InterruptedException {
            return new Page(tables.page(request).rows(), OptionalLong.of(0));
          }

          @Override
          public long count(String table, EncodedQuery query) throws InterruptedException {
            return tables.count(table, query);
          }
        };
    assertThat(new Dictionary(lying, 1).columns("u_leaf").columns())
        .isEqualTo(new Dictionary(tables).columns("u_leaf").columns());
  }

  /** It moves those behind it, of which one is between two pages then. */
  @Test
  void entryThatIsDeletedBetweenTwoPagesHidesNoOther() throws Exception {
    Tables deleting =
        new Tables() {
          @Override
          public Page page(PageRequest request) throws InterruptedException {
            if (!request.table().equals("sys_dictionary") || request.offset() == 0) {
              return tables.page(request);
            }
            Page page =
                tables.page(
                    new PageRequest(
                        request.table(),
                        request.query(),
                        request.fields(),
                        request.limit(),
                        request.offset() + 1,
                        true,
                        request.displayValue()));
            return new Page(page.rows(), OptionalLong.of(page.totalCount().orElseThrow() - 1));
          }

          @Override
          public long count(String table, EncodedQuery query) {
            throw new AssertionError("each page has a count");
          }
        };
    List<String> lineage = List.of("u_leaf", "u_middle", "u_base");
    assertThat(new Dictionary(tables, 3).columns(List.of(lineage))).containsKey("u_leaf");
    assertThat(new Dictionary(deleting, 3).columns(List.of(lineage)))
        .as("to be asked for on its own")
        .isEmpty();
  }

  @Test
  void instanceThatTellsNoTotalIsAskedForTheCount() throws Exception {
    Tables silent =
        new Tables() {
          @Override
          public Page page(PageRequest request) throws InterruptedException {
            return new Page(tables.page(request).rows(), OptionalLong.empty());
          }

          @Override
          public long count(String table, EncodedQuery query) throws InterruptedException {
            return tables.count(table, query);
          }
        };

    assertThat(new Dictionary(silent, 3).columns("u_leaf").columns()).hasSize(12);
  }

  @ParameterizedTest
  @ValueSource(strings = {"sys_dictionary", "sys_db_object"})
  void whoMayNotReadIsToldWhatIsNeededAndWhatElseCanBeDone(String denied) {
    instance.denyQueries(denied);

    assertThatThrownBy(() -> new Dictionary(tables).columns("u_leaf"))
        .isInstanceOf(DictionaryUnreadableException.class)
        .hasMessageContaining("'u_leaf'")
        .hasMessageContaining("403")
        .hasMessageContaining(denied)
        .hasMessageContaining("personalize_dictionary")
        .hasMessageContaining("'schema.mode' to 'string' or 'none'");
  }

  @Test
  void dictionaryThatShowsNothingIsNotATableWithoutColumns() {
    instance.hideRows("sys_dictionary", row -> true);

    assertThatThrownBy(() -> new Dictionary(tables).columns("u_leaf"))
        .isInstanceOf(DictionaryUnreadableException.class)
        .hasMessageContaining("none of its 12 columns");
  }

  @Test
  void hiddenParentDoesNotCutOffItsColumns() {
    instance.hideRows("sys_db_object", row -> row.get("name").equals("u_middle"));

    assertThatThrownBy(() -> new Dictionary(tables).columns("u_leaf"))
        .isInstanceOf(DictionaryUnreadableException.class)
        .hasMessageContaining("sys_db_object has 0 rows");
  }

  @Test
  void hiddenSuperClassIsNotTakenForNone() {
    instance.hideFields("sys_db_object", Set.of("super_class"));

    assertThatThrownBy(() -> new Dictionary(tables).columns("u_leaf"))
        .isInstanceOf(DictionaryUnreadableException.class);
  }

  @Test
  void entriesOfOtherTablesAreNotBelieved() {
    Tables ignoring =
        new Tables() {
          @Override
          public Page page(PageRequest request) throws InterruptedException {
            return tables.page(
                request.table().equals("sys_dictionary")
                    ? new PageRequest(
                        request.table(),
                        EncodedQuery.parse("elementISNOTEMPTY"),
                        request.fields(),
                        request.limit(),
                        request.offset(),
                        request.count(),
                        request.displayValue())
                    : request);
          }

          @Override
          public long count(String table, EncodedQuery query) {
            throw new AssertionError("The total was in the page's header");
          }
        };

    assertThatThrownBy(() -> new Dictionary(ignoring).columns("u_leaf"))
        .isInstanceOf(DictionaryUnreadableException.class)
        .hasMessageContaining("an entry of sys_dictionary has table '");
  }

  @Test
  void oddEntriesCostTheirOwnColumnOnly() throws Exception {
    describe("U_LEAF", "u_odd", "string");
    describe("u_leaf", " ", "string");
    describe("u_leaf", "u_plain", "");
    instance.insert("sys_db_object", java.util.Map.of("name", "U_Leaf"));

    TableColumns columns = new Dictionary(tables).columns("u_leaf");
    assertThat(columns.columns())
        .extracting(TableColumn::name)
        .contains("u_score", "u_number", "u_plain")
        .doesNotContain("u_odd", " ");
    assertThat(columns.hidden()).isEqualTo(2);
  }

  @Test
  void unknownTableIsNamed() {
    assertThatThrownBy(() -> new Dictionary(tables).columns("u_nope"))
        .isInstanceOf(DictionaryUnreadableException.class)
        .hasMessageContaining("'u_nope'");
  }

  @Test
  void otherFailuresAreWhatTheyAre() {
    instance
        .faults()
        .always(Fault.error(400, "Bad", "request"), RequestMatcher.table("sys_dictionary"));

    assertThatThrownBy(() -> new Dictionary(tables).columns("u_leaf"))
        .isInstanceOf(ServiceNowException.class)
        .hasMessageContaining("400");
  }

  private void describe(String table, String element, String type) {
    instance.insert(
        "sys_dictionary",
        java.util.Map.of(
            "name", table, "element", element, "internal_type", type, "active", "true"));
  }
}
