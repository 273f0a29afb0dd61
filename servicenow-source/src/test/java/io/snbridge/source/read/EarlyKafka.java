/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.read;

import static io.snbridge.source.scan.FakeInstance.id;

import io.snbridge.common.table.EncodedQuery;
import io.snbridge.common.table.GlideDateTime;
import io.snbridge.source.config.RescanConfig;
import io.snbridge.source.config.SettleMode;
import io.snbridge.source.config.SnapshotMode;
import io.snbridge.source.config.TableConfig;
import io.snbridge.source.position.StoredOffset;
import io.snbridge.source.record.DeleteMode;
import io.snbridge.source.scan.FakeInstance;
import io.snbridge.source.scan.Tables;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A table that is read every second and settles within {@link #SETTLE}, and what Kafka has of it:
 * each state of a row in the order in which they came. Rows have a column of which each state has
 * another value.
 */
final class EarlyKafka implements AfterEachCallback {

  static final Duration SETTLE = Duration.ofSeconds(6);
  private static final Duration POLL = Duration.ofSeconds(1);
  static final String COLUMN = "u_state";

  final Map<Map<String, String>, Map<String, Object>> offsets = new HashMap<>();

  /** As {@code number of the row=state}. */
  final List<String> sent = new ArrayList<>();

  final TimedReaders readers = new TimedReaders(page -> taker().take(page));
  final FakeInstance instance = readers.instance;

  /** What becomes of a page. */
  TimedReaders.Taker taker = this::deliver;

  private TableConfig table;
  private Duration poll = POLL;

  /** Of an empty table. */
  void start(Duration lookback, Duration recheck) throws InterruptedException {
    TableConfig waiting =
        new TableConfig(
            "incident",
            "incident",
            EncodedQuery.everything(),
            1000,
            poll,
            SETTLE,
            SnapshotMode.LATEST,
            1,
            Optional.empty(),
            DeleteMode.NONE,
            Duration.ZERO,
            Tables.record(Set.of("robot")),
            RescanConfig.OFF,
            lookback,
            recheck);
    start(Tables.settling(SettleMode.EARLY, waiting));
  }

  void start(TableConfig config) throws InterruptedException {
    table = config;
    readers.start(table, offsets);
    passes(SETTLE.plus(poll));
  }

  /** One that is read with a request each time. */
  void startReadAtOnce() throws InterruptedException {
    poll = SETTLE;
    start();
  }

  void start() throws InterruptedException {
    start(Duration.ofMinutes(1), Duration.ofMinutes(5));
  }

  void restart() {
    readers.stop();
    readers.start(table, offsets);
  }

  /** A row becomes visible with a state, stamped some seconds ago. */
  void put(int row, String state, int secondsAgo) {
    put(row, secondsAgo, Map.of(COLUMN, state, "sys_updated_by", "someone"));
  }

  void put(int row, String state) {
    put(row, state, 0);
  }

  void put(int row, int secondsAgo, Map<String, String> columns) {
    instance.put(id(row), GlideDateTime.text(instance.now("").minusSeconds(secondsAgo)), columns);
  }

  private TimedReaders.Taker taker() {
    return taker;
  }

  /** Kafka has these, and their positions. */
  @SuppressWarnings("unchecked")
  void deliver(List<SourceRecord> page) {
    for (SourceRecord record : page) {
      sent.add(state(record));
      offsets.put(
          (Map<String, String>) record.sourcePartition(),
          StoredOffset.of((Map<String, Object>) record.sourceOffset()));
    }
    readers.acknowledge(page);
  }

  static String state(SourceRecord record) {
    Object state = ((Map<?, ?>) record.value()).get(COLUMN);
    return Integer.parseInt((String) record.key(), 16) + "=" + state;
  }

  /** What is stored of what was sent early; null for nothing. */
  Object storedEarly() {
    return offsets.get(TimedReaders.PARTITION.stream()).get("early");
  }

  /** A poll, and what it gives. */
  void poll() throws InterruptedException {
    passes(poll);
  }

  /** Until all that has happened has settled, and was read. */
  void settle() throws InterruptedException {
    passes(SETTLE.plus(poll).multipliedBy(2));
  }

  void passes(Duration duration) throws InterruptedException {
    readers.passes(duration);
    readers.read();
  }

  @Override
  public void afterEach(ExtensionContext context) {
    readers.stop();
  }
}
