/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.table;

import io.snbridge.common.log.OneLine;
import io.snbridge.common.schema.TableColumn;
import io.snbridge.common.schema.TableColumns;
import io.snbridge.common.table.Row;
import io.snbridge.sink.column.ColumnCatalog;
import io.snbridge.sink.column.ColumnFindings;
import io.snbridge.sink.column.JournalColumns;
import io.snbridge.sink.column.StoredValueComparator;
import io.snbridge.sink.column.StoredValueComparator.Match;
import io.snbridge.sink.record.Write;
import io.snbridge.sink.write.SaidOnce;
import io.snbridge.sink.write.WriteCall;
import io.snbridge.sink.write.WriteOutcome;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.apache.kafka.connect.errors.ConnectException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the columns that ServiceNow did not write although it said that it did: the user may not
 * write them, a business rule changed them, or they are too short. Journals read back empty and are
 * passed over; so is a column that the user may not read. Thread-safe.
 */
public final class WriteVerifier {

  /** What was sent, and the row as ServiceNow then showed it. */
  record Echo(Map<String, String> values, Row row) {}

  /** What becomes of a record some of whose columns were not written. */
  public enum Mode {
    /** Nobody looks. */
    OFF,
    /** It is said. */
    TELL,
    /** It is refused. */
    REFUSE
  }

  private static final Logger LOG = LoggerFactory.getLogger(WriteVerifier.class);

  /** What is shown of a name. */
  private static final int SHOWN = 80;

  private final Mode mode;
  private final Optional<ColumnCatalog> catalog;
  private final JournalColumns journals;
  private final SaidOnce said = new SaidOnce();
  private final AtomicLong different = new AtomicLong();

  /**
   * @param catalog tells the types of columns; empty when nobody may ask for them
   */
  public WriteVerifier(Mode mode, Optional<ColumnCatalog> catalog, JournalColumns journals) {
    this.mode = mode;
    this.catalog = catalog;
    this.journals = journals;
  }

  /** How many values ServiceNow has otherwise than they were written. */
  public long different() {
    return different.get();
  }

  /** Whether a row has values, journals apart. */
  boolean hasValues(String table, Row row, Map<String, String> values) {
    return values.keySet().stream().allMatch(column -> row.value(column).isPresent())
        && differences(table, new Echo(values, row)).isEmpty();
  }

  /** The outcome of a write that is done, once its echo is looked at. */
  WriteOutcome verified(WriteCall call, WriteOutcome outcome, Optional<Echo> echo) {
    if (mode == Mode.OFF || echo.isEmpty() || !(outcome instanceof WriteOutcome.Done done)) {
      return outcome;
    }
    Write write = call.write();
    hidden(write.table(), echo.get());
    SortedMap<String, String> differences = differences(write.table(), echo.get());
    if (differences.isEmpty()) {
      return outcome;
    }
    different.addAndGet(differences.size());
    String seen = String.join(", ", differences.values());
    LOG.debug(
        "Not written by the {}: {} [correlation id {}]",
        write.describe(),
        seen,
        call.correlationId());
    if (mode == Mode.REFUSE) {
      return new WriteOutcome.Refused(
          new ConnectException(
              ("The %s was made, but ServiceNow does not have what it wrote to %s. The user may not"
                      + " write it, it is read-only, or a business rule changed it (verify.writes)"
                      + " [correlation id %s]")
                  .formatted(write.describe(), seen, call.correlationId())));
    }
    differences.forEach((column, how) -> warn(write, column, how, call.correlationId()));
    return new WriteOutcome.Done(done.sysId(), differences.keySet());
  }

  private SortedMap<String, String> differences(String table, Echo echo) {
    Optional<TableColumns> described =
        catalog.flatMap(asked -> asked.known(table)).flatMap(ColumnFindings::described);
    Set<String> passed = journals.among(echo.values().keySet(), table);
    SortedMap<String, String> differences = new TreeMap<>();
    echo.values()
        .forEach(
            (column, written) -> {
              Optional<String> stored = echo.row().value(column);
              if (stored.isEmpty() || passed.contains(column)) {
                return;
              }
              Match match =
                  match(described.flatMap(all -> all.column(column)), written, column, echo.row());
              if (match != Match.SAME) {
                differences.put(
                    column,
                    "'%s'%s"
                        .formatted(
                            OneLine.of(column, SHOWN),
                            match == Match.CUT
                                ? " (cut to %d of %d characters)"
                                    .formatted(stored.get().length(), written.length())
                                : ""));
              }
            });
    return differences;
  }

  /** A value that was written as users see it comes back as they see it. */
  private static Match match(Optional<TableColumn> column, String written, String name, Row row) {
    Match match = StoredValueComparator.compare(column, written, row.value(name).orElseThrow());
    boolean seen =
        match != Match.SAME
            && Optional.ofNullable(row.displayValues().get(name))
                .map(display -> StoredValueComparator.compare(column, written, display))
                .filter(Match.SAME::equals)
                .isPresent();
    return seen ? Match.SAME : match;
  }

  private void hidden(String table, Echo echo) {
    String hidden =
        echo.values().keySet().stream()
            .filter(column -> echo.row().value(column).isEmpty())
            .filter(column -> said.isNew(table, column, "hidden"))
            .map(column -> OneLine.of(column, SHOWN))
            .collect(Collectors.joining(", "));
    if (!hidden.isEmpty()) {
      LOG.warn(
          "Table '{}': whether {} is written cannot be verified: the user may not read it,"
              + " or there is no such column",
          table,
          hidden);
    }
  }

  private void warn(Write write, String column, String how, String correlationId) {
    if (said.isNew(write.table(), column)) {
      LOG.warn(
          "The {} was made, but ServiceNow does not have what it wrote to {}. The user may not write it,"
              + " it is read-only, or a business rule changed it. Further ones are counted in"
              + " columns-not-written-total [correlation id {}]",
          write.describe(),
          how,
          correlationId);
    }
  }
}
