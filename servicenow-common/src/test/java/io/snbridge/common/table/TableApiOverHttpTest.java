/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.table;

import static io.snbridge.common.transport.Clients.join;
import static io.snbridge.common.transport.StubInstance.answer;
import static io.snbridge.common.transport.StubInstance.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.snbridge.common.table.EncodedQuery.Operator;
import io.snbridge.common.transport.Clients;
import io.snbridge.common.transport.Reply;
import io.snbridge.common.transport.ServiceNowClient;
import io.snbridge.common.transport.StubInstance;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The Table API over a real client and a real socket. */
class TableApiOverHttpTest {

  private static final String CANCELLED =
      "{\"result\":[{\"a\":\"1\"},\"\"],\"error\":{\"message\":\"Transaction cancelled: maximum"
          + " execution time exceeded\",\"detail\":\"d\"},\"status\":\"failure\"}";
  private static final String NO_RECORD =
      "{\"error\":{\"message\":\"No Record found\",\"detail\":\"Record doesn't exist or ACL"
          + " restricts the record retrieval\"},\"status\":\"failure\"}";

  private StubInstance instance;
  private ServiceNowClient client;
  private TableApi api;

  @BeforeEach
  void open() throws IOException {
    instance = new StubInstance();
    client = ServiceNowClient.open(Clients.settings(instance.url()), Clients.BASIC);
    api = new TableApi(client);
  }

  @AfterEach
  void close() {
    client.close();
    instance.close();
  }

  private static PageRequest page(EncodedQuery query, int limit) {
    return new PageRequest("incident", query, List.of(), limit, 0, true, DisplayValue.FALSE);
  }

  @Test
  void cancelledPageIsThrownAwayAndASmallerOneIsRead() {
    instance
        .then(json(200, CANCELLED))
        .then(json(200, "{\"result\":[{\"a\":\"1\"}]}", "X-Total-Count", "7"));
    EncodedQuery query = EncodedQuery.where("a", Operator.EQUALS, "x^ORb=1 +&é");
    AtomicInteger limit = new AtomicInteger(1000);

    Page page =
        join(api.page(
                () -> page(query, limit.get()),
                failed -> {
                  if (failed instanceof Reply.Poisoned<Page> poisoned && poisoned.tooMuch()) {
                    limit.set(500);
                  }
                }))
            .orThrow();

    assertThat(page.rows()).extracting(Row::values).containsExactly(Map.of("a", "1"));
    assertThat(page.totalCount()).hasValue(7);
    assertThat(instance.seen())
        .extracting(seen -> seen.uri().getPath(), seen -> seen.uri().getQuery())
        .allSatisfy(
            tuple ->
                assertThat(tuple.toString())
                    .contains("/api/now/table/incident")
                    .contains("sysparm_query=a=x^^ORb=1 +&é&"));
    assertThat(instance.seen().get(0).uri().getQuery()).contains("sysparm_limit=1000");
    assertThat(instance.seen().get(1).uri().getQuery()).contains("sysparm_limit=500");
  }

  @Test
  void rowThatIsNotThereIsEmptyForAReadAndARefusalForAWrite() {
    instance.otherwise(json(404, NO_RECORD));

    assertThat(join(api.get("incident", "1", "c")).orThrow()).isEmpty();
    assertThat(join(api.update("incident", "1", Map.of("a", "é"), "c")))
        .isInstanceOfSatisfying(
            Reply.Refused.class, refused -> assertThat(refused.failure().status()).isEqualTo(404));
    assertThat(join(api.delete("incident", "1", "c"))).isInstanceOf(Reply.Refused.class);
    assertThat(instance.seen())
        .extracting(StubInstance.Seen::method)
        .containsExactly("GET", "PATCH", "DELETE");
    assertThat(instance.seen().get(1).body()).isEqualTo("{\"a\":\"é\"}");
  }

  @Test
  void writesThatSucceedAreOk() {
    instance
        .then(json(201, "{\"result\":{\"sys_id\":\"42\"}}"))
        .then(json(200, "{\"result\":{\"sys_id\":\"42\"}}"))
        .then(answer(204, "application/json", ""));

    assertThat(join(api.insert("incident", Map.of("sys_id", "42"), "c")).orThrow().value("sys_id"))
        .contains("42");
    assertThat(join(api.update("incident", "42", Map.of(), "c")).orThrow().value("sys_id"))
        .contains("42");
    assertThat(join(api.delete("incident", "42", "c"))).isInstanceOf(Reply.Ok.class);
  }

  @Test
  void writeWhoseAnswerCannotBeBelievedIsUnknownAndNotSentAgain() {
    instance.then(json(201, "{\"result\":{\"sys_id\":")).then(json(200, ""));

    assertThat(join(api.insert("incident", Map.of("a", "1"), "c")))
        .isInstanceOf(Reply.Unknown.class);
    assertThat(join(api.update("incident", "1", Map.of("a", "1"), "c")))
        .isInstanceOf(Reply.Unknown.class);
    assertThat(instance.seen()).hasSize(2);
  }

