/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.snbridge.emulator.ColumnDefinition;
import io.snbridge.emulator.ServiceNowEmulator;
import io.snbridge.emulator.store.LateRow;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/**
 * Rows that change, and what is seen of their changes in their topics. Each change has the next
 * number of its row. Every row is changed by one thread; the topics are read by another.
 */
final class FreshRows {

  static final String TABLE = "u_fresh";

  private static final String NUMBER = "u_number";

  private static final ObjectMapper JSON = new ObjectMapper();

  private final ServiceNowEmulator instance;
  private final String column;
  private final Map<String, String> tables;
  private final Random random = new Random(14);
  private final List<String> ids;
  private final Map<String, Long> last = new ConcurrentHashMap<>();

  /** When a change became visible, by {@code id/number}; late ones are not timed. */
  private final Map<String, Long> visible = new ConcurrentHashMap<>();

  /** Belongs to the thread that changes the rows. */
  private final Queue<Late> late = new PriorityQueue<>(Comparator.comparingLong(Late::due));

  private record Late(long due, LateRow row) {}

  private final List<Double> seconds = new ArrayList<>();
  private final Map<String, Long> seen = new HashMap<>();

  /** Rows that came since {@link #begin}, whether they were read again or had changed. */
  private final Set<String> came = new HashSet<>();

  private long changes;
  private long repeated;

  /**
   * Rows that are there.
   *
   * @param column of the number, which is 0
   * @param tables by the rows' sys_ids, in the order in which the rows are changed
   */
  FreshRows(ServiceNowEmulator instance, String column, Map<String, String> tables) {
    this.instance = instance;
    this.column = column;
    this.tables = tables;
    this.ids = List.copyOf(tables.keySet());
    ids.forEach(id -> last.put(id, 0L));
  }

  /** A table of small rows, of which one after the other is changed. */
  static FreshRows ofTable(ServiceNowEmulator instance, int rows) {
    instance.table(
        TABLE, ColumnDefinition.col(NUMBER, "integer"), ColumnDefinition.col("u_text", "string"));
    Map<String, String> tables = new LinkedHashMap<>();
    IntStream.range(0, rows)
        .forEach(
            row ->
                tables.put(
                    instance.insert(TABLE, Map.of(NUMBER, "0", "u_text", "x".repeat(500))), TABLE));
    return new FreshRows(instance, NUMBER, tables);
  }

  /** Changes the next row; one in twenty is visible only a while after it was stamped. */
  void change(Duration latest) {
    commit(System.nanoTime());
    String id = ids.get((int) (changes++ % ids.size()));
    long number = last.merge(id, 1L, Long::sum);
    Map<String, String> values = Map.of(column, Long.toString(number));
    if (!latest.isZero() && random.nextInt(20) == 0) {
      long due = System.nanoTime() + (long) (random.nextDouble() * latest.toNanos());
      late.add(new Late(due, instance.updateLate(tables.get(id), id, values)));
    } else {
      instance.update(tables.get(id), id, values);
      visible.put(id + "/" + number, System.nanoTime());
    }
  }

  /** Ends the changes: all of them are visible. */
  void end() {
    commit(Long.MAX_VALUE);
  }

  /** Not with the next request: while there is none, a row may be changed again. */
  private void commit(long now) {
    while (!late.isEmpty() && late.element().due() <= now) {
      late.remove().row().commit();
    }
  }

  /**
   * Takes a record that has just arrived.
   *
   * @return when its change became visible, as {@link System#nanoTime}; empty for a late change,
   *     and for one that has arrived before
   * @throws IllegalStateException when its row was newer in an earlier one
   */
  OptionalLong arrived(ConsumerRecord<String, byte[]> message) {
    long now = System.nanoTime();
    long number = number(message.value());
    long before = seen.getOrDefault(message.key(), -1L);
    if (number < before) {
      throw new IllegalStateException(
          "Row %s came as of change %d after change %d".formatted(message.key(), number, before));
    }
    repeated += number == before && !isReadAgain(message) ? 1 : 0;
    seen.put(message.key(), number);
    came.add(message.key());
    Long since = visible.remove(message.key() + "/" + number);
    if (since == null) {
      return OptionalLong.empty();
    }
    seconds.add((now - since) / 1e9);
    return OptionalLong.of(since);
  }

  private static boolean isReadAgain(ConsumerRecord<String, byte[]> message) {
    Header operation = message.headers().lastHeader("servicenow.operation");
    return operation != null && new String(operation.value(), StandardCharsets.UTF_8).equals("r");
  }

  private long number(byte[] value) {
    try {
      JsonNode row = JSON.readTree(value);
      return row.path(column).asLong();
    } catch (IOException notJson) {
      throw new UncheckedIOException(notJson);
    }
  }

  /** Each row is in its topic as it is, and nobody reads that again. */
  void sent() {
    seen.putAll(last);
  }

  /** Whether each row was seen. */
  boolean allSeen() {
    return seen.size() == ids.size();
  }

  /** Whether each row came since {@link #begin}. */
  boolean allCame() {
    return came.size() == ids.size();
  }

  /** What was seen so far is not counted, and not timed. */
  void begin() {
    came.clear();
    seconds.clear();
    visible.clear();
    repeated = 0;
    changes = 0;
  }

  /** Rows whose last change was not seen. */
  long missing() {
    return ids.stream().filter(id -> !last.get(id).equals(seen.get(id))).count();
  }

  long changes() {
    return changes;
  }

  /** Records that came once more, but for rows that were read again as the operator wished. */
  long repeated() {
    return repeated;
  }

  /** Changes that were timed. */
  int timed() {
    return seconds.size();
  }

  /** So many of the changes took no longer, in seconds. */
  double percentile(double part) {
    List<Double> sorted = seconds.stream().sorted().toList();
    return sorted.get((int) Math.min(sorted.size() - 1, Math.floor(part * sorted.size())));
  }
}
