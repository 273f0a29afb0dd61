/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.table;

import io.snbridge.common.table.DisplayValue;
import io.snbridge.common.table.EncodedQuery;
import io.snbridge.common.table.EncodedQuery.Operator;
import io.snbridge.common.table.GlideDateTime;
import io.snbridge.common.table.Page;
import io.snbridge.common.table.PageRequest;
import io.snbridge.common.table.Row;
import io.snbridge.common.transport.Failure;
import io.snbridge.common.transport.InstanceClock;
import io.snbridge.common.transport.Reply;
import io.snbridge.common.transport.Request.Method;
import io.snbridge.sink.column.JournalColumns;
import io.snbridge.sink.record.Write;
import io.snbridge.sink.write.WriteCall;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The entries of journal columns, {@code sys_journal_field}: the column itself reads empty. An
 * entry is told by its row, its column, its text and its time; it is counted once, so that the same
 * text written twice makes two. Thread-safe.
 */
public final class JournalEntries {

  /** What is known of the entries of one write. */
  sealed interface Finding {

    /** Those of the columns that have their entry. */
    record Found(Set<String> columns) implements Finding {}

    /** The user may not see whether there are entries. */
    record Hidden(Failure why) implements Finding {}

    /** Nothing, because the instance did not answer. */
    record Unanswered(Reply.NotOk<Page> reply) implements Finding {}
  }

  private static final Logger LOG = LoggerFactory.getLogger(JournalEntries.class);

  private record Entry(String sysId, String column, String text) {}

  static final String TABLE = "sys_journal_field";
  private static final List<String> FIELDS =
      List.of("element_id", "element", "value", "sys_created_on");

  /** Stamps have whole seconds, and the clocks of an instance's nodes differ a little. */
  private static final Duration SLACK = Duration.ofSeconds(2);

  /** Whatever zone the instance reads the time of a condition in: the stamps are compared here. */
  private static final Duration ANY_ZONE = Duration.ofHours(26);

  /** Instances cut what is longer (docs: maximum length of a journal entry is the column's). */
  private static final int LONG = 1000;

  private static final int LIMIT = 1000;
  private static final int KNOWN = 10_000;

  private final CurrentRows.Pages pages;
  private final InstanceClock clock;
  private final JournalColumns columns;
  private final RedeliveryDetector redeliveries;
  private final AtomicBoolean warned = new AtomicBoolean();
  private final AtomicLong notRepeated = new AtomicLong();

