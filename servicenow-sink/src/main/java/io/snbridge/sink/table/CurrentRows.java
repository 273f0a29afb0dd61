/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.table;

import io.snbridge.common.table.DisplayValue;
import io.snbridge.common.table.EncodedQuery;
import io.snbridge.common.table.InLists;
import io.snbridge.common.table.Page;
import io.snbridge.common.table.PageRequest;
import io.snbridge.common.table.Row;
import io.snbridge.common.transport.Reply;
import io.snbridge.sink.record.Write;
import io.snbridge.sink.write.FewAtATime;
import io.snbridge.sink.write.KeyedExecutor;
import io.snbridge.sink.write.RequestCoalescer;
import io.snbridge.sink.write.Unanswered;
import io.snbridge.sink.write.WriteCall;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Rows as they are now, some columns of them: what is asked for at about the same time is read by
 * one query ({@code sys_idIN...}). Thread-safe.
 */
public final class CurrentRows {

  /** {@link io.snbridge.common.table.TableApi#page(PageRequest, String)}, or what stands for it. */
  public interface Pages {
    CompletableFuture<Reply<Page>> page(PageRequest request, String correlationId);
  }

  /** {@link UnrepeatedPages#count}, or what stands for it. */
  public interface Counts {
    CompletableFuture<Reply<Long>> count(String table, EncodedQuery query, String correlationId);
  }

  private static final Logger LOG = LoggerFactory.getLogger(CurrentRows.class);
  private static final String SYS_ID = "sys_id";

  /** What one query can ask for: rows of a table, with the same columns. */
  private record Kind(String table, Set<String> columns) {

    /** What no column is called, a record's own field perhaps, no row has either. */
    List<String> fields() {
      Set<String> fields = new TreeSet<>(columns);
      fields.removeIf(column -> !PageRequest.isField(column));
      fields.add(SYS_ID);
      return List.copyOf(fields);
    }
  }

  /** By its correlation id every question is one of its own. */
  private record Asked(String sysId, String correlationId, KeyedExecutor.Turn turn) {}

  private final Pages pages;
  private final Counts counts;
  private final Rows alone;
  private final ReadProbe probe;
  private final FewAtATime apart;

  /** An answer is empty when a row was not given, and may be there all the same. */
  private final RequestCoalescer<Kind, Asked, Optional<Reply<Optional<Row>>>> together =
      new RequestCoalescer<>(this::read, CurrentRows::fitting);

  /**
   * @param pages not in batches: they answer for many rows already. Each is asked for once
   * @param counts asked where a page has no count, because something removed it
   * @param alone reads what a query did not give
   * @param apart begins what may have no answer ever
   */
  public CurrentRows(Pages pages, Counts counts, Rows alone, FewAtATime apart) {
    this.pages = pages;
    this.counts = counts;
    this.alone = alone;
    this.probe = new ReadProbe(pages);
    this.apart = apart;
  }

  /** Whether such reads of other rows of the write's table are answered now. */
  public CompletableFuture<Boolean> areAnswered(WriteCall call, Set<String> columns) {
    return areAnswered(call.write().table(), columns, call);
  }

  /** The same of another table. */
  public CompletableFuture<Boolean> areAnswered(String table, Set<String> columns, WriteCall call) {
    return probe.answers(table, columns, call.correlationId());
  }

  /** A read that may have no answer ever: without a slot, and few at a time. */
  <T> CompletableFuture<T> apart(WriteCall call, Supplier<CompletableFuture<T>> read) {
    return call.apart(apart, read);
  }

  /**
   * The row of a write, with the columns that are asked for, or more.
   *
   * @return empty when there is none or the user may not see it. That a query did not give a row
   *     says so only when it gave as many as the instance counts, with hidden ones; else the row is
   *     asked for alone.
   */
  public CompletableFuture<Reply<Optional<Row>>> get(
      WriteCall call, Set<String> columns, boolean isApart) {
    return isApart
        ? getApart(call, columns)
        : ask(call, columns, false).thenCompose(reply -> orAlone(call, reply));
  }

  /** The same; while many are asked for together, others have the slot. */
  CompletableFuture<Reply<Optional<Row>>> getAside(
      WriteCall call, Set<String> columns, boolean isApart) {
    return isApart
        ? getApart(call, columns)
        : ask(call, columns, true).thenCompose(reply -> orAlone(call, reply));
  }

  /** The same of a row that was not answered for while others were. */
  CompletableFuture<Reply<Optional<Row>>> getApart(WriteCall call, Set<String> columns) {
    Kind kind = new Kind(call.write().table(), columns);
    Asked asked = asked(call, call.write().sysId());
    if (fitting(kind, List.of(asked)) == 0) {
      return apart(call, () -> alone(call));
    }
    return apart(call, () -> page(kind, List.of(asked.sysId()), asked.correlationId()))
        .thenCompose(
            reply ->
                Unanswered.is(reply)
                    ? CompletableFuture.completedFuture(same((Reply.NotOk<Page>) reply))
                    : orAlone(
                        call, each(List.of(asked), reply).getOrDefault(asked, Optional.empty())));
  }