  @Test
  void rowsAreCounted() {
    instance.then(json(200, "{\"result\":{\"stats\":{\"count\":\"5\"}}}"));

    assertThat(join(api.count("incident", EncodedQuery.everything())).orThrow()).isEqualTo(5);
  }

  @ParameterizedTest
  @ValueSource(ints = {401, 403, 404})
  void whereTheAggregateApiMayNotBeAskedAPageTellsTheCount(int status) {
    instance.otherwise(
        exchange -> {
          boolean stats = exchange.getRequestURI().getPath().startsWith("/api/now/stats");
          (stats ? json(status, "{}") : json(200, "{\"result\":[]}", "X-Total-Count", "7"))
              .answer(exchange);
        });

    assertThat(join(api.count("incident", EncodedQuery.everything())).orThrow()).isEqualTo(7);
    int first = instance.seen().size();
    assertThat(join(api.count("incident", EncodedQuery.everything())).orThrow()).isEqualTo(7);

    assertThat(instance.seen()).as("the way that tells comes first").hasSize(first + 1);
    assertThat(instance.seen().get(first).uri().getQuery())
        .contains("sysparm_fields=sys_id", "sysparm_limit=1")
        .doesNotContain("sysparm_no_count");
  }

  /** A page of a gateway, or a login's, in the place of one API. */
  @ParameterizedTest
  @ValueSource(ints = {200, 302})
  void whereTheAggregateApiShowsPagesOnlyTheTableApiTellsTheCount(int status) {
    instance.otherwise(
        exchange -> {
          boolean stats = exchange.getRequestURI().getPath().startsWith("/api/now/stats");
          (stats
                  ? answer(status, "text/html", "<html><title>Log in</title></html>")
                  : json(200, "{\"result\":[]}", "X-Total-Count", "7"))
              .answer(exchange);
        });

    assertThat(join(api.count("incident", EncodedQuery.everything())).orThrow()).isEqualTo(7);
  }

  @Test
  void onePageInPlaceOfACountIsAskedAgain() {
    instance
        .then(answer(200, "text/html", "<html><title>Log in</title></html>"))
        .then(json(200, "{\"result\":{\"stats\":{\"count\":\"8\"}}}"));

    assertThat(join(api.count("incident", EncodedQuery.everything())).orThrow()).isEqualTo(8);
  }

  @Test
  void instanceThatShowsPagesEverywhereIsWaitedFor() {
    AtomicInteger asked = new AtomicInteger();
    instance.otherwise(
        exchange -> {
          boolean stats = exchange.getRequestURI().getPath().startsWith("/api/now/stats");
          boolean asleep = asked.incrementAndGet() <= 5;
          (asleep
                  ? answer(200, "text/html", "<html><title>Hibernating</title></html>")
                  : stats
                      ? json(200, "{\"result\":{\"stats\":{\"count\":\"8\"}}}")
                      : json(200, "{\"result\":[]}"))
              .answer(exchange);
        });

    assertThat(join(api.count("incident", EncodedQuery.everything())).orThrow()).isEqualTo(8);
  }

  @Test
  void whereTheHeaderIsTakenAwayTheAggregateApiIsAskedAgain() {
    instance
        .then(json(403, "{}"))
        .then(json(200, "{\"result\":[]}", "X-Total-Count", "7"))
        .then(json(200, "{\"result\":[]}"))
        .then(json(200, "{\"result\":{\"stats\":{\"count\":\"8\"}}}"));

    assertThat(join(api.count("incident", EncodedQuery.everything())).orThrow()).isEqualTo(7);
    assertThat(join(api.count("incident", EncodedQuery.everything())).orThrow()).isEqualTo(8);
  }

  @Test
  void countThatNobodyTellsIsRefusedAsTheAggregateApiRefusesIt() {
    instance
        .then(json(403, "{\"error\":{\"message\":\"No\",\"detail\":\"Stats\"}}"))
        .then(json(200, "{\"result\":[]}"));

    assertThat(join(api.count("incident", EncodedQuery.everything())))
        .isInstanceOfSatisfying(
            Reply.Refused.class,
            refused ->
                assertThat(refused.failure().describe()).contains("/api/now/stats", "Stats"));
  }

  @Test
  void requestThatCannotBeMadeFailsItsFuture() {
    EncodedQuery tooLong = EncodedQuery.where("a", Operator.EQUALS, "x".repeat(7000));

    assertThatThrownBy(() -> join(api.page(() -> page(tooLong, 1), failed -> {})))
        .hasCauseInstanceOf(IllegalArgumentException.class);
    assertThat(instance.seen()).isEmpty();
  }
}
