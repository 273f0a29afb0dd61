/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.read;

import io.snbridge.common.table.GlideDateTime;
import io.snbridge.common.table.Row;
import io.snbridge.common.transport.ServiceNowException;
import io.snbridge.source.config.TableConfig;
import io.snbridge.source.position.HiddenTimes;
import io.snbridge.source.position.Position.InStream;
import io.snbridge.source.record.DeleteRecords;
import io.snbridge.source.record.DeletedRow;
import io.snbridge.source.scan.HiddenRows;
import io.snbridge.source.scan.Instance;
import io.snbridge.source.scan.PageFetcher;
import io.snbridge.source.scan.Scan;
import io.snbridge.source.scan.ScanTarget;
import io.snbridge.source.scan.SharedFindings;
import io.snbridge.source.scan.TableRetries;
import io.snbridge.source.scan.WindowCount;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads which rows of a table were deleted, window by window, as {@link ChangeStream} reads
 * changes: from {@code sys_audit_delete}, {@code deletes.settle.ms} behind the instance's clock,
 * because instances before release Australia write it in the background. A row that exists again
 * gives no record.
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
  private final TableRetries retries;
  private final Function<ScanTarget, PageFetcher> audits;
  private final DeleteRecords records;
  private final PageQueue queue;
  private final UnacknowledgedRecords unacknowledged;
  private final EmittedRows known;
  private final EarlyRows early;
  private final DeletedClasses classes;
  private final DeleteAuditAccess audit;
  private final AuditRights rights;
  private final GoneRows gone;
  private final HiddenRows hidden;
  private final HiddenDeletes remembered;

  private List<AuditPart> parts = List.of();
  private @Nullable InStream position;

  /** Up to when deletes are known. */
  private Instant until = Instant.MIN;

  /** Some classes, and the pages that their deletes are asked for with. */
  private record AuditPart(List<String> classes, ScanTarget rows, PageFetcher pages) {}

  /**
   * @param shared what the task's tables find out once
   * @param audits pages of the audit; with payloads they can be large
   * @param unacknowledged knows which of the records given to the queue Kafka does not have yet
   */
  DeleteStream(
      TableReading reading,
      SharedFindings shared,
      Function<ScanTarget, PageFetcher> audits,
      UnacknowledgedRecords unacknowledged) {
    this.table = reading.config();
    this.instance = reading.instance();
    this.retries = reading.retries();
    this.audits = audits;
    this.records = reading.records().deletes(table.deletes());
    this.queue = reading.queue();
    this.unacknowledged = unacknowledged;
    this.known = reading.known();
    this.early = reading.early();
    this.classes = new DeletedClasses(instance, table);
    this.audit =
        new DeleteAuditAccess(instance, table, shared.oldestDelete(AuditTable.required(table)));
    this.rights = new AuditRights(table, retries);
    LongSupplier nanoTime = reading.sleeper()::nanoTime;
    this.hidden = new HiddenRows(table.alias() + "/" + AuditTable.NAME, nanoTime);
    this.remembered = new HiddenDeletes(table, nanoTime);
    this.gone = new GoneRows(table, instance, records, nanoTime);
  }

  @Override
  public void check() throws InterruptedException {
    Optional<Instant> oldest = audit.oldest();
    rights.areThere();
    classes.before(settled(instance.now(AuditTable.NAME)));
    classes.warnOfUnaudited();
    LOG.debug("Table '{}': the oldest audited delete is from {}", table.alias(), oldest);
  }

  @Override
  public void begin(InStream start) {
    position = start;
    until = start.deletesUntil().filter(start.timestamp()::isBefore).orElse(start.timestamp());
    remembered.begin(start);
    LOG.info(
        "Table '{}': deletes are read from {}",
        table.alias(),
        GlideDateTime.text(position().timestamp()));
  }

  @Override
  public void read(Instant now) throws InterruptedException {
    Instant end = settled(now);
    if (!end.isAfter(position().timestamp())) {
      return;
    }
    if (end.isAfter(position().timestamp().plus(LONG))) {
      warnIfPruned();
    }
    split(retries.untilShown(() -> classes.before(end)));
    drain(end);
    position = InStream.from(end);
    readAgain();
  }

  @Override
  public Optional<Instant> until() {
    if (unacknowledged.isDone()) {
      Instant known = remembered.notBefore(position().timestamp());
      until = known.isAfter(until) ? known : until;
    }
    return Optional.of(until);
  }

  /** Deleted rows that are gone, so far. From any thread. */
  long gone() {
    return gone.count();
  }

  /** Deleted rows that exist again, so far. From any thread. */
  long restored() {
    return gone.restored();
  }

  /** Rows of the audit that were not shown, so far. From any thread. */
  long hidden() {
    return hidden.count();
  }

  /** Times of which rows of the audit were hidden, and that are read again. From any thread. */
  long hiddenWindows() {
    return remembered.windows();
  }

  /** Times so far of which deletes may be missed. From any thread. */
  long unsure() {
    return remembered.unsure();
  }

  /** Rows of the audit that do not say which row was deleted, so far. From any thread. */
  long odd() {
    return gone.odd();
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
        ScanTarget rows = AuditTable.of(table, list, lists.size());
        split.add(new AuditPart(list, rows, audits.apply(rows)));
      }
      parts = List.copyOf(split);
    }
  }

  private void drain(Instant end) throws InterruptedException {
    MergedScan scan = scan(position(), end, hidden);
    InStream before = position();
    WindowCount count = opens(position());
    long hiddenBefore = hidden.count();
    for (Optional<List<Row>> rows = next(scan); rows.isPresent(); rows = next(scan)) {
      if (!rights.wereThere(audit::oldest)) {
        scan.leave();
        drain(end);
        return;
      }
      InStream last = AuditTable.position(rows.get().get(rows.get().size() - 1));
      remembered.handedOut(rows.get());
      // Parts are read ahead, so that what was counted may lie anywhere behind these rows.
      long most = mostHidden(hidden.count() - hiddenBefore, scan);
      boolean mayHide = scan.mayHide() || most > 0;
      HiddenTimes times = remembered.stored(last.timestamp(), count, most, mayHide);
      handOut(gone(rows.get()), before.withHidden(times), row -> row.position().withHidden(times));
      before = last;
      count.shown(rows.get().size());
      if (remembered.isFull() && last.timestamp().isAfter(count.from().timestamp())) {
        remembered.read(last.timestamp().plusSeconds(1), count, mayHide ? Math.max(1, most) : 0);
        count = opens(last);
      }
    }
    // What another table was told before need not be true of the time when rows were hidden.
    if (hidden.count() > hiddenBefore && !rights.wereThere(audit::askOldest)) {
      drain(end);
      return;
    }
    remembered.read(end, count, mostHidden(hidden.count() - hiddenBefore, scan));
  }

  private WindowCount opens(InStream from) {
    remembered.opens(from);
    return new WindowCount(from, hidden);
  }

  /**
   * Reads a window again of which rows were hidden. The records carry the stream's position; what
   * they are is stored with the last one of a part, so that one that has not arrived as a whole
   * comes again.
   */
  private void readAgain() throws InterruptedException {
    Optional<HiddenWindow> due = remembered.due();
    if (due.isEmpty()) {
      return;
    }
    HiddenWindow window = due.get();
    if (!window.shown().areKnown() && areAllStillHidden(window)) {
      return;
    }
    HiddenRows counted = HiddenRows.countedElsewhere(table.alias());
    MergedScan scan = scan(window.start(), window.end(), counted);
    for (Optional<List<Row>> rows = next(scan); rows.isPresent(); rows = next(scan)) {
      // An event and a tombstone of each.
      for (List<Row> found : PageQueue.parts(remembered.missed(rows.get()), 2)) {
        InStream before = position().withHidden(remembered.stored());
        remembered.handedOut(found);
        InStream after = position().withHidden(remembered.stored());
        List<DeletedRow> missing = gone(found);
        handOut(
            missing, before, row -> row.equals(missing.get(missing.size() - 1)) ? after : before);
      }
    }
    looked(window, counted, scan);
  }

  /** Of a window whose shown rows are too many to be known: they are not sent again for nothing. */
  private boolean areAllStillHidden(HiddenWindow window) throws InterruptedException {
    HiddenRows counted = HiddenRows.countedElsewhere(table.alias());
    MergedScan scan = scan(window.start(), window.end(), counted);
    long shown = 0;
    for (Optional<List<Row>> rows = next(scan); rows.isPresent(); rows = next(scan)) {
      shown += rows.get().size();
    }
    boolean all = shown == 0 || mostHidden(counted.count(), scan) >= window.rows();
    if (all) {
      looked(window, counted, scan);
    }
    return all;
  }

  private void looked(HiddenWindow window, HiddenRows counted, MergedScan scan) {
    remembered.looked(window, mostHidden(counted.count(), scan), scan.doubtful());
  }

  /** How many are surely hidden depends on how the time was cut, and cannot be compared. */
  private static long mostHidden(long counted, MergedScan scan) {
    return counted + scan.doubtful();
  }

  private void handOut(
      List<DeletedRow> missing, InStream before, Function<DeletedRow, InStream> after)
      throws InterruptedException {
    List<SourceRecord> page = retries.untilShown(() -> records.of(missing, before, after));
    if (!page.isEmpty()) {
      unacknowledged.handOut(page.size());
      List<String> ids = missing.stream().map(DeletedRow::sysId).toList();
      known.streamHandsOutDeletes(ids, () -> queue.put(page));
      // A row that is put back as it was has to be sent again.
      early.forget(ids);
    }
  }

  private Optional<List<Row>> next(MergedScan scan) throws InterruptedException {
    try {
      return scan.next();
    } catch (ServiceNowException failed) {
      throw audit.explained(failed);
    }
  }

  private MergedScan scan(InStream from, Instant end, HiddenRows counted) {
    return new MergedScan(
        parts.stream().map(part -> scan(part, from, end, counted)).toList(), ORDER);
  }

  private static Scan scan(AuditPart part, InStream from, Instant end, HiddenRows counted) {
    AuditWindow window = new AuditWindow(part.rows(), part.classes(), from, end);
    return new Scan(part.rows().alias(), part.pages(), window, counted);
  }

  private List<DeletedRow> gone(List<Row> audited) throws InterruptedException {
    List<String> names = parts.stream().flatMap(part -> part.classes().stream()).toList();
    return gone.among(audited, names);
  }

  private InStream position() {
    return Objects.requireNonNull(position, "not begun");
  }

  private void warnIfPruned() throws InterruptedException {
    Optional<Instant> oldest = audit.oldest();
    Instant known = until.isAfter(position().timestamp()) ? until : position().timestamp();
    if (oldest.isPresent() && oldest.get().isAfter(known)) {
      LOG.warn(
          "Table '{}': deletes are known up to {}, but the oldest row of sys_audit_delete is"
              + " from {}. If the audit was pruned, deletes between these times are lost: rows"
              + " that are gone in ServiceNow stay in Kafka. Compare the topic with the table,"
              + " or read the table into a new topic. If nothing was deleted on the instance"
              + " before, nothing is missing.",
          table.alias(),
          GlideDateTime.text(known),
          GlideDateTime.text(oldest.get()));
    }
  }
}
