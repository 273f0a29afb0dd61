/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.read;

import io.snbridge.common.table.Row;
import io.snbridge.common.transport.ServiceNowException;
import io.snbridge.source.position.Position.InStream;
import io.snbridge.source.position.Stamp;
import io.snbridge.source.read.Troubles.Question;
import io.snbridge.source.read.Troubles.Trouble;
import io.snbridge.source.record.DeleteRecords;
import io.snbridge.source.record.DeletedRow;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.source.SourceRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads which rows of a table were deleted, window by window, as {@link Stream} reads changes: from
 * {@code sys_audit_delete}, {@code deletes.settle.ms} behind the instance's clock, because
 * instances before release Australia write it in the background. A row that exists again gives no
 * record.
 *
 * <p>It is read before the changes and on their thread, so that a row which was put back comes
 * after its delete. Owned by the table's poller.
 */
final class DeleteStream implements Deletes {

  private static final Logger LOG = LoggerFactory.getLogger(DeleteStream.class);

  /** Longer windows come from a stop, during which the audit may have been pruned. */
  private static final Duration LONG = Duration.ofHours(1);

  private static final Comparator<Row> ORDER =
      Comparator.comparing(AuditTable::timestamp)
          .thenComparing(AuditTable::id, String.CASE_INSENSITIVE_ORDER);

  private final TableConfig table;
  private final Instance instance;
  private final Troubles troubles;
  private final DeleteRecords records;
  private final PageQueue queue;
  private final HandOver handOver;
  private final KnownRows known;
  private final DeletedClasses classes;
  private final DeleteAuditAccess audit;
  private final ExistingRows existing;
  private final HiddenRows hidden;
  private final OddAudits odd;

  /** Whether it is known that the user may read the audit. */
  private boolean readable;

  private List<AuditPart> parts = List.of();
  private InStream position;
  private Instant until;
  private final AtomicLong gone = new AtomicLong();
  private final AtomicLong restored = new AtomicLong();

  /** Some classes, and the pages that their deletes are asked for with. */
  private record AuditPart(List<String> classes, TableConfig config, Pages pages) {}

  /**
   * @param shared what the task's tables find out once
   * @param handOver knows which of the records given to the queue Kafka does not have yet
   * @param nanoTime monotonic, as {@link System#nanoTime}
   */
  DeleteStream(
      TableConfig table,
      Instance instance,
      SharedFindings shared,
      Troubles troubles,
      DeleteRecords records,
      PageQueue queue,
      HandOver handOver,
      KnownRows known,
      LongSupplier nanoTime) {
    this.table = table;
    this.instance = instance;
    this.troubles = troubles;
    this.records = records;
    this.queue = queue;
    this.handOver = handOver;
    this.known = known;
    this.classes = new DeletedClasses(instance, table);
    this.audit =
        new DeleteAuditAccess(instance, table, shared.oldestDelete(AuditTable.required(table)));
    this.existing = new ExistingRows(instance, table.table());
    this.hidden = new HiddenRows(table.alias() + "/" + AuditTable.NAME);
    this.odd = new OddAudits(table, nanoTime);
  }

  @Override
  public void check() throws InterruptedException {
    Optional<Instant> oldest = audit.oldest();
    readable = true;
    classes.before(settled(instance.now(AuditTable.NAME)));
    classes.warnOfUnaudited();
    LOG.debug("Table '{}': the oldest audited delete is from {}", table.alias(), oldest);
  }

  @Override
  public void begin(InStream start) {
    position = start;
    until = start.deletesUntil().filter(start.timestamp()::isBefore).orElse(start.timestamp());
    LOG.info(
        "Table '{}': deletes are read from {}", table.alias(), Stamp.text(position.timestamp()));
  }

  @Override
  public void read(Instant now) throws InterruptedException {
    Instant end = settled(now);
    if (!end.isAfter(position.timestamp())) {
      return;
    }
    if (end.isAfter(position.timestamp().plus(LONG))) {
      warnIfPruned();
    }
    split(troubles.untilShown(() -> classes.before(end)));
    drain(end);
    position = InStream.from(end);
  }

  @Override
  public Optional<Instant> until() {
    if (handOver.isDone() && position.timestamp().isAfter(until)) {
      until = position.timestamp();
    }
    return Optional.of(until);
  }

  /** Deleted rows that are gone, so far. From any thread. */
  long gone() {
    return gone.get();
  }

  /** Deleted rows that exist again, so far. From any thread. */
  long restored() {
    return restored.get();
  }

  /** Rows of the audit that were not shown, so far. From any thread. */
  long hidden() {
    return hidden.count();
  }

  /** Rows of the audit that do not say which row was deleted, so far. From any thread. */
  long odd() {
    return odd.count();
  }

