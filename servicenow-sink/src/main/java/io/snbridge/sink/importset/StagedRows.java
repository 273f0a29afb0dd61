/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.importset;

import io.snbridge.common.table.DisplayValue;
import io.snbridge.common.table.EncodedQuery;
import io.snbridge.common.table.InLists;
import io.snbridge.common.table.Page;
import io.snbridge.common.table.PageRequest;
import io.snbridge.common.table.Row;
import io.snbridge.common.table.TableApi;
import io.snbridge.common.transport.Reply;
import io.snbridge.sink.record.Write;
import io.snbridge.sink.table.ReadProbe;
import io.snbridge.sink.table.UnrepeatedPages;
import io.snbridge.sink.write.FewAtATime;
import io.snbridge.sink.write.RequestCoalescer;
import io.snbridge.sink.write.Unanswered;
import io.snbridge.sink.write.WriteCall;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Rows of staging tables, by the id of the record that they came from. What became of each is in
 * the columns that a staging table has of {@code sys_import_set_row}.
 */
public final class StagedRows {

  private static final Logger LOG = LoggerFactory.getLogger(StagedRows.class);

  private static final String SYS_ID = "sys_id";
  private static final String SET = "sys_import_set";
  private static final String STATE = "sys_import_state";
  private static final String COMMENT = "sys_import_state_comment";
  private static final String MAP = "sys_transform_map";
  private static final String TARGET_TABLE = "sys_target_table";
  private static final String TARGET = "sys_target_sys_id";
  private static final String PENDING = "pending";

  /** A record is there once; more than a few times, and the condition was ignored. */
  private static final int MORE = 10;

  private static final List<String> OTHERS =
      List.of(SYS_ID, SET, STATE, COMMENT, MAP, TARGET_TABLE, TARGET);

  /** By its correlation id every question is one of its own. */
  private record Asked(String recordId, String correlationId) {}

  private final UnrepeatedPages pages;
  private final String field;
  private final ReadProbe probe;
  private final FewAtATime apart;

  /** An answer is empty when a record is better asked for alone. */
  private final RequestCoalescer<String, Asked, Optional<Reply<Page>>> together =
      new RequestCoalescer<>(this::read, (staging, waiting) -> fitting(waiting));

  private final Set<String> readable = ConcurrentHashMap.newKeySet();

  /**
   * @param field the staging column with the record's id
   * @param apart begins what may have no answer ever
   */
  public StagedRows(TableApi api, String field, FewAtATime apart) {
    this.pages = new UnrepeatedPages(api);
    this.probe = new ReadProbe(pages);
    this.field = field;
    this.apart = apart;
  }

  /** A row that was found. */
  public record Staged(Row row) {

    public boolean isPending() {
      String state = value(STATE);
      return state.isEmpty() || state.equalsIgnoreCase(PENDING);
    }

    public TransformResult transformed() {
      return new TransformResult(
          value(MAP), value(TARGET_TABLE), value(TARGET), value(STATE), value(COMMENT));
    }

    /** For errors: its sys_id, and its import set's. */
    public String describe() {
      return "staging row %s of import set %s".formatted(value(SYS_ID), value(SET));
    }

    private String value(String column) {
      return row.value(column).orElse("");
    }
  }

  /**
   * Reads the rows of a record, those that are asked for at about the same time by one query; rows
   * of others, when the instance ignores the condition.
   *
   * @param isApart not with others, because it was not answered for while others were
   */
  public CompletableFuture<Reply<Page>> find(WriteCall call, Write.Import row, boolean isApart) {
    Asked asked = new Asked(row.recordId(), call.correlationId());
    if (isApart) {
      return call.apart(apart, () -> alone(row.table(), asked));
    }
    return call.cancellation()
        .begin(() -> together.ask(row.table(), asked))
        .thenCompose(
            reply ->
                reply
                    .map(CompletableFuture::completedFuture)
                    .orElseGet(() -> call.cancellation().begin(() -> alone(row.table(), asked))));
  }

  private CompletableFuture<Reply<Page>> alone(String staging, Asked asked) {
    return page(staging, List.of(asked), asked.correlationId())
        .thenApply(reply -> each(List.of(asked), reply).get(asked));
  }

  /** Whether other rows of a staging table are answered for now. */
  public CompletableFuture<Boolean> areAnswered(WriteCall call, String staging) {
    return probe.answers(staging, Set.of(), call.correlationId());
  }

