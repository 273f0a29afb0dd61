/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.write;

import io.snbridge.common.load.ImportResult;
import io.snbridge.common.load.ImportSetApi;
import io.snbridge.common.transport.Reply;
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
 * says of all what is said of the request; when rows are refused together, each is sent alone.
 */
public final class ManyImports implements Imports {

  private static final Logger LOG = LoggerFactory.getLogger(ManyImports.class);

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
  private final Patience patience;
  private final Together<String, Asked, Reply<ImportResult>> together =
      new Together<>(this::sendLater, (staging, waiting) -> fitting(waiting));

  /**
   * @param size rows in one request, at most
   * @param maxBytes what a request may be long, about
   * @param linger between the requests to one table, so that rows gather: each makes an import set,
   *     and a job of the instance
   */
  public ManyImports(ImportSetApi api, int size, int maxBytes, Duration linger, Patience patience) {
    this.api = api;
    this.size = size;
    this.maxBytes = maxBytes;
    this.linger = linger;
    this.patience = patience;
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
      String staging, List<Asked> rows) {
    return patience.after(linger).thenCompose(waited -> send(staging, rows));
  }

  private CompletableFuture<Map<Asked, Reply<ImportResult>>> send(
      String staging, List<Asked> rows) {
    String correlationId = rows.get(0).correlationId();
    if (rows.size() > 1) {
      correlationId = UUID.randomUUID().toString();
      LOG.debug(
          "Import of {} rows [correlation id {}] holds {}",
          rows.size(),
          correlationId,
          rows.stream().map(Asked::correlationId).toList());
    }
    return api.insertMultiple(staging, rows.stream().map(Asked::values).toList(), correlationId)
        .thenCompose(
            reply ->
                reply instanceof Reply.Refused && rows.size() > 1
                    ? each(staging, rows)
                    : CompletableFuture.completedFuture(same(rows, reply)));
  }

  private CompletableFuture<Map<Asked, Reply<ImportResult>>> each(
      String staging, List<Asked> rows) {
    CompletableFuture<Map<Asked, Reply<ImportResult>>> all =
        CompletableFuture.completedFuture(new HashMap<>());
    for (Asked row : rows) {
      all =
          all.thenCompose(
              answers ->
                  send(staging, List.of(row))
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