  /** When entries were made that belong to writes; guarded by itself. The oldest first. */
  private final Map<Entry, List<Instant>> taken =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Entry, List<Instant>> eldest) {
          return size() > KNOWN;
        }
      };

  /**
   * @param pages not repeated as they are when ServiceNow fails at them
   * @param redeliveries tells which records may have been written before
   */
  public JournalEntries(
      CurrentRows.Pages pages,
      InstanceClock clock,
      JournalColumns columns,
      RedeliveryDetector redeliveries) {
    this.pages = pages;
    this.clock = clock;
    this.columns = columns;
    this.redeliveries = redeliveries;
  }

  /** Entries that were found, and so not written again. */
  public long notRepeated() {
    return notRepeated.get();
  }

  JournalGuard guard(WriteCall call) {
    Write write = call.write();
    Map<String, String> texts = new HashMap<>(write.values());
    texts.keySet().retainAll(columns.among(write.values().keySet(), write.table()));
    texts.values().removeIf(String::isEmpty);
    return new JournalGuard(
        this, write.sysId(), texts, redeliveries.writtenSince(call.record()), call.correlationId());
  }

  /** The instance's time, or a little earlier; before its first answer, of all entries. */
  Instant now() {
    return clock.now().orElse(Instant.EPOCH);
  }

  /** To be told of an entry that was made now. */
  void made(String sysId, String column, String text) {
    take(new Entry(sysId, column, normal(text)), now());
  }

  private void take(Entry entry, Instant at) {
    synchronized (taken) {
      taken.computeIfAbsent(entry, same -> new ArrayList<>(1)).add(at);
    }
  }

  /**
   * Looks for entries, and takes those that are found.
   *
   * @param texts by column
   * @param since by the instance's clock
   */
  CompletableFuture<Finding> find(
      String sysId, Map<String, String> texts, Instant since, String correlationId) {
    Instant from = since.minus(SLACK);
    EncodedQuery query =
        EncodedQuery.where("element_id", Operator.EQUALS, sysId)
            .and(EncodedQuery.whereIn("element", List.copyOf(texts.keySet())));
    if (from.isAfter(Instant.EPOCH)) {
      String day = GlideDateTime.text(from.minus(ANY_ZONE));
      query = query.and(EncodedQuery.where("sys_created_on", Operator.GREATER_OR_EQUAL, day));
    }
    return pages
        .page(
            new PageRequest(
                TABLE, query.orderBy("sys_created_on"), FIELDS, LIMIT, 0, true, DisplayValue.FALSE),
            correlationId)
        .thenApply(reply -> finding(sysId, texts, from, correlationId, reply));
  }

  private Finding finding(
      String sysId,
      Map<String, String> texts,
      Instant from,
      String correlationId,
      Reply<Page> reply) {
    if (reply instanceof Reply.Refused<Page> refused) {
      return hidden(refused.failure());
    }
    if (!(reply instanceof Reply.Ok<Page> ok)) {
      return new Finding.Unanswered((Reply.NotOk<Page>) reply);
    }
    List<Row> rows = ok.body().rows();
    boolean whole = ok.body().totalCount().orElse(-1) == rows.size();
    if (!whole || !rows.stream().allMatch(row -> isEntry(row, sysId))) {
      return hidden(
          new Failure(
              Method.GET,
              "/api/now/table/" + TABLE,
              200,
              "the entries, or fields of them, are not shown",
              "",
              correlationId));
    }
    Set<String> found = new HashSet<>();
    texts.forEach(
        (column, text) -> {
          if (takes(new Entry(sysId, column, normal(text)), from, rows)) {
            found.add(column);
          }
        });
    notRepeated.addAndGet(found.size());
    return new Finding.Found(found);
  }

  private Finding hidden(Failure why) {
    if (!warned.getAndSet(true)) {
      LOG.warn(
          "The user may not read sys_journal_field. A write of a journal column whose answer is"
              + " lost is refused, because nobody can tell whether it was done; and after a"
              + " restart, entries may be written twice. {}",
          why.describe());
    }
    return new Finding.Hidden(why);
  }

  /** A condition that the user may not make is ignored, and then entries of other rows come. */
  private static boolean isEntry(Row row, String sysId) {
    return FIELDS.stream().allMatch(field -> row.value(field).isPresent())
        && row.value("element_id").orElseThrow().equalsIgnoreCase(sysId)
        && GlideDateTime.parse(row.value("sys_created_on").orElseThrow()).isPresent();
  }

  /** Whether there is one more such entry than those that other writes have made or taken. */
  private boolean takes(Entry wanted, Instant from, List<Row> rows) {
    List<Instant> made =
        rows.stream()
            .filter(row -> row.value("element").orElseThrow().equals(wanted.column()))
            .filter(row -> isText(row.value("value").orElseThrow(), wanted.text()))
            .flatMap(row -> row.value("sys_created_on").flatMap(GlideDateTime::parse).stream())
            .filter(at -> !at.isBefore(from))
            .sorted()
            .toList();
    synchronized (taken) {
      long others =
          taken.getOrDefault(wanted, List.of()).stream().filter(at -> !at.isBefore(from)).count();
      if (made.size() <= others) {
        return false;
      }
      take(wanted, made.get((int) others));
      return true;
    }
  }

  private static boolean isText(String stored, String wanted) {
    String text = normal(stored);
    return text.equals(wanted) || (text.length() >= LONG && wanted.startsWith(text));
  }

  /** Ends of lines differ by who stored them, and blanks around a text are cut. */
  private static String normal(String text) {
    return text.replace("\r\n", "\n").strip();
  }
}
