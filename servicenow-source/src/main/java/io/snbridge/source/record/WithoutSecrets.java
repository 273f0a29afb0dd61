/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.record;

import io.snbridge.common.schema.ColumnLookup;
import io.snbridge.common.schema.DictionaryUnreadableException;
import io.snbridge.common.table.Row;
import io.snbridge.common.transport.Deadline;
import io.snbridge.common.transport.Reply;
import io.snbridge.common.transport.ServiceNowException;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Leaves encrypted and hashed passwords out of rows, for values that need the dictionary for
 * nothing else. It is read with the first row at the latest, and again when a row has a column that
 * was not seen before. Where it may not be read, that is said, nothing is left out, and it is tried
 * again, ever more rarely: an instance that starts refuses for a moment what it allows later.
 * Thread-safe.
 */
final class WithoutSecrets implements RowValues {

  private static final Logger LOG = LoggerFactory.getLogger(WithoutSecrets.class);

  /** From a reading that failed to the next one, at first and at most. */
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);

  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(10);

  private final RecordSettings settings;
  private final ColumnLookup dictionary;
  private final RowValues values;
  private final ReentrantLock reading = new ReentrantLock();

  /** Columns that need not be looked up; null while it was not begun. */
  private volatile @Nullable Set<String> known;

  private volatile Set<String> secrets = Set.of();

  /** That it was not readable, how long to wait then, and until when. */
  private record Failed(Duration sleeper, Deadline end) {}

  /** Null while it is readable. */
  private volatile @Nullable Failed failed;

  WithoutSecrets(RecordSettings settings, ColumnLookup dictionary, RowValues values) {
    this.settings = settings;
    this.dictionary = dictionary;
    this.values = values;
  }

  @Override
  public void begin() throws InterruptedException {
    read(Set.of());
    values.begin();
  }

  @Override
  public long invalidValues() {
    return values.invalidValues();
  }

  @Override
  public List<RowValue> of(List<Row> rows) throws InterruptedException {
    if (known == null && !rows.isEmpty()) {
      read(Set.of());
    }
    if (known != null && mayBeRead()) {
      Set<String> unknown = new HashSet<>();
      Set<String> last = Set.of();
      for (Row row : rows) {
        // Rows of a page share one set, mostly.
        if (row.values().keySet() != last) {
          last = row.values().keySet();
          unknown.addAll(last);
        }
      }
      unknown.removeAll(known);
      if (!unknown.isEmpty()) {
        read(unknown);
      }
    }
    Set<String> hidden = secrets;
    return values.of(
        hidden.isEmpty() ? rows : rows.stream().map(row -> without(hidden, row)).toList());
  }

  private boolean mayBeRead() {
    Failed last = failed;
    return last == null || last.end().nanosLeft() <= 0;
  }

  private void read(Set<String> wanted) throws InterruptedException {
    reading.lockInterruptibly();
    try {
      if (known != null && (!mayBeRead() || known.containsAll(wanted))) {
        return;
      }
      Map<String, TypedColumn> columns = DictionaryColumns.read(settings, dictionary);
      Set<String> found = new HashSet<>(secrets);
      columns.forEach(
          (column, typed) -> {
            if (typed.type() == ValueType.SECRET) {
              found.add(column);
            }
          });
      secrets = Set.copyOf(found);
      Set<String> looked = new HashSet<>(known == null ? Set.of() : known);
      looked.addAll(columns.keySet());
      looked.addAll(wanted);
      known = Set.copyOf(looked);
      if (failed != null) {
        failed = null;
        LOG.info(
            "Table '{}': its dictionary may be read now; encrypted passwords are left out from now"
                + " on",
            settings.table());
      }
    } catch (DictionaryUnreadableException unreadable) {
      unreadable(unreadable.seen());
    } catch (ServiceNowException refused) {
      if (refused.reply() instanceof Reply.Unauthorized) {
        throw refused;
      }
      unreadable(refused.getMessage());
    } finally {
      reading.unlock();
    }
  }

  private void unreadable(String seen) {
    known = known == null ? Set.of() : known;
    Failed before = failed;
    Duration doubled = before == null ? FIRST_PAUSE : before.sleeper().multipliedBy(2);
    Duration sleeper = doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
    failed = new Failed(sleeper, Deadline.in(sleeper));
    if (before != null) {
      return;
    }
    LOG.warn(
        "Table '{}': it is not known which columns are encrypted passwords (password2, password):"
            + " {}. With 'schema.mode={}', records would have their ciphertext. Give the user read"
            + " access to sys_db_object and sys_dictionary (role personalize_dictionary), or name"
            + " the columns that you want in 'fields'.",
        settings.table(),
        seen,
        settings.schemaMode().name().toLowerCase(Locale.ROOT));
  }

  private static Row without(Set<String> hidden, Row row) {
    return row.values().keySet().stream().noneMatch(hidden::contains)
        ? row
        : new Row(without(hidden, row.values()), without(hidden, row.displayValues()));
  }

  private static Map<String, String> without(Set<String> hidden, Map<String, String> values) {
    return values.entrySet().stream()
        .filter(column -> !hidden.contains(column.getKey()))
        .collect(
            Collectors.toMap(
                Map.Entry::getKey, Map.Entry::getValue, (one, other) -> one, LinkedHashMap::new));
  }
}
