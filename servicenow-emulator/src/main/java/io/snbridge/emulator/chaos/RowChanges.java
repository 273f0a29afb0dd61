/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.emulator.chaos;

import io.snbridge.emulator.ServiceNowEmulator;
import io.snbridge.emulator.store.LateRow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Inserts, updates, deletes and undeletes. Each change gives its row the next sequence number, so
 * that the states of a row can be told apart and put in order. Owned by one thread.
 */
final class RowChanges {
  private static final Duration LONGEST_TRANSACTION = Duration.ofSeconds(3);
  private static final int BULK = 40;
  private static final List<String> TEXTS =
      List.of(
          "plain", "", "\"quoted\\\"", "größer \u2013 \uD83D\uDE00", "two\nlines", "}]{\"error\":");

  private static final List<String> ODD_TIMES =
      List.of("1969-12-31 23:59:59", "1900-01-01 00:00:00", "0001-01-01 00:00:00", "");
  private static final List<String> ODD_KEYS = List.of("", " ", "a,b", "a\nb", "NULL");

  private final ServiceNowEmulator emulator;
  private final SplittableRandom random;
  private final Map<String, List<String>> rows = new HashMap<>();
  private final List<String> deleted = new ArrayList<>();
  private final Map<String, String> tableOf = new HashMap<>();
  private final Set<String> putBack = new HashSet<>();
  private final List<LateRow> late = new ArrayList<>();
  private boolean slowTransactions;
  private final AtomicInteger sequence = new AtomicInteger();

  RowChanges(ServiceNowEmulator emulator, SplittableRandom random) {
    this.emulator = emulator;
    this.random = random;
  }

  /** Some rows at once, as there are before anyone reads. A few have odd times. */
  void fill(String table, int count) {
    for (int i = 0; i < count; i++) {
      insert(table);
    }
    for (String time : ODD_TIMES) {
      Map<String, String> values = new HashMap<>(values());
      values.put("sys_updated_on", time);
      keep(table, emulator.insert(table, values));
    }
  }

  /** Transactions may take longer than readers wait for them from now on. */
  void slowTransactions() {
    slowTransactions = true;
  }

  /** One change in one of the tables, now and then of many rows within a second. */
  void one(String table) {
    List<String> there = rows.get(table);
    int chance = random.nextInt(100);
    if (there.isEmpty() || chance < 25) {
      insert(table);
    } else if (chance < 70) {
      emulator.update(table, there.get(random.nextInt(there.size())), values());
    } else if (chance < 82) {
      delete(table, there.remove(random.nextInt(there.size())));
    } else if (chance < 86) {
      int from = random.nextInt(there.size());
      there
          .subList(from, Math.min(there.size(), from + BULK))
          .forEach(id -> emulator.update(table, id, values()));
    } else if (chance < 89 && !deleted.isEmpty()) {
      putBack(deleted.remove(random.nextInt(deleted.size())));
    } else if (chance < 90) {
      auditNobody(table);
    } else if (slowTransactions) {
      insertLate(table);
    }
  }

  /** A row of the audit that does not say what was deleted. */
  private void auditNobody(String table) {
    String key = ODD_KEYS.get(random.nextInt(ODD_KEYS.size()));
    emulator.insert("sys_audit_delete", Map.of("tablename", table, "documentkey", key));
  }

  private void insert(String table) {
    keep(table, emulator.insert(table, values()));
  }

  /** Nobody else touches the row: its transaction would hold them up. */
  private void insertLate(String table) {
    LateRow row = emulator.insertLate(table, values());
    row.commitAt(
        emulator.clock().now().plusMillis(random.nextLong(LONGEST_TRANSACTION.toMillis())));
    late.add(row);
  }

  private void keep(String table, String id) {
    tableOf.put(id, table);
    rows.computeIfAbsent(table, unused -> new ArrayList<>()).add(id);
  }

  private void delete(String table, String id) {
    emulator.delete(table, id);
    deleted.add(id);
  }

  private void putBack(String id) {
    putBack.add(id);
    emulator.undelete(id);
    keep(tableOf.get(id), id);
    emulator.update(tableOf.get(id), id, values());
  }

  private Map<String, String> values() {
    return Map.of(
        Chaos.SEQUENCE,
        Integer.toString(sequence.incrementAndGet()),
        "u_text",
        TEXTS.get(random.nextInt(TEXTS.size())));
  }

  /** Ends what is under way. */
  void end() {
    late.forEach(LateRow::commit);
  }

  /** Rows that were deleted, and exist or existed again. */
  Set<String> putBack() {
    return Set.copyOf(putBack);
  }

  int count() {
    return sequence.get();
  }
}
