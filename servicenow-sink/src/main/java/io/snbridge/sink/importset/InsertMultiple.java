/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.importset;

import io.snbridge.common.transport.Reply;
import io.snbridge.sink.write.RequestCoalescer;
import io.snbridge.sink.write.RetryPolicy;
import io.snbridge.sink.write.Round;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts rows that wait together into a staging table by one request ({@code insertMultiple}). It
 * says of all what is said of the request; when rows are refused together, each is sent alone. A
 * row that is cancelled before the request leaves is not in it, and a request without rows is not
 * sent: the record is another task's by then, which imports it itself.
 */
public final class InsertMultiple implements Imports {

  private static final Logger LOG = LoggerFactory.getLogger(InsertMultiple.class);

  private record Asked(Map<String, String> values, String correlationId) {

    int bytes() {
      int sum = 2;
      for (Map.Entry<String, String> column : values.entrySet()) {
        sum += bytes(column.getKey()) + bytes(column.getValue()) + 6;
      }
      return sum;
    }

    private static int bytes(String text) {
      return text.getBytes(StandardCharsets.UTF_8).length;
    }
  }

  private final ImportSetApi api;
  private final int size;
  private final int maxBytes;
  private final Duration linger;
  private final RetryPolicy retryPolicy;
  private final RequestCoalescer<String, Asked, Reply<ImportResult>> together =
      RequestCoalescer.ofChanges(this::sendLater, (staging, waiting) -> fitting(waiting));

  /**
   * @param size rows in one request, at most
   * @param maxBytes what a request may be long, about
   * @param linger between the requests to one table, so that rows gather: each makes an import set,
   *     and a job of the instance
   */
  public InsertMultiple(
      ImportSetApi api, int size, int maxBytes, Duration linger, RetryPolicy retryPolicy) {
    this.api = api;
    this.size = size;
    this.maxBytes = maxBytes;
    this.linger = linger;
    this.retryPolicy = retryPolicy;
  }

  @Override
  public CompletableFuture<Reply<ImportResult>> insert(
      String staging, Map<String, String> values, String correlationId) {
    return together.ask(staging, new Asked(values, correlationId));
  }

  private int fitting(List<Asked> waiting) {
    int count = 0;
    int bytes = 0;
    for (Asked row : waiting) {
      bytes += row.bytes();
      if (count == size || (count > 0 && bytes > maxBytes)) {
        break;
      }
      count++;
    }
    return count;
  }

  private CompletableFuture<Map<Asked, Reply<ImportResult>>> sendLater(
      String staging, Round<Asked> round) {
    return retryPolicy
        .after(linger)
        .thenCompose(waited -> send(staging, round, round.wanted(round.questions())));
  }

  private CompletableFuture<Map<Asked, Reply<ImportResult>>> send(
      String staging, Round<Asked> round, List<Asked> rows) {
    if (rows.isEmpty()) {
      return CompletableFuture.completedFuture(Map.of());
    }
    String correlationId = rows.get(0).correlationId();
    if (rows.size() > 1) {
      correlationId = UUID.randomUUID().toString();
      LOG.debug(
          "Import of {} rows [correlation id {}] holds {}",
          rows.size(),
          correlationId,
          rows.stream().map(Asked::correlationId).toList());
    }
    CompletableFuture<Reply<String>> sent =
        api.insertMultiple(
            staging, () -> round.wanted(rows).stream().map(Asked::values).toList(), correlationId);
    CompletableFuture<?> unused =
        round.over(rows).whenComplete((nobody, none) -> sent.cancel(false));
    return sent.thenCompose(
            reply ->
                reply instanceof Reply.Refused && rows.size() > 1
                    ? each(staging, round, rows)
                    : CompletableFuture.completedFuture(same(rows, reply)))
        .exceptionallyCompose(
            failure ->
                round.wanted(rows).isEmpty()
                    ? CompletableFuture.completedFuture(Map.of())
                    : CompletableFuture.failedFuture(failure));
  }

  private CompletableFuture<Map<Asked, Reply<ImportResult>>> each(
      String staging, Round<Asked> round, List<Asked> rows) {
    CompletableFuture<Map<Asked, Reply<ImportResult>>> all =
        CompletableFuture.completedFuture(new HashMap<>());
    for (Asked row : rows) {
      all =
          all.thenCompose(
              answers ->
                  send(staging, round, round.wanted(List.of(row)))
                      .thenApply(
                          answer -> {
                            answers.putAll(answer);
                            return answers;
                          }));
    }
    return all;
  }

  private static Map<Asked, Reply<ImportResult>> same(List<Asked> rows, Reply<String> reply) {
    Map<Asked, Reply<ImportResult>> answers = new HashMap<>();
    Reply<ImportResult> answer =
        reply instanceof Reply.Ok<String> ok
            ? new Reply.Ok<>(ImportResult.loaded(ok.body()), OptionalLong.empty())
            : ofAnyType((Reply.NotOk<String>) reply);
    rows.forEach(row -> answers.put(row, answer));
    return answers;
  }

  @SuppressWarnings("unchecked") // without a body it is one of any type
  private static Reply<ImportResult> ofAnyType(Reply.NotOk<String> reply) {
    return (Reply<ImportResult>) (Reply<?>) reply;
  }
}
