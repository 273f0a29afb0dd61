/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.scan;

import static io.snbridge.source.scan.FakeInstance.id;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import io.snbridge.common.table.DisplayValue;
import io.snbridge.common.table.EncodedQuery;
import io.snbridge.common.table.Page;
import io.snbridge.common.table.PageRequest;
import io.snbridge.common.table.Row;
import io.snbridge.common.transport.Reply;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** What stands between a reader and its instance gives on what it does not look at. */
class PassedOnQuestionsTest {

  private static final EncodedQuery QUERY =
      EncodedQuery.where("priority", EncodedQuery.Operator.EQUALS, "1");
  private static final PageRequest REQUEST = request("incident");
  private static final Page PAGE = new Page(List.of(), OptionalLong.of(7), 0);
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  private static final Instant TOLD = NOW.plusSeconds(1);

  private static PageRequest request(String table) {
    return new PageRequest(table, QUERY, List.of("sys_id"), 1, 0, false, DisplayValue.FALSE);
  }

  private final List<String> asked = new ArrayList<>();
  private final Asked instance = new Asked();
  private final ManualPause sleeper = new ManualPause();

  private final class Asked implements Instance {
    private Consumer<Reply.NotOk<Page>> attemptFailed;

    @Override
    public Page page(Supplier<PageRequest> next, Consumer<Reply.NotOk<Page>> failed) {
      attemptFailed = failed;
      assertThat(next.get().query()).isEqualTo(QUERY);
      asked.add("page of " + next.get().table());
      return PAGE;
    }

    @Override
    public long count(String table, EncodedQuery query) {
      asked.add("count of " + table);
      return 3;
    }

    @Override
    public long tryCount(String table, EncodedQuery query) {
      asked.add("few counts of " + table);
      return 4;
    }

    @Override
    public Map<String, Long> tryCounts(String table, String column, EncodedQuery query)
        throws InterruptedException {
      asked.add("counts of " + table + " by " + column);
      return Map.of("incident", 5L);
    }

    @Override
    public Instant now(String table) {
      return NOW;
    }

    @Override
    public void ask(String table) {
      asked.add("row of " + table);
    }

    @Override
    public Instant told(String table) {
      return TOLD;
    }
  }

  private void checkAll(Instance passing) throws Exception {
    asked.clear();
    assertThat(passing.page(REQUEST)).isSameAs(PAGE);
    assertThat(passing.page(() -> REQUEST, failed -> {})).isSameAs(PAGE);
    assertThat(passing.page(() -> REQUEST, failed -> {}, () -> new CompletableFuture<>()))
        .isSameAs(PAGE);
    assertThat(passing.count("incident", QUERY)).isEqualTo(3);
    assertThat(passing.tryCount("incident", QUERY)).isEqualTo(4);
    assertThat(passing.tryCounts("task", "sys_class_name", QUERY))
        .containsOnly(entry("incident", 5L));
    assertThat(passing.now("incident")).isEqualTo(NOW);
    passing.ask("incident");
    assertThat(passing.told("incident")).isEqualTo(TOLD);
    assertThat(asked)
        .containsExactly(
            "page of incident",
            "page of incident",
            "page of incident",
            "count of incident",
            "few counts of incident",
            "counts of task by sys_class_name",
            "row of incident");
  }

  @Test
  void instanceThatRetries() throws Exception {
    checkAll(
        new RetryingInstance(instance, new TableRetries("incident", Tables.RETRY_BUDGET, sleeper)));
  }

  @Test
  void instanceWithASteadyClock() throws Exception {
    checkAll(
        new SteadyInstance(
            instance, Tables.lookingBack(Duration.ofMinutes(1)), () -> 0, Clock.systemUTC()));
  }

  @Test
  void instanceWhosePagesAreCounted() throws Exception {
    checkAll(new TableBytes(new PendingBytes(1)).counting(instance));
  }

  @Test
  void clockOfATableThatDoesNotLookBackIsThatOfTheLastAnswer() throws Exception {
    Instance steady = new SteadyInstance(instance, Tables.incident(1), () -> 0, Clock.systemUTC());
    assertThat(steady.now("incident")).isEqualTo(TOLD);
  }