  private int fitting(List<Asked> waiting) {
    int fields = String.join("%2C", OTHERS).length() + field.length();
    return Math.max(1, InLists.fitting(waiting.stream().map(Asked::recordId).toList(), fields));
  }

  private CompletableFuture<Map<Asked, Optional<Reply<Page>>>> read(
      String staging, List<Asked> asked) {
    String correlationId = correlationId(staging, asked);
    return page(staging, asked, correlationId)
        .thenCompose(
            reply ->
                asked.size() > 1 && Unanswered.is(reply)
                    ? probe
                        .answers(staging, Set.of(), correlationId)
                        .thenApply(others -> unanswered(asked, reply, others))
                    : CompletableFuture.completedFuture(answered(asked, reply)));
  }

  private CompletableFuture<Reply<Page>> page(
      String staging, List<Asked> asked, String correlationId) {
    List<String> ids = ids(asked);
    List<String> fields = new ArrayList<>(OTHERS);
    fields.add(field);
    return pages.page(
        new PageRequest(
            staging,
            EncodedQuery.whereIn(field, ids).orderBy(SYS_ID),
            fields,
            limit(ids),
            0,
            false,
            DisplayValue.FALSE),
        correlationId);
  }

  private static List<String> ids(List<Asked> asked) {
    return asked.stream().map(Asked::recordId).distinct().toList();
  }

  private static int limit(List<String> ids) {
    return 2 * ids.size() + MORE;
  }

  /** Records that are there many times may have taken the place of others. */
  private Map<Asked, Optional<Reply<Page>>> answered(List<Asked> asked, Reply<Page> reply) {
    boolean isCut =
        asked.size() > 1
            && reply instanceof Reply.Ok<Page> ok
            && ok.body().rows().size() >= limit(ids(asked));
    Map<Asked, Optional<Reply<Page>>> answers = new HashMap<>();
    each(asked, reply)
        .forEach((one, its) -> answers.put(one, isCut ? Optional.empty() : Optional.of(its)));
    return answers;
  }

  /** Where no other row can be read, one tries, lest all ask one by one for nothing. */
  private static Map<Asked, Optional<Reply<Page>>> unanswered(
      List<Asked> asked, Reply<Page> reply, boolean others) {
    Map<Asked, Optional<Reply<Page>>> answers = new HashMap<>();
    asked.forEach(one -> answers.put(one, others ? Optional.empty() : Optional.of(reply)));
    answers.put(asked.get(0), Optional.empty());
    return answers;
  }

  private static String correlationId(String staging, List<Asked> asked) {
    if (asked.size() == 1) {
      return asked.get(0).correlationId();
    }
    String shared = UUID.randomUUID().toString();
    LOG.debug(
        "Query of {} [correlation id {}] looks for rows of {}",
        staging,
        shared,
        asked.stream().map(Asked::correlationId).toList());
    return shared;
  }

  private Map<Asked, Reply<Page>> each(List<Asked> asked, Reply<Page> reply) {
    Map<Asked, Reply<Page>> answers = new HashMap<>();
    for (Asked one : asked) {
      answers.put(one, reply instanceof Reply.Ok<Page> ok ? ofOne(asked, one, ok) : reply);
    }
    return answers;
  }

  /** All rows, when one of them was not asked for by anybody: the condition was ignored. */
  private Reply<Page> ofOne(List<Asked> asked, Asked one, Reply.Ok<Page> reply) {
    List<Row> rows = reply.body().rows();
    boolean foreign =
        rows.stream().anyMatch(row -> asked.stream().noneMatch(each -> isOf(each, row)));
    return foreign
        ? reply
        : new Reply.Ok<>(
            new Page(rows.stream().filter(row -> isOf(one, row)).toList(), OptionalLong.empty()),
            OptionalLong.empty());
  }

  private boolean isOf(Asked asked, Row row) {
    return row.value(field).filter(asked.recordId()::equalsIgnoreCase).isPresent();
  }

  /**
   * Whether rows are what was asked for. ServiceNow ignores a condition on a column that a table
   * does not have, and finds every row.
   */
  public boolean areOf(String recordId, List<Row> rows) {
    return rows.stream()
        .allMatch(row -> row.value(field).filter(recordId::equalsIgnoreCase).isPresent());
  }

  /** That a row of ours was found in a table: until then, none found may mean none shown. */
  public void found(String staging) {
    readable.add(staging);
  }

  public boolean areReadable(String staging) {
    return readable.contains(staging);
  }

  public String field() {
    return field;
  }
}
