/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.column;

import static io.snbridge.emulator.ColumnDefinition.col;
import static io.snbridge.emulator.ColumnDefinition.reference;
import static io.snbridge.emulator.RequestMatcher.any;
import static io.snbridge.emulator.RequestMatcher.queryContaining;
import static io.snbridge.emulator.RequestMatcher.table;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.snbridge.common.config.Connection;
import io.snbridge.common.log.LogContext;
import io.snbridge.common.schema.TableColumn;
import io.snbridge.common.table.TableApi;
import io.snbridge.common.transport.ServiceNowClient;
import io.snbridge.common.transport.ServiceNowException;
import io.snbridge.emulator.Fault;
import io.snbridge.emulator.ServiceNowEmulator;
import io.snbridge.emulator.TableDefinition;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class ColumnCatalogTest {

  private static final String TABLE = "u_order";

  private final ServiceNowEmulator instance =
      ServiceNowEmulator.builder().port(0).credentials("u", "p").start();
  private final AtomicLong nanos = new AtomicLong();
  private ServiceNowClient client = client("p");
  private ColumnCatalog catalog =
      new ColumnCatalog(new TableApi(client), LogContext.current(), nanos::get);

  ColumnCatalogTest() {
    instance.table("u_base", col("u_name", "string"), reference("u_parent", "u_base"));
    instance.defineTable(TableDefinition.table(TABLE, col("u_seq", "integer")).extending("u_base"));
  }

  private ServiceNowClient client(String password) {
    return client(Map.of("servicenow.password", password));
  }

  private ServiceNowClient client(Map<String, String> more) {
    Map<String, String> keys = new HashMap<>(more);
    keys.put("servicenow.url", instance.url().toString());
    keys.put("servicenow.username", "u");
    return Connection.of(keys).open();
  }

  @AfterEach
  void close() {
    catalog.close();
    client.close();
    instance.close();
  }

  private ColumnFindings find(String... columns) {
    return catalog.find(TABLE, Set.of(columns)).join();
  }

  private CompletableFuture<ColumnFindings> described(String column) {
    return catalog.described(TABLE, Set.of(column), Optional.empty());
  }

  private long asked() {
    return instance.requests().count();
  }

  private void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
  }

  @Test
  void inheritedColumnsAreThereAndOthersAreNot() {
    ColumnFindings found = find("u_seq", "u_name", "sys_created_on", "u_nmae", "Full Name");
    assertThat(found.unknown()).containsExactlyInAnyOrder("u_nmae", "Full Name");
    assertThat(found.undecided()).isEmpty();
    assertThat(found.described().orElseThrow().column("u_seq").map(TableColumn::internalType))
        .contains("integer");
    assertThat(find("u_parent.u_name", "u_parent.u_nmae", "u_seq.u_name").unknown())
        .containsExactlyInAnyOrder("u_parent.u_nmae", "u_seq.u_name");
  }

  @Test
  void tableIsAskedForOnceHoweverManyWritesWait() {
    List<CompletableFuture<ColumnFindings>> waiting =
        IntStream.range(0, 200)
            .mapToObj(i -> catalog.find(TABLE, Set.of("u_seq", "u_name", "u_gone")))
            .toList();
    assertThat(waiting).allSatisfy(found -> assertThat(found.join().unknown()).hasSize(1));
    assertThat(asked()).as("the table, the one it extends, and the columns of both").isEqualTo(3);
    assertThat(catalog.find(TABLE, Set.of("u_seq"))).isDone();
    assertThat(catalog.find(TABLE, Set.of("u_gone"))).isDone();
  }

  @Test
  void columnThatIsAddedIsFoundWhenItIsFirstNamedAndAfterAMinuteElse() {
    assertThat(find("u_new").unknown()).containsExactly("u_new");
    instance.table("u_base", col("u_new", "string"), col("u_newer", "string"));
    pass(Duration.ofSeconds(59));
    assertThat(find("u_new").unknown()).containsExactly("u_new");
    pass(Duration.ofSeconds(1));
    assertThat(find("u_new").unknown()).isEmpty();
    instance.table("u_base", col("u_newest", "string"));
    assertThat(find("u_newest").unknown()).as("never named before").isEmpty();
  }

  @Test
  void newNamesDoNotKeepAnOldOneUnknown() {
    find("u_new");
    instance.table("u_base", col("u_new", "string"));
    pass(Duration.ofSeconds(50));
    find("u_other");
    pass(Duration.ofSeconds(50));
    find("u_another");
    assertThat(find("u_new").unknown()).isEmpty();
  }

  @Test
  void columnThatIsRemovedIsFoundBehindTheWritesAfterAnHour() {
    assertThat(find("u_seq").unknown()).isEmpty();
    instance.removeColumn(TABLE, "u_seq");
    pass(Duration.ofMinutes(61));
    assertThat(catalog.find(TABLE, Set.of("u_seq"))).as("nobody waits").isDone();
    find("u_first"); // Behind the look that has begun.
    assertThat(find("u_seq").unknown()).containsExactly("u_seq");
  }

  @Test
  void rowTellsWhereTheDictionaryMayNotBeRead() {
    instance.denyQueries("sys_dictionary");
    assertThat(find("u_seq", "u_gone").undecided())
        .as("there is no row")
        .containsExactlyInAnyOrder("u_seq", "u_gone");
    instance.insert(TABLE, Map.of("u_seq", "1"));
    instance.hideFields(TABLE, Set.of("u_name"));
    pass(Duration.ofMinutes(1));
    ColumnFindings found = find("u_seq", "u_name", "u_gone");
    assertThat(found.described()).isEmpty();
    assertThat(found.unknown()).as("u_name is only hidden").containsExactly("u_gone");
    assertThat(found.undecided()).isEmpty();
    long before = asked();
    assertThat(find("u_seq", "u_name").unknown()).isEmpty();
    assertThat(asked()).isEqualTo(before);
  }

  @Test
  void columnsOfATableThatMayOnlyBeWrittenAreUndecided() {
    instance.denyQueries("sys_db_object");
    instance.denyQueries(TABLE);
    assertThat(find("u_seq", "u_gone").undecided()).hasSize(2);
    long before = asked();
    find("u_seq", "u_gone");
    assertThat(asked()).as("asked a moment ago").isEqualTo(before);
  }

  @Test
  void hiddenEntriesOfTheDictionaryAreNoColumnsThatAreNotThere() {
    instance.hideRows("sys_dictionary", row -> "u_name".equals(row.get("element")));
    instance.insert(TABLE, Map.of("u_seq", "1"));
    ColumnFindings found = find("u_seq", "u_name", "u_gone");
    assertThat(found.unknown()).containsExactly("u_gone");
    assertThat(found.undecided()).isEmpty();
  }

  @Test
  void everNewNamesAreAskedForSoManyTimesAMinute() {
    find("u_seq");
    for (int i = 0; i < 500; i++) {
      assertThat(find("u_new_" + i, "u_" + "n".repeat(5_000) + i, "no name " + i).unknown())
          .hasSize(3);
    }
    assertThat(asked())
        .as("the table, the one it extends, and the columns of both, for each look")
        .isLessThanOrEqualTo(3L * ColumnCatalog.MOST_LOOKS);
    instance.table("u_base", col("u_new_499", "string"));
    pass(Duration.ofMinutes(1));
    assertThat(find("u_new_499").unknown()).as("it had to wait").isEmpty();
  }

  @Test
  void everNewTablesAreForgotten() {
    for (int i = 0; i < ColumnCatalog.MOST_TABLES + 50; i++) {
      pass(Duration.ofMillis(1));
      catalog.find("u_none_" + i, Set.of("u_x")).join();
    }
    assertThat(catalog.tables()).isEqualTo(ColumnCatalog.MOST_TABLES);
    long before = asked();
    assertThat(catalog.find("u_none_" + (ColumnCatalog.MOST_TABLES + 49), Set.of("u_x"))).isDone();
    assertThat(asked()).isEqualTo(before);
  }

  @Test
  void oneRecordOfManyNewNamesIsLookedAtOnce() {
    Set<String> names =
        IntStream.range(0, 5_000).mapToObj(i -> "u_new_" + i).collect(Collectors.toSet());
    assertThat(catalog.find(TABLE, names).join().unknown()).hasSize(5_000);
    assertThat(catalog.find(TABLE, names)).isDone();
    assertThat(asked()).isEqualTo(3);
  }

  @Test
  void tableThatIsNotAnsweredForDelaysNoOther() {
    instance
        .faults()
        .always(
            Fault.noAnswer(Duration.ofSeconds(20)),
            table("sys_db_object").and(queryContaining("name=u_base")));
    CompletableFuture<ColumnFindings> silent = catalog.find("u_base", Set.of("u_name"));
    instance.table("u_other", col("u_x", "string"));
    assertThat(catalog.find("u_other", Set.of("u_x")))
        .succeedsWithin(Duration.ofSeconds(10))
        .satisfies(found -> assertThat(found.described()).isPresent());
    assertThat(silent).isNotDone();
  }

  /** After the client's own tries. */
  @Test
  void wrongPasswordIsShownNoMoreOnceItIsBelieved() {
    catalog.close();
    client.close();
    // Half of the retry time is how long a refused password is borne.
    client = client(Map.of("servicenow.password", "wrong", "servicenow.retry.timeout.ms", "1000"));
    catalog = new ColumnCatalog(new TableApi(client), LogContext.current(), nanos::get);
    for (int i = 0; i < 5; i++) {
      assertThatThrownBy(() -> find("u_seq"))
          .isInstanceOf(CompletionException.class)
          .hasCauseInstanceOf(ServiceNowException.class);
    }
    assertThat(asked()).as("the look that believes it is the last one").isEqualTo(2);
  }

  @Test
  void dictionaryThatFailsLeavesWhatWasKnown() {
    find("u_seq");
    instance.faults().next(1, Fault.error(501, "Not implemented", ""), table("sys_db_object"));
    ColumnFindings found = find("u_seq", "u_gone");
    assertThat(found.described()).isPresent();
    assertThat(found.undecided()).containsExactly("u_gone");
    pass(Duration.ofMinutes(1));
    assertThat(find("u_gone").unknown()).containsExactly("u_gone");
  }

  /** Without types values would be spoilt; the rest of the table's rows may wait as well. */
  @Test
  void typesAreWaitedForUntilTheDictionaryAnswers() {
    instance.faults().next(2, Fault.error(501, "Not implemented", ""), table("sys_db_object"));
    CompletableFuture<ColumnFindings> told = described("u_seq");
    CompletableFuture<ColumnFindings> behind = described("u_name");
    assertThat(find("u_seq").answered()).isFalse();
    assertThat(told).isNotDone();
    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () -> {
              pass(Duration.ofSeconds(1));
              return told.isDone() && behind.isDone();
            });
    assertThat(told.join().described().orElseThrow().column("u_seq")).isPresent();
    assertThat(instance.requests().matching(r -> r.query().contains("name=" + TABLE)))
        .filteredOn(r -> r.table().equals("sys_db_object"))
        .as("each round of many waiting asks once")
        .hasSize(3);
  }

  @Test
  void typesOfATableThatTheUserMayNotReadAreNotWaitedFor() {
    instance.denyQueries("sys_db_object");
    assertThat(described("u_seq").join().described()).isEmpty();
  }

  /** Answers to requests for the dictionary alone that are of no table. */
  static Stream<Fault> blocks() {
    return Stream.of(
        Fault.answer(403, "text/html", "<html><title>Blocked</title></html>"),
        Fault.answer(404, "text/html", "<html><title>Not Found</title></html>"),
        Fault.error(403, "User Not Authorized", "Failed API level ACL Validation"));
  }

  /** A look a second, by the clock of this test. */
  private void lookFor(Duration time) {
    for (long i = 0; i <= time.toSeconds(); i += 3) {
      pass(Duration.ofSeconds(3));
      find("u_seq");
    }
  }

  @ParameterizedTest
  @MethodSource("blocks")
  void typesThatAGatewayKeepsToItselfAreWaitedForSoLongAndThenUnknown(Fault fault) {
    instance.insert(TABLE, Map.of("u_seq", "1"));
    instance.faults().always(fault, table("sys_dictionary"));
    lookFor(DictionaryBlock.AFTER.minusSeconds(10));
    assertThat(find("u_seq").answered()).isFalse();
    pass(Duration.ofSeconds(15));
    ColumnFindings found = find("u_seq", "u_gone");
    assertThat(found.answered()).isTrue();
    assertThat(found.described()).isEmpty();
    assertThat(found.unknown()).as("a row tells").containsExactly("u_gone");

    pass(Duration.ofSeconds(3));
    long before = asked();
    assertThat(find("u_seq", "u_gone").answered()).isTrue();
    assertThat(asked()).as("asked a moment ago").isEqualTo(before);
    instance.table("u_other", col("u_x", "string"));
    assertThat(catalog.described("u_other", Set.of("u_x"), Optional.empty()).join().described())
        .as("of the next table at once")
        .isEmpty();
    instance.faults().clear();
    pass(Duration.ofMinutes(1));
    assertThat(find("u_gone").described()).isPresent();
  }

  /** Values that were written then, when it is over, might be spoilt. */
  @ParameterizedTest
  @MethodSource("blocks")
  void typesAreWaitedForAsLongAsEverythingIsRefused(Fault fault) {
    instance.insert(TABLE, Map.of("u_seq", "1"));
    instance.faults().always(fault, any());
    lookFor(DictionaryBlock.AFTER.plusMinutes(5));
    assertThat(find("u_seq").answered()).isFalse();

    instance.faults().clear();
    instance.faults().always(fault, table("sys_dictionary"));
    lookFor(DictionaryBlock.AFTER.minusSeconds(10));
    assertThat(find("u_seq").answered()).as("it may come back last").isFalse();

    instance.faults().clear();
    CompletableFuture<ColumnFindings> told = described("u_seq");
    pass(Duration.ofSeconds(3));
    assertThat(told.join().described()).isPresent();
  }

  @Test
  void refusalsOfTheDictionaryBetweenAnswersAreNoBlock() {
    instance.table("u_other", col("u_x", "string"));
    instance
        .faults()
        .always(
            Fault.answer(403, "text/html", "<html></html>"),
            table("sys_dictionary").and(queryContaining("u_base")));
    lookFor(DictionaryBlock.AFTER.minusSeconds(10));
    assertThat(catalog.find("u_other", Set.of("u_x")).join().described()).isPresent();
    pass(Duration.ofSeconds(15));
    assertThat(find("u_seq").answered()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void typesThatWereKnownStayKnownWhereTheDictionaryMayNotBeReadAnyMore(boolean gateway) {
    find("u_seq");
    if (gateway) {
      instance
          .faults()
          .always(Fault.answer(403, "text/html", "<html></html>"), table("sys_dictionary"));
    } else {
      instance.denyQueries("sys_dictionary");
    }
    instance.insert(TABLE, Map.of("u_seq", "1"));
    instance.table("u_base", col("u_later", "string"));
    for (int i = 0; i < 200; i++) {
      find("u_seq", "u_later", "u_gone");
      pass(Duration.ofSeconds(3));
    }
    ColumnFindings found = find("u_seq", "u_later", "u_gone");
    assertThat(found.answered()).isTrue();
    assertThat(found.described().orElseThrow().column("u_seq").map(TableColumn::internalType))
        .contains("integer");
    assertThat(found.unknown()).as("u_later was added since").containsExactly("u_gone");
  }

  @Test
  void whoWaitsIsToldWhenTheTaskStops() {
    instance.faults().always(Fault.tooManyRequests(Duration.ofHours(1)), table("sys_db_object"));
    CompletableFuture<ColumnFindings> waiting = catalog.find(TABLE, Set.of("u_seq"));
    CompletableFuture<ColumnFindings> behind = catalog.find(TABLE, Set.of("u_seq"));
    catalog.close();
    assertThat(waiting).failsWithin(Duration.ofSeconds(5));
    assertThat(behind).failsWithin(Duration.ofSeconds(5));
    assertThat(catalog.find(TABLE, Set.of("u_seq"))).isCompletedExceptionally();
  }
}
