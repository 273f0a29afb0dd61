/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.scan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.snbridge.common.schema.ColumnLookup;
import io.snbridge.common.schema.Dictionary;
import io.snbridge.common.schema.TableColumn;
import io.snbridge.common.schema.TableColumns;
import io.snbridge.common.table.EncodedQuery;
import io.snbridge.common.table.Page;
import io.snbridge.common.table.PageRequest;
import io.snbridge.common.table.Row;
import io.snbridge.source.catalog.ClassChains;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class SharedDictionaryTest {

  private static final String BASE = "u_base";

  private final List<PageRequest> asked = new CopyOnWriteArrayList<>();
  private final List<String> alone = new CopyOnWriteArrayList<>();
  private final CountDownLatch answers = new CountDownLatch(1);
  private final List<Thread> threads = new ArrayList<>();

  /** Rows of the dictionary that are counted and not shown. */
  private int hidden;

  /** What the tables extend. */
  private String parent = BASE;

  private final SharedDictionary shared =
      new SharedDictionary(new Dictionary(new Described()), new ClassChains(new Described()));
  private final ColumnLookup lookup =
      shared.or(
          table -> {
            alone.add(table);
            return new TableColumns(List.of(table), List.of(), 7);
          });

  @Test
  void whatIsAskedForMeanwhileIsAskedTogether() throws Exception {
    shared.or(lookup);
    FutureTask<TableColumns> first = ask("u_first");
    await().until(() -> !asked.isEmpty());
    List<FutureTask<TableColumns>> others = List.of(ask("u_one"), ask("u_two"), ask("u_three"));
    await()
        .until(
            () ->
                threads.stream()
                    .allMatch(
                        thread ->
                            Set.of(Thread.State.WAITING, Thread.State.TIMED_WAITING)
                                .contains(thread.getState())));
    answers.countDown();

    assertThat(names(first.get())).containsExactly("u_of_base", "u_of_first");
    assertThat(names(others.get(1).get())).containsExactly("u_of_base", "u_of_two");
    assertThat(others.get(1).get().lineage()).containsExactly("u_two", BASE);
    assertThat(others.get(2).get().column("u_of_base"))
        .as("one object for all")
        .containsSame(others.get(0).get().column("u_of_base").orElseThrow());
    assertThat(asked.stream().filter(request -> request.table().equals("sys_dictionary")))
        .hasSize(2);
    assertThat(alone).isEmpty();
  }

  @Test
  void whoWillAskIsAskedForByTheFirst() throws Exception {
    answers.countDown();
    shared.or(lookup);
    List.of("u_one", "u_two", "u_three").forEach(shared::expect);
    assertThat(names(lookup.columns("u_two"))).containsExactly("u_of_base", "u_of_two");
    asked.clear();
    assertThat(names(lookup.columns("u_one"))).containsExactly("u_of_base", "u_of_one");
    assertThat(asked).isEmpty();
    lookup.columns("u_one");
    assertThat(asked).as("asked anew").isNotEmpty();
  }

  /** A row has a column that was not known: perhaps its table extends another one by now. */
  @Test
  void whatATableExtendsIsAskedAgainWithIt() throws Exception {
    answers.countDown();
    shared.or(lookup);
    assertThat(names(lookup.columns("u_one"))).containsExactly("u_of_base", "u_of_one");
    parent = "u_newer";
    assertThat(names(lookup.columns("u_one")))
        .containsExactly("u_of_base", "u_of_newer", "u_of_one");
  }

  @Test
  void tableOfWhichSomethingIsHiddenIsAskedForAlone() throws Exception {
    answers.countDown();
    shared.or(lookup);
    hidden = 1;
    assertThat(lookup.columns("u_one").hidden()).isEqualTo(7);
    assertThat(alone).containsExactly("u_one");
  }

  @Test
  void tableThatNobodyKnowsIsAskedForAlone() throws Exception {
    answers.countDown();
    shared.or(lookup);
    lookup.columns("v_unknown");
    assertThat(alone).containsExactly("v_unknown");
  }

  @Test
  void onlyTableIsAskedForAlone() throws Exception {
    lookup.columns("u_one");
    assertThat(alone).containsExactly("u_one");
    assertThat(asked).isEmpty();
  }

  @Test
  void whoIsInterruptedEndsAndTheOthersGoOn() throws Exception {
    shared.or(lookup);
    FutureTask<TableColumns> first = ask("u_first");
    await().until(() -> !asked.isEmpty());
    FutureTask<TableColumns> second = ask("u_two");
    threads.get(0).interrupt();
    assertThatThrownBy(first::get).hasCauseInstanceOf(InterruptedException.class);
    answers.countDown();
    assertThat(names(second.get())).containsExactly("u_of_base", "u_of_two");
  }

  private FutureTask<TableColumns> ask(String table) {
    FutureTask<TableColumns> task = new FutureTask<>(() -> lookup.columns(table));
    Thread thread = new Thread(task, "asks-" + table);
    threads.add(thread);
    thread.start();
    return task;
  }

  private static List<String> names(TableColumns columns) {
    return columns.columns().stream().map(TableColumn::name).toList();
  }

  /** Each table has a column of its own, and those that begin with u_ extend the base. */
  private final class Described implements io.snbridge.common.schema.Tables {

    @Override
    public Page page(PageRequest request) throws InterruptedException {
      asked.add(request);
      answers.await();
      boolean isDictionary = request.table().equals("sys_dictionary");
      List<Row> rows =
          listed(request.query()).stream()
              .filter(name -> name.startsWith("u_"))
              .map(name -> isDictionary ? column(name) : object(name))
              .toList();
      return new Page(rows, OptionalLong.of(rows.size() + (isDictionary ? hidden : 0)));
    }

    @Override
    public long count(String table, EncodedQuery query) {
      throw new AssertionError("each page has a count");
    }
  }

  /** The values of "nameINa,b^more". */
  private static Set<String> listed(EncodedQuery query) {
    String list = query.text().split("\\^", -1)[0].replaceFirst("^[a-z_]+IN", "");
    return Set.of(list.split(",", -1)).stream().collect(Collectors.toSet());
  }

  private Row object(String name) {
    return new Row(Map.of("sys_id", name, "name", name, "super_class", parentOf(name)), Map.of());
  }

  private String parentOf(String name) {
    if (name.equals(BASE)) {
      return "";
    }
    return name.equals(parent) ? BASE : parent;
  }

  private static Row column(String table) {
    return new Row(
        Map.of(
            "name", table,
            "element", table.replace("u_", "u_of_"),
            "internal_type", "string",
            "max_length", "40",
            "reference", "",
            "column_label", "",
            "mandatory", "false"),
        Map.of());
  }
}
