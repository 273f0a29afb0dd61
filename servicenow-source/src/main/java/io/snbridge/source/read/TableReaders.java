/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.read;

import io.snbridge.common.connect.ConnectorMetrics;
import io.snbridge.common.log.LogContext;
import io.snbridge.common.log.Words;
import io.snbridge.common.schema.ColumnLookup;
import io.snbridge.common.schema.Dictionary;
import io.snbridge.common.schema.Tables;
import io.snbridge.common.transport.Purpose;
import io.snbridge.common.transport.ServiceNowClient;
import io.snbridge.source.catalog.ClassChains;
import io.snbridge.source.config.ReadLimits;
import io.snbridge.source.config.RetryBudget;
import io.snbridge.source.config.SnapshotMode;
import io.snbridge.source.config.TableConfig;
import io.snbridge.source.position.PositionCodec;
import io.snbridge.source.position.TablePartition;
import io.snbridge.source.record.ChangeTime;
import io.snbridge.source.record.DeleteMode;
import io.snbridge.source.record.RecordBuilder;
import io.snbridge.source.record.SchemaMode;
import io.snbridge.source.scan.BranchOrder;
import io.snbridge.source.scan.BranchOrderProbe;
import io.snbridge.source.scan.FewTries;
import io.snbridge.source.scan.HiddenRows;
import io.snbridge.source.scan.Instance;
import io.snbridge.source.scan.InstanceTables;
import io.snbridge.source.scan.KeysetColumns;
import io.snbridge.source.scan.LiveInstance;
import io.snbridge.source.scan.OnceTables;
import io.snbridge.source.scan.PageFetcher;
import io.snbridge.source.scan.PendingBytes;
import io.snbridge.source.scan.RetryingInstance;
import io.snbridge.source.scan.ScanTarget;
import io.snbridge.source.scan.SharedDictionary;
import io.snbridge.source.scan.SharedFindings;
import io.snbridge.source.scan.Sleeper;
import io.snbridge.source.scan.SteadyInstance;
import io.snbridge.source.scan.TableBytes;
import io.snbridge.source.scan.TableRetries;
import io.snbridge.source.scan.TimestampCheck;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.source.SourceRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tables of one task, each read on a thread of its own, a rescan on another, and the ranges of
 * snapshots on {@link SpareThreads}. They share the client and its {@code
 * servicenow.max.concurrent.requests}: a slow table holds up the others only while its requests
 * take all of those. {@link #take} and {@link #acknowledge} may be called from different threads.
 */
public final class TableReaders implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(TableReaders.class);

  /** Pages of records made ahead, for all tables together; each reader holds one more. */
  private static final int QUEUED_PAGES = 8;

  private static final Duration LONGEST_END = Duration.ofMillis(500);

  private final PageQueue queue = new PageQueue(QUEUED_PAGES);
  private final PendingBytes pending;
  private final ExecutorService threads;
  private final SpareThreads spare;
  private final Map<String, UnacknowledgedRecords> handOvers = new HashMap<>();
  private final Map<String, UnacknowledgedRecords> deletesHandOvers = new HashMap<>();
  private final Map<String, UnacknowledgedRecords> againHandOvers = new HashMap<>();
  private final Instance instance;
  private final Sleeper sleeper;
  private final RetryBudget retryBudget;
  private final ConnectorMetrics metrics;
  private final SharedFindings shared;
  private final SharedDictionary columns;
  private final GroupWatches watches;
  private final Map<String, TableProgress> progress = new ConcurrentHashMap<>();

  /** By alias and by table, both in lower case. */
  private final Map<String, List<PollTimer>> timers = new ConcurrentHashMap<>();

  /**
   * Readers over a client, which stays the caller's. Nothing is read yet.
   *
   * @param logs whose the threads are
   */
  public TableReaders(
      ServiceNowClient client,
      RetryBudget retryBudget,
      ReadLimits limits,
      ConnectorMetrics metrics,
      LogContext logs) {
    this(new LiveInstance(client), Sleeper.untilInterrupted(), retryBudget, limits, metrics, logs);
  }

  TableReaders(Instance instance, Sleeper sleeper, RetryBudget retryBudget) {
    this(instance, sleeper, retryBudget, ReadLimits.USUAL);
  }

  TableReaders(Instance instance, Sleeper sleeper, RetryBudget retryBudget, ReadLimits limits) {
    this(instance, sleeper, retryBudget, limits, ConnectorMetrics.none(), LogContext.current());
  }

  private TableReaders(
      Instance instance,
      Sleeper sleeper,
      RetryBudget retryBudget,
      ReadLimits limits,
      ConnectorMetrics metrics,
      LogContext logs) {
    this.instance = instance;
    this.sleeper = sleeper;
    this.retryBudget = retryBudget;
    this.metrics = metrics;
    this.shared = new SharedFindings(sleeper::nanoTime);
    Tables once = new OnceTables(instance);
    ClassChains chains = new ClassChains(once);
    this.columns = new SharedDictionary(new Dictionary(once), chains);
    this.watches = new GroupWatches(instance, chains, sleeper::nanoTime);
    this.pending = new PendingBytes(limits.bytes());
    this.threads = Executors.newCachedThreadPool(logs.manyThreads("read"));
    this.spare = new SpareThreads(limits.requests(), logs.threads("read-spare"));
  }

  /** Every source partition whose offset {@link #start} wants to know. */
  public static List<Map<String, String>> partitions(TablePartition table) {
    return StoredPositions.partitions(table);
  }

  /**
   * Begins to read tables. To be called from one thread, before the first {@link #take}.
   *
   * @param offsets what Connect has stored for all of their {@link #partitions}
   * @throws ConnectException when an offset cannot be used
   */
  public void start(
      Map<TableConfig, TablePartition> tables,
      Map<Map<String, String>, Map<String, Object>> offsets) {
    List<TablePoller> pollers = new ArrayList<>();
    tables.forEach((table, partition) -> pollers.add(poller(table, partition, offsets)));
    // Only now, so that the first to ask does so for all.
    pollers.forEach(threads::execute);
  }

  void start(
      TableConfig table,
      TablePartition partition,
      Map<Map<String, String>, Map<String, Object>> offsets) {
    start(Map.of(table, partition), offsets);
  }

  private TablePoller poller(
      TableConfig table,
      TablePartition partition,
      Map<Map<String, String>, Map<String, Object>> offsets) {
    PositionCodec positions = new PositionCodec(table.scope(), table.table());
    StoredPositions stored = StoredPositions.of(partition, positions, offsets);
    TableReading reading = reading(table, partition, positions);
    UnacknowledgedRecords unacknowledged = new UnacknowledgedRecords();
    // It says itself that it may not count, and waits for no leave.
    CompletenessCheck completeness = new CompletenessCheck(table, instance(table), spare);
    Snapshot snapshot = new Snapshot(reading, unacknowledged, completeness, spare);
    UnacknowledgedRecords readAgain = new UnacknowledgedRecords();
    if (stored.leavesSnapshot() && table.snapshotMode() == SnapshotMode.INITIAL) {
      snapshot.comes();
    }
    if (stored.leavesSnapshot() && stored.ranges().isEmpty()) {
      columns.expect(table.table());
    }
    RepeatedSnapshot again =
        new RepeatedSnapshot(
            reading, againPages(reading), stored, positions, readAgain, completeness);
    Rescan rescan = new Rescan(reading, again, completeness, threads);
    TimestampCheck stamps =
        new TimestampCheck(
            table,
            new FewTries(reading.instance()),
            new OnceTables(instance(table)),
            reading.retries(),
            shared.zone(),
            sleeper::nanoTime,
            Clock.systemUTC());
    TableMetrics shown = new TableMetrics(metrics, table.alias());
    Deletes deletes = deletes(reading, shown);
    ExcludedChanges excluded =
        new ExcludedChanges(table, instance(table), reading.retries(), reading.shape());
    ChangeStream stream = new ChangeStream(reading, deletes, rescan, stamps, excluded);
    handOvers.put(table.alias(), unacknowledged);
    againHandOvers.put(table.alias(), readAgain);
    progress.put(table.alias(), reading.progress());
    Stream.of(table.alias(), table.table())
        .map(name -> name.toLowerCase(Locale.ROOT))
        .distinct()
        .forEach(
            name ->
                timers
                    .computeIfAbsent(name, unused -> new CopyOnWriteArrayList<>())
                    .add(reading.timer()));
    shown.show(reading);
    shown.show(completeness);
    if (table.again().isPresent()) {
      shown.show(again);
    }
    if (table.rescan().isOn()) {
      shown.show(rescan, reading.known());
    }
    return new TablePoller(
        reading, stored, snapshot, again, unacknowledged, stream, deletes, stamps);
  }

  /** A table that is read once more is no more urgent for its changes. */
  private PageFetcher againPages(TableReading reading) {
    Instance own = instance(reading.config()).askedFor(() -> Purpose.SNAPSHOT);
    TableRetries retries = reading.retries();
    return new PageFetcher(
        new RetryingInstance(own, retries),
        new RetryingInstance(reading.bytes().counting(own), retries),
        reading.bytes(),
        ScanTarget.rows(reading.config()),
        retries);
  }

  private Instance instance(TableConfig table) {
    return instance.with(table.options());
  }

  private TableReading reading(
      TableConfig table, TablePartition partition, PositionCodec positions) {
    ScanTarget rows = ScanTarget.rows(table);
    TableBytes bytes = new TableBytes(pending);
    TableRetries retries = new TableRetries(table.alias(), retryBudget, sleeper, bytes::lendAll);
    TableProgress shown = new TableProgress(System::nanoTime);
    Urgency urgency = new Urgency(shown);
    Instance own = instance(table).askedFor(urgency);
    Instance retrying =
        new SteadyInstance(
            new RetryingInstance(own, retries), table, sleeper::nanoTime, Clock.systemUTC());
    PageFetcher pages =
        new PageFetcher(
            retrying, new RetryingInstance(bytes.counting(own), retries), bytes, rows, retries);
    // Types are waited for; without, a refused dictionary is said only.
    boolean isTyped = table.record().schemaMode() == SchemaMode.DICTIONARY;
    ColumnLookup dictionary =
        columns.or(
            new Dictionary(
                shared.withSharedObjects(new InstanceTables(isTyped ? retrying : instance))));
    BranchOrderProbe branches = new BranchOrderProbe(retrying, rows);
    BranchOrder shape =
        new BranchOrder(
            rows, () -> shared.branchOrder().get(branches::ordersEachBranch).orElse(false));
    KeysetColumns columns = new KeysetColumns(table.timestampField(), table.idField());
    EmittedRows known = new EmittedRows(table.rescan(), table.again().isPresent(), columns);
    Lookback lookback = new Lookback(table, retrying, retries, shape, sleeper::nanoTime);
    Doorbell bell = new Doorbell();
    Rest rest = Rest.NEVER;
    if (WatchedTable.mayBeWatched(table)) {
      WatchedTable watched =
          new WatchedTable(table, retrying, lookback::hiddenWindows, shown, bell, watches);
      watches.add(watched);
      rest = watched;
    }
    return new TableReading(
        table,
        retrying,
        pages,
        bytes,
        retries,
        shape,
        new RecordBuilder(table.record(), partition, positions, dictionary),
        known,
        new HiddenRows(table.alias(), sleeper::nanoTime),
        lookback,
        new EarlyRows(columns),
        shown,
        queue,
        new PollTimer(table, sleeper, known::streamed, bell, rest, urgency),
        sleeper);
  }

  private Deletes deletes(TableReading reading, TableMetrics shown) {
    if (reading.config().deletes() == DeleteMode.NONE) {
      return Deletes.NONE;
    }
    UnacknowledgedRecords onTheirWay = new UnacknowledgedRecords();
    TableRetries retries = reading.retries();
    TableBytes bytes = reading.bytes().ofOtherRows();
    Instance rows = new RetryingInstance(bytes.counting(instance(reading.config())), retries);
    deletesHandOvers.put(reading.config().alias(), onTheirWay);
    DeleteStream deletes =
        new DeleteStream(
            reading,
            shared,
            audit -> new PageFetcher(reading.instance(), rows, bytes, audit, retries),
            onTheirWay);
    shown.show(deletes);
    return deletes;
  }

  /**
   * Records of one table, in order; empty when none came in time.
   *
   * @throws ConnectException when reading a table failed for good: names the table
   */
  public List<SourceRecord> take(Duration atMost) throws InterruptedException {
    List<SourceRecord> page = queue.take(atMost);
    if (!page.isEmpty()) {
      String alias = TablePartition.aliasOf(page.get(0).sourcePartition());
      Objects.requireNonNull(progress.get(alias), alias).handedOut(page.size());
    }
    return page;
  }

  /** Kafka has this record, or it was dropped on the user's wish. */
  public void acknowledge(SourceRecord record) {
    queue.acknowledged();
    Map<String, ?> partition = record.sourcePartition();
    String alias = TablePartition.aliasOf(partition);
    Optional.ofNullable(progress.get(alias))
        .ifPresent(
            table ->
                table.acknowledged(
                    TablePartition.isStream(partition) ? ChangeTime.of(record) : Optional.empty()));
    if (TablePartition.isRange(partition) && handOvers.containsKey(alias)) {
      handOvers.get(alias).acknowledge();
    } else if (TablePartition.isAgain(partition) && againHandOvers.containsKey(alias)) {
      againHandOvers.get(alias).acknowledge();
    } else if (TablePartition.isDeletes(partition) && deletesHandOvers.containsKey(alias)) {
      deletesHandOvers.get(alias).acknowledge();
    }
  }

  /**
   * Somebody says that a table has changed: it is read at once, and soon again. Never blocks.
   *
   * @param named its name in ServiceNow, or its alias, in any case
   * @return whether it is one of these
   */
  public boolean changed(String named) {
    List<PollTimer> found =
        Optional.ofNullable(timers.get(named.toLowerCase(Locale.ROOT))).orElse(List.of());
    found.forEach(PollTimer::changed);
    return !found.isEmpty();
  }

  /**
   * Records may be acknowledged only after a long time, however few there are. Before {@link
   * #start}.
   */
  public void acknowledgedLate() {
    queue.transactions();
  }

  /** Connect commits records and positions in transactions, in order. From the task's thread. */
  public void transactions() {
    queue.transactions();
    handOvers.values().forEach(UnacknowledgedRecords::transactions);
    deletesHandOvers.values().forEach(UnacknowledgedRecords::transactions);
    againHandOvers.values().forEach(UnacknowledgedRecords::transactions);
  }

  /**
   * Ends all threads; those that wait for an answer end with the client, which must be closed too.
   */
  @Override
  public void close() {
    threads.shutdownNow();
    spare.close();
  }

  /** Bytes of pages that were asked for, or read, and that Kafka does not have. */
  public long pendingBytes() {
    return pending.all();
  }

  /** For logs: what was done of each table. */
  public List<String> done() {
    return progress.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .map(table -> "Table '%s': %s".formatted(table.getKey(), table.getValue().describe()))
        .toList();
  }

  /** Waits a moment for the threads to end, after everything they wait for was closed. */
  public void awaitEnd() {
    try {
      if (!threads.awaitTermination(LONGEST_END.toMillis(), TimeUnit.MILLISECONDS)
          || !spare.awaitEnd(LONGEST_END)) {
        LOG.warn(
            "A reader did not end within {}; its thread is left behind", Words.of(LONGEST_END));
      }
    } catch (InterruptedException callerIsInAHurry) {
      Thread.currentThread().interrupt();
    }
  }
}
