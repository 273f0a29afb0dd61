/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.table;

import io.snbridge.common.table.Page;
import io.snbridge.common.table.Row;
import io.snbridge.common.transport.Failure;
import io.snbridge.common.transport.Reply;
import io.snbridge.common.transport.Request.Method;
import io.snbridge.sink.write.FewAtATime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** A table in memory that answers at once, and lies when told to. Table names do not matter. */
public final class FakeRows implements Rows {

  /** How an answer differs from the truth. */
  public enum Lie {
    /** Not done, and nobody knows. */
    UNKNOWN_NOT_DONE,
    /** Not done, and not answered. */
    CUT,
    /** Done, and nobody knows. */
    UNKNOWN_DONE,
    /** Done, and answered by 403. */
    FORBIDDEN_DONE,
    FORBIDDEN,
    UNAUTHORIZED,
    THROTTLED,
    /** To a GET: 404, as from a replica that lags. */
    NOT_THERE_YET,
    TRUTH
  }

  /** What a second POST of one id comes to. */
  enum Duplicates {
    FRESH_ID,
    FORBIDDEN,
    UNKNOWN
  }

  public final Map<String, Map<String, String>> rows = new TreeMap<>();
  public final List<String> requests = new ArrayList<>();
  public final Deque<Lie> lies = new ArrayDeque<>();
  Duplicates duplicates = Duplicates.FORBIDDEN;
  boolean honoursIds = true;
  boolean readable = true;
  boolean echoesIds = true;
  boolean counts;
  boolean never;
  Duration age = Duration.ZERO;
  Runnable afterInsert = () -> {};
  Runnable onPage = () -> {};
  private int fresh;

  /** The same rows, but no query for several of them is answered, unless they are only counted. */
  CurrentRows turns() {
    return new CurrentRows(
        (request, correlationId) -> {
          onPage.run();
          return CompletableFuture.completedFuture(
              counts && request.fields().equals(List.of("sys_id"))
                  ? counted(request.query().text())
                  : refused(Method.GET, 403, correlationId));
        },
        (table, query, correlationId) ->
            CompletableFuture.completedFuture(refused(Method.GET, 403, correlationId)),
        this,
        new FewAtATime(1));
  }

  private Reply<Page> counted(String query) {
    List<Row> found =
        rows.keySet().stream().filter(query::contains).map(id -> row(id, Map.of())).toList();
    OptionalLong count = OptionalLong.of(found.size());
    return new Reply.Ok<>(new Page(found, count), count);
  }

  @Override
  public CompletableFuture<Reply<Optional<Row>>> get(
      String table, String sysId, String correlationId) {
    return answer(
        Method.GET,
        correlationId,
        status -> {
          if (!readable) {
            return refused(Method.GET, 403, correlationId);
          }
          return ok(Optional.ofNullable(rows.get(key(sysId))).map(values -> row(sysId, values)));
        });
  }

  @Override
  public CompletableFuture<Reply<Row>> insert(
      String table, Map<String, String> values, String correlationId) {
    return answer(
        Method.POST,
        correlationId,
        status -> {
          Map<String, String> columns = new HashMap<>(values);
          String id = columns.remove("sys_id");
          if (honoursIds && rows.containsKey(key(id))) {
            if (duplicates != Duplicates.FRESH_ID) {
              return duplicates == Duplicates.FORBIDDEN
                  ? refused(Method.POST, 403, correlationId)
                  : new Reply.Unknown<>(failure(Method.POST, 500, correlationId));
            }
            id = freshId();
          } else if (!honoursIds) {
            id = freshId();
          }
          rows.put(key(id), columns);
          afterInsert.run();
          return ok(echoesIds ? row(id) : new Row(Map.of(), Map.of()));
        });
  }

  @Override
  public CompletableFuture<Reply<Row>> update(
      String table, String sysId, Map<String, String> values, String correlationId) {
    return answer(
        Method.PATCH,
        correlationId,
        status -> {
          Map<String, String> row = rows.get(key(sysId));
          if (row == null) {
            return refused(Method.PATCH, 404, correlationId);
          }
          row.putAll(values);
          return ok(row(sysId));
        });
  }

  @Override
  public CompletableFuture<Reply<Void>> delete(String table, String sysId, String correlationId) {
    return answer(
        Method.DELETE,
        correlationId,
        status ->
            rows.remove(key(sysId)) == null
                ? refused(Method.DELETE, 404, correlationId)
                : ok((Void) null));
  }

  private <T> CompletableFuture<Reply<T>> answer(
      Method method, String correlationId, Function<Integer, Reply<T>> truth) {
    requests.add(method + " " + correlationId);
    if (never) {
      return new CompletableFuture<>();
    }
    Lie lie = lies.isEmpty() ? Lie.TRUTH : lies.remove();
    if (lie == Lie.UNKNOWN_DONE || lie == Lie.FORBIDDEN_DONE || lie == Lie.TRUTH) {
      Reply<T> reply = truth.apply(0);
      if (lie == Lie.TRUTH) {
        return CompletableFuture.completedFuture(reply);
      }
    }
    return CompletableFuture.completedFuture(
        switch (lie) {
          case UNKNOWN_DONE, UNKNOWN_NOT_DONE ->
              new Reply.Unknown<T>(failure(method, 500, correlationId));
          case CUT -> new Reply.Unknown<T>(failure(method, 0, correlationId), age);
          case UNAUTHORIZED -> new Reply.Unauthorized<T>(failure(method, 401, correlationId));
          case THROTTLED ->
              new Reply.Throttled<T>(failure(method, 429, correlationId), Instant.EPOCH);
          case NOT_THERE_YET -> notThere();
          default -> refused(method, 403, correlationId);
        });
  }

  private String freshId() {
    return "%032x".formatted(++fresh);
  }

  private static String key(String id) {
    return id.toLowerCase(Locale.ROOT);
  }

  private static Row row(String id) {
    return row(id, Map.of());
  }

  private static Row row(String id, Map<String, String> values) {
    Map<String, String> all = new HashMap<>(values);
    all.put("sys_id", id);
    return new Row(all, Map.of());
  }

  private static <T> Reply<T> ok(T body) {
    return new Reply.Ok<>(body, OptionalLong.empty());
  }

  @SuppressWarnings("unchecked") // only a GET is answered so
  private static <T> Reply<T> notThere() {
    return (Reply<T>) ok(Optional.empty());
  }

  private static <T> Reply<T> refused(Method method, int status, String correlationId) {
    return new Reply.Refused<>(failure(method, status, correlationId));
  }

  private static Failure failure(Method method, int status, String correlationId) {
    return new Failure(
        method, "/api/now/table/incident", status, "Operation Failed", "ACL", correlationId);
  }
}
