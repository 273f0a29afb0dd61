/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.table;

import static io.snbridge.emulator.RequestMatcher.path;
import static io.snbridge.emulator.RequestMatcher.table;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.snbridge.common.auth.Authentication;
import io.snbridge.common.transport.BatchSettings;
import io.snbridge.common.transport.Batches;
import io.snbridge.common.transport.Clients;
import io.snbridge.common.transport.Reply;
import io.snbridge.common.transport.ServiceNowClient;
import io.snbridge.emulator.ColumnDefinition;
import io.snbridge.emulator.Fault;
import io.snbridge.emulator.RecordedRequest;
import io.snbridge.emulator.RequestMatcher;
import io.snbridge.emulator.ServiceNowEmulator;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Many requests in one, over a real connection. */
class BatchesTest {

  private static final String TABLE = "u_order";
  private static final RequestMatcher BATCH = path("/api/now/v1/batch");
  private static final Duration LONG = Duration.ofMinutes(1);

  private final ServiceNowEmulator emulator =
      ServiceNowEmulator.builder().port(0).credentials("u", "p").recordedRequests(1000).start();
  private final ServiceNowClient client =
      ServiceNowClient.open(
          Clients.concurrency(Clients.settings(emulator.url()), 2, 0),
          Authentication.basic("u", "p"));

  BatchesTest() {
    emulator.table(
        TABLE, ColumnDefinition.col("u_seq", "integer"), ColumnDefinition.col("u_name", "string"));
  }

  @AfterEach
  void close() {
    client.close();
    emulator.close();
  }

  private TableApi api(int size, Duration linger) {
    return api(size, linger, 4_000_000);
  }

  private TableApi api(int size, Duration linger, int maxBytes) {
    Batches batches = client.batches(new BatchSettings(size, linger, maxBytes));
    return new TableApi(batches);
  }

  private static List<CompletableFuture<Reply<Row>>> inserts(TableApi api, int rows) {
    return IntStream.range(0, rows)
        .mapToObj(
            i ->
                api.insert(
                    TABLE,
                    Map.of(
                        "sys_id", "%032x".formatted(i), "u_seq", "" + i, "u_name", "\u00e9\u4e2d"),
                    "cid-" + i))
        .toList();
  }

  private static <T> List<Reply<T>> replies(List<CompletableFuture<Reply<T>>> futures) {
    return futures.stream().map(CompletableFuture::join).toList();
  }

  private List<RecordedRequest> posts() {
    return emulator.requests().matching(request -> request.path().equals("/api/now/v1/batch"));
  }

  @Test
  void requestsThatComeTogetherAreOneRequest() {
    TableApi api = api(50, LONG);
    List<Reply<Row>> replies = replies(inserts(api, 50));

    assertThat(replies).allMatch(Reply.Ok.class::isInstance);
    assertThat(posts()).hasSize(1);
    assertThat(emulator.rows(TABLE))
        .hasSize(50)
        .allMatch(row -> row.get("u_name").equals("\u00e9\u4e2d"));
  }

  @Test
  void batchAndEachOfItsItemsNameTheirRequests() {
    replies(inserts(api(3, LONG), 3));

    assertThat(posts().get(0).headers().get("x-correlation-id"))
        .isNotEmpty()
        .isEqualTo(posts().get(0).body().split("\"", -1)[3]);
    assertThat(emulator.requests().toTable(TABLE))
        .extracting(item -> item.headers().get("x-correlation-id"))
        .containsExactly("cid-0", "cid-1", "cid-2");
  }

  @Test
  void eachItemHasTheReplyThatItWouldHaveAlone() {
    emulator.refuseWrites(TABLE, row -> "1".equals(row.get("u_seq")), "Data Policy Exception");
    TableApi api = api(4, LONG);
    String there = emulator.insert(TABLE, Map.of("u_seq", "7"));
    List<CompletableFuture<Reply<Row>>> inserted = inserts(api, 2);
    CompletableFuture<Reply<Optional<Row>>> read = api.get(TABLE, there, "cid-read");
    CompletableFuture<Reply<Void>> deleted = api.delete(TABLE, "no-such-row", "cid-delete");

    assertThat(inserted.get(0).join().orThrow().value("sys_id")).contains("%032x".formatted(0));
    assertThat(inserted.get(1).join())
        .isInstanceOfSatisfying(
            Reply.Refused.class,
            refused ->
                assertThat(refused.failure().describe())
                    .contains("POST /api/now/table/u_order", "403", "Data Policy", "cid-1"));
    assertThat(read.join().orThrow().orElseThrow().value("u_seq")).contains("7");
    assertThat(deleted.join())
        .isInstanceOfSatisfying(
            Reply.Refused.class, refused -> assertThat(refused.failure().status()).isEqualTo(404));
    assertThat(posts()).hasSize(1);
  }