  /** With a slot: each of these is a request, and many of a silent table would take all. */
  private CompletableFuture<Reply<Optional<Row>>> orAlone(
      WriteCall call, Optional<Reply<Optional<Row>>> reply) {
    return reply
        .map(CompletableFuture::completedFuture)
        .orElseGet(() -> call.cancellation().begin(() -> alone(call)));
  }

  private CompletableFuture<Reply<Optional<Row>>> alone(WriteCall call) {
    call.checkNotHalted();
    Write write = call.write();
    return alone.get(write.table(), write.sysId(), call.correlationId());
  }

  /** Whether it is certain that there is no such row: the instance counts none. Asked aside. */
  CompletableFuture<Boolean> isAbsent(WriteCall call) {
    return ask(call, Set.of(), true)
        .thenApply(
            reply ->
                reply.isPresent()
                    && reply.get() instanceof Reply.Ok<Optional<Row>> ok
                    && ok.body().isEmpty());
  }

  /**
   * Whether a row of the write's table is there, by the instance's count. Asked aside, as far as
   * many are asked for together.
   *
   * @param isApart not with others, because it was not answered for while others were
   * @return what is no refusal and no answer, as it came
   */
  public CompletableFuture<Reply<Presence>> presence(
      WriteCall call, String sysId, boolean isApart) {
    Kind kind = new Kind(call.write().table(), Set.of());
    Asked asked = asked(call, sysId);
    if (isApart) {
      return apart(call, () -> page(kind, List.of(sysId), asked.correlationId()))
          .thenCompose(reply -> told(call, kind, asked, reply));
    }
    return ask(call, kind, asked, true)
        .thenCompose(
            reply ->
                reply
                    .map(known -> CompletableFuture.completedFuture(presence(known)))
                    .orElseGet(() -> count(call, kind, asked)));
  }

  private static Reply<Presence> presence(Reply<Optional<Row>> reply) {
    return reply instanceof Reply.Ok<Optional<Row>> ok
        ? told(ok.body().isPresent() ? Presence.SEEN : Presence.ABSENT)
        : same((Reply.NotOk<?>) reply);
  }

  /** Rows that were asked for with it may be the hidden ones. */
  private CompletableFuture<Reply<Presence>> count(WriteCall call, Kind kind, Asked asked) {
    return call.cancellation()
        .begin(() -> page(kind, List.of(asked.sysId()), asked.correlationId()))
        .thenCompose(reply -> told(call, kind, asked, reply));
  }

  private CompletableFuture<Reply<Presence>> told(
      WriteCall call, Kind kind, Asked asked, Reply<Page> reply) {
    if (!(reply instanceof Reply.Ok<Page> ok)) {
      return CompletableFuture.completedFuture(untold((Reply.NotOk<Page>) reply));
    }
    if (byId(ok.body().rows()).containsKey(asked.sysId().toLowerCase(Locale.ROOT))) {
      return CompletableFuture.completedFuture(told(Presence.SEEN));
    }
    if (!ok.body().rows().isEmpty()) {
      // A condition that is ignored counts every row.
      return CompletableFuture.completedFuture(told(Presence.UNTOLD));
    }
    return ok.totalCount().isPresent()
        ? CompletableFuture.completedFuture(counted(ok.totalCount().getAsLong()))
        : counted(call, kind, asked);
  }

  private CompletableFuture<Reply<Presence>> counted(WriteCall call, Kind kind, Asked asked) {
    return call.cancellation()
        .begin(() -> counts.count(kind.table(), query(asked), asked.correlationId()))
        .thenApply(
            reply ->
                reply instanceof Reply.Ok<Long> ok
                    ? counted(ok.body())
                    : untold((Reply.NotOk<Long>) reply));
  }

  private static EncodedQuery query(Asked asked) {
    return EncodedQuery.whereIn(SYS_ID, List.of(asked.sysId()));
  }

  private static Reply<Presence> counted(long rows) {
    return told(rows == 0 ? Presence.ABSENT : rows == 1 ? Presence.HIDDEN : Presence.UNTOLD);
  }

  private static Reply<Presence> untold(Reply.NotOk<?> reply) {
    return reply instanceof Reply.Refused ? told(Presence.UNTOLD) : same(reply);
  }

  private static Reply<Presence> told(Presence presence) {
    return new Reply.Ok<>(presence, OptionalLong.empty());
  }

  private CompletableFuture<Optional<Reply<Optional<Row>>>> ask(
      WriteCall call, Set<String> columns, boolean aside) {
    return ask(
        call, new Kind(call.write().table(), columns), asked(call, call.write().sysId()), aside);
  }

  private static Asked asked(WriteCall call, String sysId) {
    return new Asked(sysId, call.correlationId(), call.turn());
  }