  @Test
  void tablesAskWithMoreOrLessPatience() throws Exception {
    for (io.snbridge.common.schema.Tables tables :
        List.of(new FewTries(instance), new OnceTables(instance), new InstanceTables(instance))) {
      assertThat(tables.page(REQUEST)).isSameAs(PAGE);
    }
    assertThat(new FewTries(instance).count("incident", QUERY)).isEqualTo(4);
    assertThat(new OnceTables(instance).count("incident", QUERY)).isEqualTo(3);
    assertThat(new InstanceTables(instance).count("incident", QUERY)).isEqualTo(3);

    var unused = new OnceTables(instance).page(REQUEST);
    assertThatThrownBy(() -> instance.attemptFailed.accept(FakeInstance.cancelled()))
        .isInstanceOf(TooMuch.class);
    unused = new FewTries(instance).page(REQUEST);
    instance.attemptFailed.accept(FakeInstance.cancelled());
    instance.attemptFailed.accept(FakeInstance.cancelled());
    assertThatThrownBy(() -> instance.attemptFailed.accept(FakeInstance.cancelled()))
        .isInstanceOf(TooMuch.class);
  }

  /** Each asks for the whole of what tables extend, and one of them is enough. */
  @Test
  void whatTablesExtendIsAskedOnceAndOtherTablesEachTime() throws Exception {
    ManualTime time = new ManualTime();
    SharedFindings findings = new SharedFindings(time::nanoTime);
    Page shown =
        new Page(List.of(new Row(Map.of("super_class", "task"), Map.of())), OptionalLong.empty());
    Page hidden = new Page(List.of(new Row(Map.of(), Map.of())), OptionalLong.empty());
    List<Page> answers = new ArrayList<>(List.of(PAGE, hidden, shown, PAGE, PAGE, shown));
    io.snbridge.common.schema.Tables tables =
        findings.withSharedObjects(
            new io.snbridge.common.schema.Tables() {
              @Override
              public Page page(PageRequest request) {
                return answers.remove(0);
              }

              @Override
              public long count(String table, EncodedQuery query) {
                return 5;
              }
            });
    assertThat(tables.page(request("sys_db_object"))).as("nothing is shown").isSameAs(PAGE);
    assertThat(tables.page(request("sys_db_object"))).as("nor is the parent").isSameAs(hidden);
    assertThat(tables.page(request("sys_db_object"))).isSameAs(shown);
    assertThat(tables.page(request("sys_db_object"))).isSameAs(shown);
    assertThat(answers).hasSize(3);
    assertThat(tables.page(REQUEST)).isSameAs(PAGE);
    assertThat(tables.page(REQUEST)).isSameAs(PAGE);
    assertThat(tables.count("incident", QUERY)).isEqualTo(5);
    time.advance(Duration.ofMinutes(1));
    assertThat(tables.page(request("sys_db_object"))).isSameAs(shown);
    assertThat(answers).as("asked again").isEmpty();
  }

  @Test
  void findingsAreSharedByThoseWhoAskForTheSame() {
    SharedFindings findings = new SharedFindings(() -> 0);
    assertThat(findings.oldestDelete(List.of("a"))).isSameAs(findings.oldestDelete(List.of("a")));
    assertThat(findings.oldestDelete(List.of("b")))
        .isNotNull()
        .isNotSameAs(findings.oldestDelete(List.of("a")));
    assertThat(findings.zone()).isNotNull().isSameAs(findings.zone());
    assertThat(findings.branchOrder()).isNotNull().isSameAs(findings.branchOrder());
  }

  @Test
  void idsAreInOrderOnlyWhereBothAreOfServiceNowsOwnKind() {
    assertThat(SysIds.compare(id(1), id(2)).orElseThrow()).isNegative();
    assertThat(SysIds.compare(id(10).toUpperCase(java.util.Locale.ROOT), id(10))).hasValue(0);
    assertThat(SysIds.compare("global", id(2))).isEmpty();
    assertThat(SysIds.compare(id(2), "global")).isEmpty();
    assertThat(SysIds.isHex(id(1).substring(1) + "g")).isFalse();
    assertThat(SysIds.isHex(id(1) + "0")).isFalse();
    assertThat(SysIds.isHex("g" + id(1).substring(1))).isFalse();
    assertThat(SysIds.beginsWith("Ab", "a")).isTrue();
    assertThat(SysIds.beginsWith("ab", "b")).isFalse();
  }
}