  @Test
  void requestThatWaitsForOthersInVainIsSentAlone() {
    assertThat(replies(inserts(api(50, Duration.ofMillis(5)), 1)))
        .allMatch(Reply.Ok.class::isInstance);
    assertThat(posts()).isEmpty();
  }

  @Test
  void batchesAreNoLongerThanTheLimitOfBytes() {
    assertThat(replies(inserts(api(50, Duration.ofMillis(5), 1500), 20)))
        .allMatch(Reply.Ok.class::isInstance);
    assertThat(posts())
        .hasSizeGreaterThanOrEqualTo(5)
        .allMatch(request -> request.body().length() <= 1500);
  }

  @Test
  void itemsThatWereNotServicedAreSentAgainInSmallerBatches() {
    emulator.switches().servicedBatchItems(3);
    assertThat(replies(inserts(api(10, Duration.ofMillis(500)), 10)))
        .allMatch(Reply.Ok.class::isInstance);

    assertThat(emulator.rows(TABLE)).hasSize(10);
    assertThat(posts()).hasSizeBetween(3, 4);
    assertThat(posts().get(1).body().split("\"method\"", -1)).hasSize(1 + 3);
    assertThat(
            emulator
                .requests()
                .matching(
                    request -> request.method().equals("POST") && request.table().equals(TABLE)))
        .hasSize(10);
  }

  @Test
  void writeOfWhichNothingIsSaidIsUnknownAndAReadIsSentAlone() {
    String there = emulator.insert(TABLE, Map.of("u_seq", "7"));
    emulator.faults().next(2, Fault.cutAfterCommit(), table(TABLE));
    TableApi api = api(3, LONG);
    CompletableFuture<Reply<Optional<Row>>> read = api.get(TABLE, there, "cid-read");
    List<CompletableFuture<Reply<Row>>> inserted = inserts(api, 2);

    assertThat(read.join().orThrow()).isPresent();
    assertThat(inserted.get(0).join())
        .isInstanceOfSatisfying(
            Reply.Unknown.class,
            unknown ->
                assertThat(unknown.failure().describe()).contains("what happened to it", "cid-0"));
    assertThat(inserted.get(1).join()).isInstanceOf(Reply.Ok.class);
  }

  @Test
  void lostAnswerLeavesEveryWriteUnknown() {
    emulator.faults().next(1, Fault.cutAfterCommit(), BATCH);
    List<Reply<Row>> replies = replies(inserts(api(5, LONG), 5));

    assertThat(replies).allMatch(Reply.Unknown.class::isInstance);
    assertThat(emulator.rows(TABLE)).hasSize(5);
    assertThat(posts()).hasSize(1);
  }

  @Test
  void throttledItemGoesIntoAnotherBatchWhenTheGateIsOpen() {
    emulator.faults().next(1, Fault.tooManyRequestsWithoutHeaders(), table(TABLE));
    assertThat(replies(inserts(api(3, Duration.ofMillis(5)), 3)))
        .allMatch(Reply.Ok.class::isInstance);
    assertThat(emulator.rows(TABLE)).hasSize(3);
  }

  @Test
  void batchThatIsTooLongForTheInstanceIsHalvedUntilItsItemsAreAlone() {
    emulator
        .faults()
        .always(
            Fault.error(400, "Exception while reading request", "Rejected large REST payload"),
            BATCH);
    assertThat(replies(inserts(api(4, LONG), 4))).allMatch(Reply.Ok.class::isInstance);
    assertThat(emulator.rows(TABLE)).hasSize(4);
  }