  private CompletableFuture<Optional<Reply<Optional<Row>>>> ask(
      WriteCall call, Kind kind, Asked asked, boolean aside) {
    if (fitting(kind, List.of(asked)) == 0) {
      return CompletableFuture.completedFuture(Optional.empty());
    }
    return call.cancellation()
        .begin(
            () ->
                aside
                    ? call.turn().aside(() -> together.ask(kind, asked))
                    : together.ask(kind, asked));
  }

  private static int fitting(Kind kind, List<Asked> waiting) {
    int fields = String.join("%2C", kind.fields()).length();
    return InLists.fitting(waiting.stream().map(Asked::sysId).toList(), fields);
  }

  private CompletableFuture<Map<Asked, Optional<Reply<Optional<Row>>>>> read(
      Kind kind, List<Asked> asked) {
    // What failed the task, a wrong password perhaps, would fail this again.
    if (asked.get(0).turn().isHalted()) {
      return CompletableFuture.failedFuture(
          new CancellationException("The task has failed or is stopped"));
    }
    List<String> ids = asked.stream().map(Asked::sysId).distinct().toList();
    String correlationId = correlationId(kind, asked);
    return page(kind, ids, correlationId)
        .thenCompose(
            reply ->
                Unanswered.is(reply)
                    ? probe
                        .answers(kind.table(), kind.columns(), correlationId)
                        .thenApply(others -> unanswered(asked, (Reply.NotOk<Page>) reply, others))
                    : CompletableFuture.completedFuture(each(asked, reply)));
  }

  private CompletableFuture<Reply<Page>> page(Kind kind, List<String> ids, String correlationId) {
    PageRequest request =
        new PageRequest(
            kind.table(),
            EncodedQuery.whereIn(SYS_ID, ids),
            kind.fields(),
            ids.size(),
            0,
            true,
            DisplayValue.FALSE);
    return pages.page(request, correlationId);
  }

  private static String correlationId(Kind kind, List<Asked> asked) {
    if (asked.size() == 1) {
      return asked.get(0).correlationId();
    }
    String shared = UUID.randomUUID().toString();
    for (Asked one : asked) {
      LOG.debug(
          "{}/{} is read with {} other rows, by a query with the correlation id {}"
              + " [correlation id {}]",
          kind.table(),
          one.sysId(),
          asked.size() - 1,
          shared,
          one.correlationId());
    }
    return shared;
  }

  /**
   * One of the rows may be what the page is not answered for, or it is too much: each is read
   * alone. But where no other row can be read, one tries, lest all ask one by one for nothing.
   */
  private static Map<Asked, Optional<Reply<Optional<Row>>>> unanswered(
      List<Asked> asked, Reply.NotOk<Page> reply, boolean others) {
    Map<Asked, Optional<Reply<Optional<Row>>>> answers = new HashMap<>();
    asked.forEach(one -> answers.put(one, others ? Optional.empty() : Optional.of(same(reply))));
    answers.put(asked.get(0), Optional.empty());
    return answers;
  }

  private static Map<Asked, Optional<Reply<Optional<Row>>>> each(
      List<Asked> asked, Reply<Page> reply) {
    Map<Asked, Optional<Reply<Optional<Row>>>> answers = new HashMap<>();
    if (reply instanceof Reply.NotOk<Page> notOk && !(notOk instanceof Reply.Refused)) {
      asked.forEach(one -> answers.put(one, Optional.of(same(notOk))));
      return answers;
    }
    // A query may be refused where a row is not.
    Optional<Page> page =
        reply instanceof Reply.Ok<Page> ok ? Optional.of(ok.body()) : Optional.empty();
    Map<String, Row> byId = byId(page.map(Page::rows).orElse(List.of()));
    boolean all = page.filter(CurrentRows::isWhole).isPresent();
    for (Asked one : asked) {
      Optional<Row> row = Optional.ofNullable(byId.get(one.sysId().toLowerCase(Locale.ROOT)));
      answers.put(
          one,
          row.isPresent() || all
              ? Optional.of(new Reply.Ok<>(row, OptionalLong.empty()))
              : Optional.empty());
    }
    return answers;
  }

  /** The count includes rows that the user may not see. */
  private static boolean isWhole(Page page) {
    return page.totalCount().isPresent() && page.totalCount().getAsLong() == page.rows().size();
  }

  private static Map<String, Row> byId(List<Row> rows) {
    return rows.stream()
        .filter(row -> row.value(SYS_ID).isPresent())
        .collect(
            Collectors.toMap(
                row -> row.value(SYS_ID).orElseThrow().toLowerCase(Locale.ROOT),
                Function.identity(),
                (first, second) -> first));
  }

  @SuppressWarnings("unchecked") // without a body it is one of any type
  private static <T> Reply<T> same(Reply.NotOk<?> reply) {
    return (Reply<T>) reply;
  }
}
