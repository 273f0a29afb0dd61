/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.table;

import io.snbridge.common.transport.Batches;
import io.snbridge.common.transport.Call;
import io.snbridge.common.transport.Failure;
import io.snbridge.common.transport.PoisonedBodyException;
import io.snbridge.common.transport.Purpose;
import io.snbridge.common.transport.Reply;
import io.snbridge.common.transport.Request;
import io.snbridge.common.transport.ServiceNowClient;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * The Table API ({@code /api/now/table}) over a {@link ServiceNowClient}. Thread-safe.
 *
 * <p>Every method throws an IllegalArgumentException for a table name or a sys_id that is none, and
 * for a request whose URL would be longer than instances take; {@link #page(Supplier, Consumer)},
 * whose requests are made later, fails its future with it. To cancel a future ends its request.
 */
public final class TableApi {

  /** {@link ServiceNowClient#send}, or what stands for it. */
  interface Sender {
    <T> CompletableFuture<Reply<T>> send(Call<T> call);
  }

  private final TableRequests requests;
  private final Sender sender;
  private final RowCounts counts;

  public TableApi(ServiceNowClient client) {
    this(client.baseUrl(), client::send);
  }

  /** The same, whose requests are for something: asked for each time that one is sent. */
  public TableApi(ServiceNowClient client, Supplier<Purpose> purpose) {
    this(
        client.baseUrl(),
        new Sender() {
          @Override
          public <T> CompletableFuture<Reply<T>> send(Call<T> call) {
            return client.send(call, purpose.get());
          }
        });
  }

  /** The same, with many requests in one; a page of rows is better asked for alone. */
  public TableApi(Batches batches) {
    this(batches.baseUrl(), batches::send);
  }

  TableApi(URI baseUrl, Sender sender) {
    this(new TableRequests(baseUrl), sender);
  }

  private TableApi(TableRequests requests, Sender sender) {
    this.requests = requests;
    this.sender = sender;
    this.counts = new RowCounts(requests, sender);
  }

  /**
   * The same, but the values that are written are display values, and dates in the user's time zone
   * ({@code sysparm_input_display_value}).
   */
  public TableApi withDisplayInput() {
    return new TableApi(requests.withDisplayInput(), sender);
  }

  /**
   * The same, but the row that an insert or update replies with has the columns that were written,
   * with their display values when those were written ({@link #withDisplayInput}).
   */
  public TableApi withEcho() {
    return new TableApi(requests.withEcho(), sender);
  }

  /** The same, whose pages and counts are of what these ask for. */
  public TableApi with(ReadOptions options) {
    return new TableApi(requests.with(options), sender);
  }

  /** One page; tried again as {@link ServiceNowClient#send} says. */
  public CompletableFuture<Reply<Page>> page(PageRequest request) {
    return page(request, newCorrelationId());
  }

  /** The same, as a part of something that has a correlation id. */
  public CompletableFuture<Reply<Page>> page(PageRequest request, String correlationId) {
    return page(request, correlationId, failed -> {});
  }

  /**
   * The same.
   *
   * @param attemptFailed told of each failed attempt before the next one; must not block
   */
  public CompletableFuture<Reply<Page>> page(
      PageRequest request, String correlationId, Consumer<Reply.NotOk<Page>> attemptFailed) {
    Request first = requests.page(request, correlationId);
    return send(new PageCall(first.uri()::getPath, () -> request, page -> first, attemptFailed));
  }

  /**
   * One page, its request made anew for each attempt.
   *
   * @param attemptFailed told of each failed attempt before the next one, so that the next request
   *     can be smaller; must not block
   */
  public CompletableFuture<Reply<Page>> page(
      Supplier<PageRequest> next, Consumer<Reply.NotOk<Page>> attemptFailed) {
    return page(next, attemptFailed, () -> CompletableFuture.completedFuture(null));
  }

  /**
   * The same.
   *
   * @param mayTryAgain asked before each attempt but the first, which begins when it completes; it
   *     must not block
   */
  public CompletableFuture<Reply<Page>> page(
      Supplier<PageRequest> next,
      Consumer<Reply.NotOk<Page>> attemptFailed,
      Supplier<CompletableFuture<Void>> mayTryAgain) {
    String correlationId = newCorrelationId();
    return send(
        new PageCall(
            () -> requests.path(next.get().table()),
            next,
            page -> requests.page(page, correlationId),
            attemptFailed,
            mayTryAgain));
  }

  private CompletableFuture<Reply<Page>> send(PageCall call) {
    return then(sender.send(call), TableApi::withCount);
  }

  private static Reply<Page> withCount(Reply<Page> reply) {
    return reply instanceof Reply.Ok<Page> ok
        ? new Reply.Ok<>(
            new Page(ok.body().rows(), ok.totalCount(), ok.body().bytes()), ok.totalCount())
        : reply;
  }

  /**
   * Rows that match, hidden ones included, from the Aggregate API ({@code /api/now/stats}) or,
   * where that may not be asked, from the count in a page's header.
   */
  public CompletableFuture<Reply<Long>> count(String table, EncodedQuery query) {
    return count(table, query, failed -> {});
  }

  /**
   * The same.
   *
   * @param attemptFailed told of each failed attempt before the next one; must not block. What it
   *     throws ends the call, and fails its future
   */
  public CompletableFuture<Reply<Long>> count(
      String table, EncodedQuery query, Consumer<Reply.NotOk<Long>> attemptFailed) {
    return count(table, query, newCorrelationId(), attemptFailed);
  }

  /**
   * The same, as a part of something that has a correlation id.
   *
   * @param attemptFailed told of each failed attempt before the next one; must not block
   */
  public CompletableFuture<Reply<Long>> count(
      String table,
      EncodedQuery query,
      String correlationId,
      Consumer<Reply.NotOk<Long>> attemptFailed) {
    return counts.count(table, query, correlationId, attemptFailed);
  }

  /**
   * Rows that match, hidden ones included, by the values of a column, from the Aggregate API.
   * Values without rows are left out.
   *
   * @param attemptFailed told of each failed attempt before the next one; must not block. What it
   *     throws ends the call, and fails its future
   */
  public CompletableFuture<Reply<Map<String, Long>>> counts(
      String table,
      String column,
      EncodedQuery query,
      Consumer<Reply.NotOk<Map<String, Long>>> attemptFailed) {
    Request request = requests.counts(table, column, query, newCorrelationId());
    return sender.send(
        new TableCall<>(
            request, in -> Envelope.read(in, new GroupCountReader(column)::read), attemptFailed));
  }

  /**
   * A row by id; empty when ServiceNow says that there is none or that the user may not see it. A
   * 404 of a gateway, or of a path, is {@link Reply.Refused}.
   */
  public CompletableFuture<Reply<Optional<Row>>> get(
      String table, String sysId, String correlationId) {
    return get(table, sysId, correlationId, failed -> {});
  }

  /**
   * The same.
   *
   * @param attemptFailed told of each failed attempt before the next one; must not block
   */
  public CompletableFuture<Reply<Optional<Row>>> get(
      String table,
      String sysId,
      String correlationId,
      Consumer<Reply.NotOk<Optional<Row>>> attemptFailed) {
    Request request = requests.get(table, sysId, correlationId);
    return then(
        sender.send(new TableCall<>(request, in -> Optional.of(readRow(in)), attemptFailed)),
        TableApi::noneIfNotFound);
  }

  private static Reply<Optional<Row>> noneIfNotFound(Reply<Optional<Row>> reply) {
    return reply instanceof Reply.Refused<Optional<Row>> refused && refused.failure().isNoSuchRow()
        ? new Reply.Ok<>(Optional.empty(), OptionalLong.empty())
        : reply;
  }

  /**
   * Creates a row. The reply's row has its {@code sys_id} only, unless there is an echo, which may
   * differ from one that was asked for.
   *
   * @throws IllegalArgumentException for a null value
   */
  public CompletableFuture<Reply<Row>> insert(
      String table, Map<String, String> values, String correlationId) {
    Request request = requests.insert(table, values, correlationId);
    return sender.send(new TableCall<>(request, this::readEcho));
  }

  /**
   * Changes the given columns of a row; {@link Reply.Refused} when it is not there ({@link
   * Failure#isNoSuchRow}). The reply's row has its {@code sys_id} only, unless there is an echo.
   *
   * @throws IllegalArgumentException for a null value
   */
  public CompletableFuture<Reply<Row>> update(
      String table, String sysId, Map<String, String> values, String correlationId) {
    Request request = requests.update(table, sysId, values, correlationId);
    return sender.send(new TableCall<>(request, this::readEcho));
  }

  /** Deletes a row; {@link Reply.Refused} when it is not there ({@link Failure#isNoSuchRow}). */
  public CompletableFuture<Reply<Void>> delete(String table, String sysId, String correlationId) {
    Request request = requests.delete(table, sysId, correlationId);
    return sender.send(new TableCall<>(request, TableApi::readNothing));
  }

  /** As thenApply, but whoever cancels what comes out of it ends the request. */
  static <T> CompletableFuture<Reply<T>> then(
      CompletableFuture<Reply<T>> sent, UnaryOperator<Reply<T>> change) {
    CompletableFuture<Reply<T>> changed = sent.thenApply(change);
    var unused =
        changed.whenComplete(
            (reply, failure) -> {
              if (changed.isCancelled()) {
                sent.cancel(false);
              }
            });
    return changed;
  }

  private Row readEcho(InputStream body) throws IOException {
    return Envelope.read(body, new RowReader(requests.echoed())::row);
  }

  private static Row readRow(InputStream body) throws IOException {
    return Envelope.read(body, new RowReader(DisplayValue.FALSE)::row);
  }

  /** A delete is answered by 204 without a body; a body says something else. */
  private static Void readNothing(InputStream body) throws IOException {
    if (body.read() >= 0) {
      throw new PoisonedBodyException("a delete was answered with a body", false);
    }
    return null;
  }

  private static String newCorrelationId() {
    return HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
  }
}
