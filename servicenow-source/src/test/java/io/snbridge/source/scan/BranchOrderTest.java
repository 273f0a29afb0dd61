/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.scan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.snbridge.common.table.EncodedQuery;
import io.snbridge.source.LogText;
import io.snbridge.source.config.TableConfig;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.connect.errors.ConnectException;
import org.junit.jupiter.api.Test;

class BranchOrderTest {

  private static final EncodedQuery ONE =
      EncodedQuery.where("priority", EncodedQuery.Operator.EQUALS, "1");
  private static final EncodedQuery TWO =
      ONE.or(EncodedQuery.where("priority", EncodedQuery.Operator.EQUALS, "2"));

  private final FakeInstance instance = new FakeInstance();
  private final AtomicInteger asked = new AtomicInteger();

  private static ScanTarget target(EncodedQuery query) {
    return ScanTarget.rows(Tables.incident(10, query, Optional.empty()));
  }

  private BranchOrder order(EncodedQuery query, boolean eachBranch) {
    return new BranchOrder(
        target(query),
        () -> {
          asked.incrementAndGet();
          return eachBranch;
        });
  }

  @Test
  void instanceIsAskedOnceAndWhenItOrdersAllRowsNothingChanges() throws Exception {
    BranchOrder order = order(ONE, false);
    assertThat(order.asksApart()).isFalse();
    assertThat(order.turnsOutApart()).isFalse();
    assertThat(order.turnsOutApart()).isFalse();
    assertThat(asked).hasValue(1);
    assertThat(order.asksApart()).isFalse();
  }

  @Test
  void clausesAreAskedApartOnceTheInstanceIsSeenToOrderBranches() throws Exception {
    BranchOrder order = order(ONE, true);
    try (LogText log = new LogText()) {
      assertThat(order.turnsOutApart()).isTrue();
      assertThat(log.messages("WARN", BranchOrder.class)).hasSize(1);
    }
    assertThat(order.asksApart()).isTrue();
    assertThat(order.turnsOutApart()).as("known before").isFalse();
    assertThat(asked).hasValue(1);
  }

  @Test
  void queryWithBranchesOfItsOwnIsRefusedOnSuchAnInstance() throws Exception {
    assertThatThrownBy(() -> order(TWO, true).proveBranches())
        .isInstanceOf(ConnectException.class)
        .hasMessageContaining("Use a separate alias for each branch of 'query'");
    order(TWO, false).proveBranches();
    assertThat(asked).hasValue(2);
  }

  @Test
  void queryWithoutBranchesIsNotProvenBeforehand() throws Exception {
    order(ONE, true).proveBranches();
    assertThat(asked).hasValue(0);
  }

  @Test
  void clausesThatDoNotFitIntoOneRequestAreAskedApart() {
    EncodedQuery half = EncodedQuery.where("a", EncodedQuery.Operator.EQUALS, "x".repeat(4_000));
    try (LogText log = new LogText()) {
      assertThat(new BranchOrder(target(ONE)).asksApart()).isFalse();
      assertThat(log.messages("INFO", BranchOrder.class)).isEmpty();
      assertThat(new BranchOrder(target(half)).asksApart()).isTrue();
      assertThat(log.messages("INFO", BranchOrder.class)).hasSize(1);
    }
    assertThat(BranchOrder.apart(target(ONE)).asksApart()).isTrue();
  }

  @Test
  void instanceIsTakenToOrderAllRowsWhereNobodyIsToFindOut() throws Exception {
    assertThat(new BranchOrder(target(ONE)).turnsOutApart()).isFalse();
  }

  @Test
  void longestRequestHasBothBoundsOfIdsOrOneClauseOfAWindow() {
    TableConfig plain = Tables.incident(10);
    int without = LongestRequest.of(plain);
    assertThat(without).isBetween(200, 1_000);
    EncodedQuery query = EncodedQuery.where("a", EncodedQuery.Operator.EQUALS, "x".repeat(500));
    assertThat(LongestRequest.of(Tables.incident(10, query, Optional.empty())))
        .as("the query stands in it once")
        .isBetween(without + 500, without + 550);
    assertThat(
            LongestRequest.of(
                Tables.incident(10, ONE, Optional.of(FakeInstance.at("2026-03-01 12:00:00")))))
        .as("snapshots have another condition then")
        .isGreaterThan(LongestRequest.of(Tables.incident(10, ONE, Optional.empty())));
  }

  private BranchOrderProbe probe() {
    return new BranchOrderProbe(instance, ScanTarget.rows(Tables.incident(10)));
  }

  @Test
  void twoRowsShowInWhatOrderBranchesAre() throws Exception {
    assertThat(probe().ordersEachBranch()).as("no row").isEmpty();
    instance.put(FakeInstance.id(1), "2026-03-01 12:00:00");
    instance.put("global", "2026-03-01 12:00:00");
    assertThat(probe().ordersEachBranch()).as("one row").isEmpty();
    instance.put(FakeInstance.id(2), "2026-03-01 12:00:00");
    instance.requests.clear();
    assertThat(probe().ordersEachBranch()).contains(false);
    assertThat(instance.requests).hasSize(2);
    instance.branchByBranch = true;
    assertThat(probe().ordersEachBranch()).contains(true);
  }

  @Test
  void rowThatIsGoneMeanwhileShowsNothing() throws Exception {
    instance.put(FakeInstance.id(1), "2026-03-01 12:00:00");
    instance.put(FakeInstance.id(2), "2026-03-01 12:00:00");
    instance.beforePage =
        request -> {
          if (request.limit() == 2) {
            instance.remove(FakeInstance.id(2));
          }
        };
    assertThat(probe().ordersEachBranch()).isEmpty();
  }

  /** The instance cannot sort the table in its time. */
  @Test
  void anyRowsDoWhereTheIdsCannotBeSorted() throws Exception {
    List<String> queries = new java.util.ArrayList<>();
    instance.put(FakeInstance.id(1), "2026-03-01 12:00:00");
    instance.put(FakeInstance.id(2), "2026-03-01 12:00:00");
    instance.beforePage =
        request -> {
          queries.add(request.query().text());
          if (request.query().text().equals("ORDERBYsys_id")) {
            throw new TooMuch(FakeInstance.cancelled());
          }
        };
    assertThat(probe().ordersEachBranch()).contains(false);
    assertThat(queries).startsWith("ORDERBYsys_id", "").hasSize(3);
  }
}
