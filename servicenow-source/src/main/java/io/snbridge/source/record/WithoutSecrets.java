/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.record;

import io.snbridge.common.schema.Dictionary;
import io.snbridge.common.schema.DictionaryUnreadableException;
import io.snbridge.common.table.Row;
import io.snbridge.common.transport.Reply;
import io.snbridge.common.transport.ServiceNowException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Leaves encrypted and hashed passwords out of rows, for values that need the dictionary for
 * nothing else. It is read before the first row, and again when a row has a column that was not
 * seen before. Where it may not be read, that is said, and nothing is left out. Thread-safe.
 */
final class WithoutSecrets implements RowValues {

  private static final Logger LOG = LoggerFactory.getLogger(WithoutSecrets.class);

  private final RecordSettings settings;
  private final Dictionary dictionary;
  private final RowValues values;
  private final ReentrantLock reading = new ReentrantLock();

  /** Columns that need not be looked up; null while it was not begun. */
  private volatile Set<String> known;

  private volatile Set<String> secrets = Set.of();
  private volatile boolean readable = true;

  WithoutSecrets(RecordSettings settings, Dictionary dictionary, RowValues values) {
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
    if (known != null && readable) {
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

  private void read(Set<String> wanted) throws InterruptedException {
    reading.lockInterruptibly();
    try {
      if (known != null && (!readable || known.containsAll(wanted))) {
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
      Set<String> looked = new HashSet<>(known == null ? DictionaryValues.UNDESCRIBED : known);
      looked.addAll(columns.keySet());
      looked.addAll(wanted);
      known = Set.copyOf(looked);
    } catch (DictionaryUnreadableException unreadable) {
      unreadable(unreadable.seen());
    } catch (ServiceNowException failed) {
      if (failed.reply() instanceof Reply.Unauthorized) {
        throw failed;
      }
      unreadable(failed.getMessage());
    } finally {
      reading.unlock();
    }
  }

  private void unreadable(String seen) {
    readable = false;
    known = Set.of();
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