  /** Deleted rows whose key is not known, so far. From any thread. */
  long unknownKeys() {
    return records.unknownKeys();
  }

  private Instant settled(Instant now) {
    return now.minus(table.deletesSettle()).truncatedTo(ChronoUnit.SECONDS);
  }

  private void split(List<List<String>> lists) {
    if (!parts.stream().map(AuditPart::classes).toList().equals(lists)) {
      List<AuditPart> split = new ArrayList<>();
      for (List<String> list : lists) {
        TableConfig config = AuditTable.of(table, list, lists.size());
        split.add(new AuditPart(list, config, new Pages(instance, config, troubles)));
      }
      parts = List.copyOf(split);
    }
  }

  private void drain(Instant end) throws InterruptedException {
    MergedScan scan = new MergedScan(parts.stream().map(part -> scan(part, end)).toList(), ORDER);
    InStream before = position;
    long hiddenBefore = hidden.count();
    List<String> classes = parts.stream().flatMap(part -> part.classes().stream()).toList();
    for (Optional<List<Row>> rows = next(scan); rows.isPresent(); rows = next(scan)) {
      if (!wasReadable(audit::oldest)) {
        drain(end);
        return;
      }
      List<Row> usable = odd.without(rows.get(), classes);
      List<DeletedRow> deleted = usable.stream().map(AuditTable::deleted).toList();
      List<DeletedRow> missing = gone(deleted);
      gone.addAndGet(missing.size());
      InStream previous = before;
      List<SourceRecord> page = troubles.untilShown(() -> records.of(missing, previous));
      if (!page.isEmpty()) {
        handOver.handOut(page.size());
        known.streamHandsOutDeletes(
            missing.stream().map(DeletedRow::sysId).toList(), () -> queue.put(page));
      }
      before = AuditTable.position(rows.get().get(rows.get().size() - 1));
    }
    // What another table was told before need not be true of the time when rows were hidden.
    if (hidden.count() > hiddenBefore && !wasReadable(audit::askOldest)) {
      drain(end);
    }
  }

  /**
   * Whether the user could read the audit all the time, which need not be known before there is
   * something in it.
   *
   * @param question throws when the user may not
   * @return false when that took a while, so that rows may have been passed over
   */
  private boolean wasReadable(Question<Optional<Instant>> question) throws InterruptedException {
    Trouble trouble = troubles.begin();
    boolean atOnce = true;
    while (!readable) {
      try {
        Optional<Instant> oldest = question.ask();
        LOG.debug("Table '{}': the oldest audited delete is from {}", table.alias(), oldest);
        readable = true;
        trouble.over();
      } catch (ConnectException unreadable) {
        if (unreadable.getCause() != null || !trouble.awaitNext(unreadable.getMessage())) {
          throw unreadable;
        }
        atOnce = false;
      }
    }
    return atOnce;
  }

  private Optional<List<Row>> next(MergedScan scan) throws InterruptedException {
    try {
      return scan.next();
    } catch (ServiceNowException failed) {
      throw audit.explained(failed);
    }
  }

  private Scan scan(AuditPart part, Instant end) {
    AuditWindow window = new AuditWindow(part.config(), part.classes(), position, end);
    return new Scan(part.config().alias(), part.pages(), window, hidden);
  }

  private List<DeletedRow> gone(List<DeletedRow> deleted) throws InterruptedException {
    Set<String> there = existing.among(deleted.stream().map(DeletedRow::sysId).toList());
    if (there.isEmpty()) {
      return deleted;
    }
    List<DeletedRow> missing =
        deleted.stream()
            .filter(row -> !there.contains(row.sysId().toLowerCase(Locale.ROOT)))
            .toList();
    int back = deleted.size() - missing.size();
    LOG.debug(
        "Table '{}': {} rows that were deleted exist again and give no delete; {} so far",
        table.alias(),
        back,
        restored.addAndGet(back));
    return missing;
  }

  private void warnIfPruned() throws InterruptedException {
    Optional<Instant> oldest = audit.oldest();
    Instant known = until.isAfter(position.timestamp()) ? until : position.timestamp();
    if (oldest.isPresent() && oldest.get().isAfter(known)) {
      LOG.warn(
          "Table '{}': deletes are known up to {}, but the oldest row of sys_audit_delete is"
              + " from {}. If the audit was pruned, deletes between these times are lost: rows"
              + " that are gone in ServiceNow stay in Kafka. Compare the topic with the table,"
              + " or read the table into a new topic. If nothing was deleted on the instance"
              + " before, nothing is missing.",
          table.alias(),
          Stamp.text(known),
          Stamp.text(oldest.get()));
    }
  }
}