  @Test
  void refusalOfTheApiItselfIsNoItemsFault() {
    emulator
        .faults()
        .always(Fault.error(403, "User Not Authorized", "Failed API level ACL Validation"), BATCH);
    List<CompletableFuture<Reply<Row>>> inserted = inserts(api(2, LONG), 2);

    for (CompletableFuture<Reply<Row>> each : inserted) {
      assertThatThrownBy(each::join)
          .rootCause()
          .hasMessageContaining("/api/now/v1/batch")
          .hasMessageContaining("Failed API level ACL Validation");
    }
  }

  @Test
  void whatWaitsWhenTheClientIsClosedEnds() {
    List<CompletableFuture<Reply<Row>>> inserted = inserts(api(50, LONG), 2);
    client.close();
    assertThat(inserted).allMatch(CompletableFuture::isCancelled);
    assertThat(emulator.rows(TABLE)).isEmpty();
  }

  @Test
  void cancelledItemIsNotSent() {
    TableApi api = api(3, LONG);
    List<CompletableFuture<Reply<Row>>> inserted = inserts(api, 2);
    inserted.get(0).cancel(false);
    CompletableFuture<Reply<Optional<Row>>> one = api.get(TABLE, "a", "c");
    CompletableFuture<Reply<Optional<Row>>> two = api.get(TABLE, "b", "c");

    one.join();
    two.join();
    assertThat(emulator.rows(TABLE)).hasSize(1);
  }

  @Test
  void itemThatIsCancelledWhileItsBatchWaitsDoesNotLeaveWithIt() {
    emulator.faults().next(1, Fault.tooManyRequests(Duration.ofSeconds(1)), BATCH);
    List<CompletableFuture<Reply<Row>>> inserted = inserts(api(4, LONG), 4);
    await().until(() -> posts().size() == 1);
    inserted.get(1).cancel(false);

    assertThat(inserted.get(0).join()).isInstanceOf(Reply.Ok.class);
    assertThat(replies(inserted.subList(2, 4))).allMatch(Reply.Ok.class::isInstance);
    assertThat(posts()).hasSize(2);
    assertThat(emulator.rows(TABLE))
        .extracting(row -> row.get("u_seq"))
        .containsExactlyInAnyOrder("0", "2", "3");
  }

  @Test
  void batchThatNobodyWaitsForDoesNotLeave() {
    emulator.faults().next(1, Fault.tooManyRequests(Duration.ofSeconds(1)), BATCH);
    TableApi api = api(2, LONG);
    List<CompletableFuture<Reply<Row>>> inserted = inserts(api, 2);
    await().until(() -> posts().size() == 1);
    inserted.forEach(each -> each.cancel(false));

    String there = emulator.insert(TABLE, Map.of("u_seq", "7"));
    CompletableFuture<Reply<Optional<Row>>> one = api.get(TABLE, there, "c");
    CompletableFuture<Reply<Optional<Row>>> two = api.get(TABLE, there, "c");
    assertThat(one.join()).isInstanceOf(Reply.Ok.class);
    assertThat(two.join()).isInstanceOf(Reply.Ok.class);
    assertThat(emulator.rows(TABLE)).hasSize(1);
  }

  /** What is left of it is no batch any more. */
  @Test
  void refusalOfTheLastOneOfABatchMakesOthersNoSmaller() {
    emulator.faults().next(1, Fault.tooManyRequests(Duration.ofSeconds(1)), BATCH);
    emulator.faults().next(1, Fault.error(400, "Bad", "no"), BATCH);
    TableApi api = api(2, LONG);
    List<CompletableFuture<Reply<Row>>> inserted = inserts(api, 2);
    await().until(() -> posts().size() == 1);
    inserted.get(0).cancel(false);
    assertThat(inserted.get(1).join()).isInstanceOf(Reply.Ok.class);

    String there = emulator.insert(TABLE, Map.of("u_seq", "7"));
    CompletableFuture<Reply<Optional<Row>>> one = api.get(TABLE, there, "c");
    CompletableFuture<Reply<Optional<Row>>> two = api.get(TABLE, there, "c");
    assertThat(one.join()).isInstanceOf(Reply.Ok.class);
    assertThat(two.join()).isInstanceOf(Reply.Ok.class);
    assertThat(posts()).as("one more batch, of two").hasSize(3);
  }
}
