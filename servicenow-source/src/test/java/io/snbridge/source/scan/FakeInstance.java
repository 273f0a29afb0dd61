/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.scan;

import static org.assertj.core.api.Assertions.assertThat;

import io.snbridge.common.table.EncodedQuery;
import io.snbridge.common.table.GlideDateTime;
import io.snbridge.common.table.Page;
import io.snbridge.common.table.PageRequest;
import io.snbridge.common.table.Row;
import io.snbridge.common.transport.Failure;
import io.snbridge.common.transport.Reply;
import io.snbridge.common.transport.Request;
import io.snbridge.common.transport.ServiceNowException;
import java.text.Normalizer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.IntPredicate;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * One table in memory that answers as ServiceNow does: cut by the limit, then without the hidden
 * rows, counted with them. Tests change it between two answers, and between a page and its count.
 */
public final class FakeInstance implements Instance {

  public final List<PageRequest> requests = new CopyOnWriteArrayList<>();
  public Predicate<String> hidden = id -> false;
  public Consumer<PageRequest> beforePage = request -> {};
  Runnable beforeCount = () -> {};
  public UnaryOperator<List<Row>> distort = rows -> rows;
  public boolean branchByBranch;
  boolean laterBranchFirst;
  public boolean tellsTotal = true;

  /** Of each row in an answer; 0: not known. */
  public int rowBytes;

  /** A column whose conditions are ignored, as of one that the user may not query. */
  public String ignored = "";

  /** Whether conditions take é for e, as most databases do. */
  public boolean ignoresAccents;

  /** More matching rows than these are not counted along with a page, counted apart, or sorted. */
  long quotaAlong = Long.MAX_VALUE;

  /** Pages that take too long, counted or not. */
  Predicate<PageRequest> tooMuch = request -> false;

  public long quotaApart = Long.MAX_VALUE;
  public long quotaSorted = Long.MAX_VALUE;

  /** Counts that are asked for apart wait for it. */
  public CountDownLatch counting = new CountDownLatch(0);

  /** Counts that were asked for apart. */
  public final AtomicInteger counts = new AtomicInteger();

  private final Map<String, Map<String, String>> rows =
      new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
  private Instant now = Instant.parse("2026-03-01T12:00:00Z");

  /** An id that begins with a hex digit and is in order of the number. */
  public static String id(int number) {
    return "%032x".formatted(number);
  }

  public synchronized void put(String id, String stamp) {
    put(id, stamp, Map.of());
  }

  public synchronized void put(String id, String stamp, Map<String, String> more) {
    Map<String, String> row = new LinkedHashMap<>(Map.of("sys_id", id, "sys_updated_on", stamp));
    row.putAll(more);
    rows.put(id, row);
  }

  public synchronized String stamp(String id) {
    return rows.get(id).get("sys_updated_on");
  }

  public synchronized void remove(String id) {
    rows.remove(id);
  }

  public synchronized List<String> ids() {
    return List.copyOf(rows.keySet());
  }

  public synchronized void setNow(Instant instant) {
    now = instant;
  }

  @Override
  public Page page(Supplier<PageRequest> next, Consumer<Reply.NotOk<Page>> attemptFailed) {
    PageRequest request = asked(next);
    for (int attempts = 1; isOverQuota(request); attempts++) {
      attemptFailed.accept(cancelled());
      assertThat(attempts).as("the same is asked for ever").isLessThan(100);
      request = asked(next);
    }
    List<Row> page = select(request);
    if (!request.count()) {
      return new Page(page, OptionalLong.empty(), (long) page.size() * rowBytes);
    }
    beforeCount.run();
    return new Page(
        page,
        tellsTotal ? OptionalLong.of(matching(request.query().text())) : OptionalLong.empty(),
        (long) page.size() * rowBytes);
  }

  private PageRequest asked(Supplier<PageRequest> next) {
    PageRequest request = next.get();
    if (request.table().equals("sys_db_object")) {
      // It has no dictionary.
      throw new ServiceNowException(
          new Reply.Refused<>(
              new Failure(Request.Method.GET, "/sys_db_object", 403, "no rights", "", "c")));
    }
    requests.add(request);
    beforePage.accept(request);
    return request;
  }

  private boolean isOverQuota(PageRequest request) {
    long quota = request.count() ? quotaAlong : Long.MAX_VALUE;
    if (request.query().text().contains("ORDERBYsys_updated_on")) {
      quota = Math.min(quota, quotaSorted);
    }
    return tooMuch.test(request)
        || (quota < Long.MAX_VALUE && matching(request.query().text()) > quota);
  }

