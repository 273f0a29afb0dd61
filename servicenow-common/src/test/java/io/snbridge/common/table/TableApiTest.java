/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.table;

import static io.snbridge.common.table.EncodedQuery.Operator.EQUALS;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import io.snbridge.common.transport.Call;
import io.snbridge.common.transport.Failure;
import io.snbridge.common.transport.PoisonedBodyException;
import io.snbridge.common.transport.Reply;
import io.snbridge.common.transport.Request;
import io.snbridge.common.transport.Request.Method;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TableApiTest {

  private static final String ID = "04ce72c9c0a8016600b5b7f75ac67b5b";

  /** Answers each attempt with the next of what was put in: a body, or a status that is refused. */
  private static final class Instance implements TableApi.Sender {

    private final List<Object> answers = new ArrayList<>();
    private final List<Request> requests = new ArrayList<>();
    private OptionalLong totalCount = OptionalLong.empty();

    Instance answers(Object... next) {
      answers.addAll(List.of(next));
      return this;
    }

    @Override
    public <T> CompletableFuture<Reply<T>> send(Call<T> call) {
      try {
        while (true) {
          Request request = call.request();
          requests.add(request);
          Reply<T> reply = attempt(call, request, answers.remove(0));
          if (!(reply instanceof Reply.Poisoned<T> poisoned) || answers.isEmpty()) {
            return CompletableFuture.completedFuture(reply);
          }
          call.attemptFailed(poisoned);
        }
      } catch (IOException | RuntimeException e) {
        return CompletableFuture.failedFuture(e);
      }
    }

    private <T> Reply<T> attempt(Call<T> call, Request request, Object answer) throws IOException {
      if (answer instanceof Integer status) {
        return new Reply.Refused<>(failure(request, status, "No Record found"));
      }
      try {
        byte[] body = ((String) answer).getBytes(UTF_8);
        return new Reply.Ok<>(call.read(new ByteArrayInputStream(body)), totalCount);
      } catch (PoisonedBodyException e) {
        return new Reply.Poisoned<>(failure(request, 200, e.getMessage()), e.tooMuch());
      }
    }

    private static Failure failure(Request request, int status, String message) {
      return new Failure(
          request.method(),
          request.uri().getPath(),
          status,
          message,
          "Or hidden",
          request.correlationId());
    }

    Request request() {
      return requests.get(requests.size() - 1);
    }

    Map<String, String> parameters() {
      Map<String, String> parameters = new LinkedHashMap<>();
      for (String pair : request().uri().getRawQuery().split("&", -1)) {
        String[] halves = pair.split("=", 2);
        assertThat(parameters.put(halves[0], URLDecoder.decode(halves[1], UTF_8))).isNull();
      }
      return parameters;
    }
  }

  private final Instance instance = new Instance();
  private final TableApi api = new TableApi(URI.create("https://i.example/base"), instance);

  private static PageRequest page(EncodedQuery query, int limit) {
    return new PageRequest("incident", query, List.of(), limit, 0, false, DisplayValue.FALSE);
  }

  @ParameterizedTest
  @CsvSource({
    "https://i.example, https://i.example",
    "https://i.example/, https://i.example",
    "HTTPS://[::1]:8443, HTTPS://[::1]:8443",
    "https://gw.example/a%20b/c, https://gw.example/a%20b/c",
    "https://gw.example/c/, https://gw.example/c",
  })
  void apisFollowTheBaseUrl(String base, String before) {
    TableApi asking = new TableApi(URI.create(base), instance);
    var unused = asking.page(page(EncodedQuery.everything(), 1));
    assertThat(instance.request().uri().toString()).startsWith(before + "/api/now/table/incident?");
  }

  /** By it, a refusal of one API or table is told from one of another. */
  @Test
  void callsKnowThePathOfTheirRequestsBeforehand() {
    List<String> paths = new ArrayList<>();
    TableApi.Sender sender =
        new TableApi.Sender() {
          @Override
          public <T> CompletableFuture<Reply<T>> send(Call<T> call) {
            String path = call.path();
            assertThat(call.request().uri().getPath()).isEqualTo(path);
            paths.add(path);
            return new CompletableFuture<>();
          }
        };
    TableApi asking = new TableApi(URI.create("https://i.example/base"), sender);
    PageRequest page = page(EncodedQuery.everything(), 1);
    var first = asking.page(page);
    var again = asking.page(() -> page, failed -> {});
    var count = asking.count("incident", EncodedQuery.everything());
    var row = asking.get("incident", ID, "cid");
    var deleted = asking.delete("incident", ID, "cid");

    assertThat(List.of(first, again, count, row, deleted)).noneMatch(CompletableFuture::isDone);
    String table = "/base/api/now/table/incident";
    assertThat(paths)
        .containsExactly(
            table, table, "/base/api/now/stats/incident", table + "/" + ID, table + "/" + ID);
  }

  @Test
  void pageAsksForWhatIsWantedAndForNothingElse() {
    instance.answers("{\"result\":[{\"number\":\"1\"}]}");
    EncodedQuery query = EncodedQuery.where("a", EQUALS, "x y+&#%=^é").orderBy("sys_id");

    Page page =
        api.page(
                new PageRequest(
                    "incident",
                    query,
                    List.of("number", "caller_id.email"),
                    100,
                    50,
                    true,
                    DisplayValue.ALL))
            .join()
            .orThrow();

    assertThat(page.rows()).hasSize(1);
    assertThat(instance.request().method()).isEqualTo(Method.GET);
    assertThat(instance.request().repeatable()).isTrue();
    assertThat(instance.request().uri().toString())
        .startsWith("https://i.example/base/api/now/table/incident?")
        .matches("\\p{ASCII}*");
    assertThat(instance.parameters())
        .containsOnly(
            entry("sysparm_query", "a=x y+&#%=^^é^ORDERBYsys_id"),
            entry("sysparm_fields", "number,caller_id.email"),
            entry("sysparm_limit", "100"),
            entry("sysparm_offset", "50"),
            entry("sysparm_display_value", "all"),
            entry("sysparm_exclude_reference_link", "true"),
            entry("sysparm_suppress_pagination_header", "true"));
  }

  @Test
  void pageOfEverythingFromTheBeginAsksForNoCount() {
    instance.answers("{\"result\":[]}");

    api.page(page(EncodedQuery.everything(), 10)).join().orThrow();

    assertThat(instance.parameters())
        .containsOnly(
            entry("sysparm_limit", "10"),
            entry("sysparm_display_value", "false"),
            entry("sysparm_exclude_reference_link", "true"),
            entry("sysparm_no_count", "true"),
            entry("sysparm_suppress_pagination_header", "true"));
  }

  @Test
  void pageHasTheCountOfTheReply() {
    instance.answers("{\"result\":[]}");
    instance.totalCount = OptionalLong.of(37);

    Reply<Page> reply = api.page(page(EncodedQuery.everything(), 10)).join();

    assertThat(reply.orThrow().totalCount()).hasValue(37);
  }

  @Test
  void attemptThatFailedIsToldAndTheNextRequestIsMadeAnew() {
    instance.answers(
        "{\"result\":[\"\"]}", "{\"result\":[{\"a\":{\"display_value\":\"x\",\"link\":\"l\"}}]}");
    List<Reply.NotOk<Page>> failed = new ArrayList<>();

    Reply<Page> reply =
        api.page(
                () ->
                    new PageRequest(
                        "incident",
                        EncodedQuery.everything(),
                        List.of(),
                        failed.isEmpty() ? 1000 : 500,
                        0,
                        false,
                        failed.isEmpty() ? DisplayValue.FALSE : DisplayValue.TRUE),
                failed::add)
            .join();

    assertThat(reply.orThrow().rows().get(0).value("a")).contains("x");
    assertThat(failed)
        .singleElement()
        .isInstanceOfSatisfying(
            Reply.Poisoned.class, poisoned -> assertThat(poisoned.tooMuch()).isTrue());
    assertThat(instance.parameters()).containsEntry("sysparm_limit", "500");
    assertThat(instance.requests)
        .extracting(Request::correlationId)
        .hasSize(2)
        .containsOnly(instance.request().correlationId());
  }

  @Test
  void readsHaveCorrelationIdsOfTheirOwn() {
    instance.answers("{\"result\":[]}", "{\"result\":[]}");

    api.page(page(EncodedQuery.everything(), 1)).join();
    api.page(page(EncodedQuery.everything(), 1)).join();

    List<String> ids = instance.requests.stream().map(Request::correlationId).toList();
    assertThat(ids).doesNotHaveDuplicates().allMatch(id -> id.matches("[0-9a-f]{16}"));
  }

  @Test
  void refusedPageStaysRefused() {
    instance.answers(400);

    assertThat(api.page(page(EncodedQuery.everything(), 1)).join())
        .isInstanceOf(Reply.Refused.class);
  }

  @Test
  void countsByAColumnComeInGroups() {
    instance.answers(
        "{\"result\":[{\"stats\":{\"count\":\"3\"},\"groupby_fields\":[{\"field\":\"kind\","
            + "\"value\":\"a\"}]},{\"groupby_fields\":[{\"display_value\":\"B\",\"value\":\"b\","
            + "\"field\":\"kind\"}],\"stats\":{\"count\":\"1\"}}]}");
    assertThat(counts()).containsOnly(entry("a", 3L), entry("b", 1L));
    assertThat(instance.parameters())
        .containsOnly(
            entry("sysparm_query", "a=1"),
            entry("sysparm_count", "true"),
            entry("sysparm_group_by", "kind"));
  }

  @Test
  void countsOfNothingAreNone() {
    instance.answers("{\"result\":[]}");
    assertThat(counts()).isEmpty();
  }

  /** An instance ignores a column that it does not know. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"result\":{\"stats\":{\"count\":\"3\"}}}",
        "{\"result\":[{\"stats\":{\"count\":\"3\"}}]}",
        "{\"result\":[{\"stats\":{\"count\":\"3\"},\"groupby_fields\":[{\"field\":\"other\",\"value\":\"a\"}]}]}",
        "{\"result\":[{\"stats\":{\"count\":\"x\"},\"groupby_fields\":[{\"field\":\"kind\",\"value\":\"a\"}]}]}",
        "{\"result\":[\"Transaction cancelled\"]}",
        "{\"result\":[{\"stats\":{\"count\":\"3\"}"
      })
  void countsThatAreNotGroupedByTheColumnAreNotBelieved(String body) {
    instance.answers(body);
    assertThat(api.counts("incident", "kind", EncodedQuery.everything(), failed -> {}).join())
        .isInstanceOf(Reply.Poisoned.class);
  }

  private Map<String, Long> counts() {
    return api.counts("incident", "kind", EncodedQuery.where("a", EQUALS, "1"), failed -> {})
        .join()
        .orThrow();
  }

  @Test
  void countIsAskedFromTheAggregateApiWithoutAnOrder() {
    instance.answers(
        "{\"result\":{\"x\":[],\"stats\":{\"count\":\"1002700\",\"max\":{\"a\":\"b\"}}}}");

    long count =
        api.count("incident", EncodedQuery.where("a", EQUALS, "1").orderBy("a")).join().orThrow();

    assertThat(count).isEqualTo(1_002_700);
    assertThat(instance.request().uri().getPath()).isEqualTo("/base/api/now/stats/incident");
    assertThat(instance.parameters())
        .containsOnly(entry("sysparm_query", "a=1"), entry("sysparm_count", "true"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"result\":{}}",
        "{\"result\":[]}",
        "{\"result\":{\"stats\":{}}}",
        "{\"result\":{\"stats\":[]}}",
        "{\"result\":{\"stats\":{\"count\":\"many\"}}}",
        "{\"result\":{\"stats\":{\"count\":null}}}",
        "null"
      })
  void countThatIsNoneIsPoisoned(String body) {
    instance.answers(body);

    assertThat(api.count("incident", EncodedQuery.everything()).join())
        .isInstanceOf(Reply.Poisoned.class);
  }

  @Test
  void rowIsReadByItsId() {
    instance.answers(
        "{\"result\":{\"sys_id\":\"" + ID + "\",\"a\":{\"link\":\"l\",\"value\":\"1\"}}}");

    Row row = api.get("incident", ID, "c0ffee").join().orThrow().orElseThrow();

    assertThat(row.values()).containsExactly(entry("sys_id", ID), entry("a", "1"));
    assertThat(instance.request().correlationId()).isEqualTo("c0ffee");
    assertThat(instance.request().uri())
        .hasToString(
            "https://i.example/base/api/now/table/incident/"
                + ID
                + "?sysparm_display_value=false&sysparm_exclude_reference_link=true");
  }

  @Test
  void rowThatIsNotThereIsEmptyAndOtherRefusalsStay() {
    instance.answers(404, 403);

    assertThat(api.get("incident", ID, "c").join().orThrow()).isEmpty();
    assertThat(api.get("incident", ID, "c").join()).isInstanceOf(Reply.Refused.class);
  }

  @Test
  void rowsInsteadOfARowArePoison() {
    instance.answers("{\"result\":[{\"sys_id\":\"1\"}]}");

    assertThat(api.get("incident", ID, "c").join()).isInstanceOf(Reply.Poisoned.class);
  }

  @Test
  void insertSendsTheColumnsAndReadsTheId() {
    instance.answers("{\"result\":{\"sys_id\":\"" + ID + "\"}}");
    Map<String, String> values = new LinkedHashMap<>();
    values.put("short_description", "a \"quoted\" \\ line\nbreak é");
    values.put("assigned_to", "");

    Row row = api.insert("incident", values, "c0ffee").join().orThrow();

    assertThat(row.value("sys_id")).contains(ID);
    Request request = instance.request();
    assertThat(request.method()).isEqualTo(Method.POST);
    assertThat(request.repeatable()).isFalse();
    assertThat(request.correlationId()).isEqualTo("c0ffee");
    assertThat(request.uri().getPath()).isEqualTo("/base/api/now/table/incident");
    assertThat(instance.parameters())
        .containsOnly(
            entry("sysparm_fields", "sys_id"), entry("sysparm_exclude_reference_link", "true"));
    assertThat(request.body().orElseThrow().contentType()).isEqualTo("application/json");
    assertThat(request.body().orElseThrow().content())
        .isEqualTo(
            "{\"short_description\":\"a \\\"quoted\\\" \\\\ line\\nbreak é\","
                + "\"assigned_to\":\"\"}");
  }

  @Test
  void updateSendsTheColumnsToTheRow() {
    instance.answers("{\"result\":{\"sys_id\":\"" + ID + "\"}}", 404);

    assertThat(api.update("incident", ID, Map.of("a", "1"), "c").join().orThrow().value("sys_id"))
        .contains(ID);

    Request request = instance.request();
    assertThat(request.method()).isEqualTo(Method.PATCH);
    assertThat(request.repeatable()).isFalse();
    assertThat(request.uri().getPath()).isEqualTo("/base/api/now/table/incident/" + ID);
    assertThat(instance.parameters())
        .containsOnly(
            entry("sysparm_fields", "sys_id"), entry("sysparm_exclude_reference_link", "true"));
    assertThat(request.body().orElseThrow().content()).isEqualTo("{\"a\":\"1\"}");
    assertThat(api.update("incident", ID, Map.of("a", "1"), "c").join())
        .isInstanceOf(Reply.Refused.class);
  }

  @Test
  void deleteHasNoBodyEitherWay() {
    instance.answers("", "{\"result\":{}}");

    assertThat(api.delete("incident", ID, "c").join()).isInstanceOf(Reply.Ok.class);
    Request request = instance.request();
    assertThat(request.method()).isEqualTo(Method.DELETE);
    assertThat(request.repeatable()).isFalse();
    assertThat(request.body()).isEmpty();
    assertThat(request.uri()).hasToString("https://i.example/base/api/now/table/incident/" + ID);
    assertThat(api.delete("incident", ID, "c").join()).isInstanceOf(Reply.Poisoned.class);
  }

  @Test
  void idIsOnePartOfThePath() {
    instance.answers(404);

    api.get("incident", "a:b\u00e9 d", "c").join();

    assertThat(instance.request().uri().getRawPath())
        .isEqualTo("/base/api/now/table/incident/a%3Ab%C3%A9%20d");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", " ", ".", "..", "../x", "a/b", "..%2Fx", "%2e%2e", "a?b", "a#b", "a;b", "a\\b", "a\nb",
        "a\u0000"
      })
  void idThatWouldAddressSomethingElseIsRefused(String id) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> api.delete("incident", id, "c"))
        .withMessageContaining("incident");
    assertThatIllegalArgumentException().isThrownBy(() -> api.update("t", id, Map.of(), "c"));
    assertThatIllegalArgumentException().isThrownBy(() -> api.get("t", id, "c"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a/b", "a b", "..", "incident?x", "é"})
  void tableNameThatIsNoneIsRefused(String table) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> api.insert(table, Map.of(), "c"))
        .withMessageContaining("'" + table + "'");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> api.count(table, EncodedQuery.everything()));
  }

  @Test
  void nullColumnIsRefusedByName() {
    Map<String, String> values = new LinkedHashMap<>();
    values.put("u_null", null);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> api.insert("incident", values, "c"))
        .withMessageContaining("u_null");
  }

  @Test
  void queryTooLongForAUrlIsRefusedWithItsLengthAndWhatToDo() {
    instance.answers("{\"result\":[]}");
    EncodedQuery fits = EncodedQuery.where("a", EQUALS, "x".repeat(5_500));
    EncodedQuery tooLong = EncodedQuery.where("a", EQUALS, "x".repeat(6_000));

    assertThat(api.page(page(fits, 1)).join()).isInstanceOf(Reply.Ok.class);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> api.page(page(tooLong, 1)))
        .withMessageContaining("'incident'")
        .withMessageMatching(".*\\b6\\d\\d\\d characters.*shorten.*");
    assertThatThrownBy(() -> api.page(() -> page(tooLong, 1), failed -> {}).join())
        .isInstanceOf(CompletionException.class)
        .hasCauseInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void cancellingAReadEndsItsRequest() {
    List<CompletableFuture<?>> sent = new ArrayList<>();
    TableApi waiting =
        new TableApi(
            URI.create("https://i.example"),
            new TableApi.Sender() {
              @Override
              public <T> CompletableFuture<Reply<T>> send(Call<T> call) {
                CompletableFuture<Reply<T>> future = new CompletableFuture<>();
                sent.add(future);
                return future;
              }
            });

    waiting.page(page(EncodedQuery.everything(), 1)).cancel(false);
    waiting.get("incident", ID, "c").cancel(false);
    waiting.count("incident", EncodedQuery.everything()).cancel(false);

    assertThat(sent).hasSize(3).allMatch(CompletableFuture::isCancelled);
  }

  @Test
  void pageRequestThatMakesNoSenseIsRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> page(EncodedQuery.everything(), 0));
    for (String field : Set.of("a,b", "", "a&b")) {
      assertThatIllegalArgumentException()
          .isThrownBy(
              () ->
                  new PageRequest(
                      "t",
                      EncodedQuery.everything(),
                      List.of(field),
                      1,
                      0,
                      false,
                      DisplayValue.FALSE));
    }
  }
}