  public static <T> Reply.Poisoned<T> cancelled() {
    return new Reply.Poisoned<>(
        new Failure(
            Request.Method.GET,
            "/api/now/table/incident",
            500,
            "Transaction cancelled: maximum execution time exceeded",
            "",
            "c1"),
        true);
  }

  @Override
  public long count(String table, EncodedQuery query) {
    counts.incrementAndGet();
    return matching(query.text());
  }

  @Override
  public Map<String, Long> tryCounts(String table, String column, EncodedQuery query) {
    throw new UnsupportedOperationException("A single table is not counted by class");
  }

  @Override
  public long tryCount(String table, EncodedQuery query) throws InterruptedException {
    counting.await();
    long count = count(table, query);
    if (count > quotaApart) {
      throw new TooMuch(cancelled());
    }
    return count;
  }

  @Override
  public synchronized Instant now(String table) {
    return now;
  }

  private synchronized long matching(String query) {
    return rows.values().stream().filter(any(branches(query))).count();
  }

  private synchronized List<Row> select(PageRequest request) {
    List<Predicate<Map<String, String>>> branches = branches(request.query().text());
    List<List<Predicate<Map<String, String>>>> groups = new ArrayList<>();
    if (branchByBranch) {
      branches.forEach(branch -> groups.add(List.of(branch)));
    } else {
      groups.add(branches);
    }
    List<Map<String, String>> found = new ArrayList<>();
    if (laterBranchFirst) {
      Collections.reverse(groups);
    }
    for (List<Predicate<Map<String, String>>> group : groups) {
      rows.values().stream()
          .filter(any(group))
          .filter(row -> !found.contains(row))
          .sorted(order(request.query().text()))
          .forEach(found::add);
    }
    return distort.apply(
        found.stream()
            .skip(request.offset())
            .limit(request.limit())
            .filter(row -> !hidden.test(row.get("sys_id")))
            .map(row -> new Row(Map.copyOf(row), Map.of()))
            .toList());
  }

  private List<Predicate<Map<String, String>>> branches(String query) {
    return Arrays.stream(query.split("\\^NQ", -1))
        .map(
            branch ->
                Arrays.stream(branch.split("\\^", -1))
                    .filter(term -> !term.isEmpty() && !term.startsWith("ORDERBY"))
                    .map(this::condition)
                    .reduce(row -> true, Predicate::and))
        .toList();
  }

  private static Predicate<Map<String, String>> any(List<Predicate<Map<String, String>>> branches) {
    return branches.stream().reduce(row -> false, Predicate::or);
  }

  private static Comparator<Map<String, String>> order(String query) {
    Comparator<Map<String, String>> order = Comparator.comparing(row -> 0);
    for (String term : query.split("\\^", -1)) {
      if (term.startsWith("ORDERBY")) {
        String field = term.substring("ORDERBY".length());
        order = order.thenComparing(row -> row.get(field), String.CASE_INSENSITIVE_ORDER);
      }
    }
    return order;
  }

  private Predicate<Map<String, String>> condition(String term) {
    if (!ignored.isEmpty() && term.startsWith(ignored)) {
      return row -> true;
    }
    int in = term.indexOf("IN");
    if (in > 0) {
      String field = term.substring(0, in);
      String[] values = term.substring(in + 2).split(",", -1);
      return row -> Arrays.stream(values).anyMatch(value -> compare(value, row.get(field)) == 0);
    }
    for (String operator : List.of(">=", "<=", "!=", "=", ">", "<")) {
      int at = term.indexOf(operator);
      if (at > 0) {
        return condition(term.substring(0, at), operator, term.substring(at + operator.length()));
      }
    }
    throw new IllegalArgumentException(term);
  }

  private Predicate<Map<String, String>> condition(String field, String operator, String bound) {
    IntPredicate is =
        switch (operator) {
          case ">=" -> compared -> compared >= 0;
          case "<=" -> compared -> compared <= 0;
          case "!=" -> compared -> compared != 0;
          case "=" -> compared -> compared == 0;
          case ">" -> compared -> compared > 0;
          default -> compared -> compared < 0;
        };
    return row -> {
      String value = row.get(field);
      // An unknown field is ignored.
      return value == null || (!value.isEmpty() && is.test(compare(value, bound)));
    };
  }

  private int compare(String one, String other) {
    return String.CASE_INSENSITIVE_ORDER.compare(folded(one), folded(other));
  }

  private String folded(String text) {
    return ignoresAccents
        ? Normalizer.normalize(text, Normalizer.Form.NFD).replaceAll("\\p{M}", "")
        : text;
  }

  public static Instant at(String stamp) {
    return GlideDateTime.parse(stamp).orElseThrow();
  }
}
