/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink;

import static org.apache.kafka.common.config.ConfigDef.Importance.MEDIUM;

import io.snbridge.common.config.KeyGroup;
import io.snbridge.common.config.OneOf;
import io.snbridge.common.connect.ConnectorMetrics;
import io.snbridge.common.table.TableApi;
import io.snbridge.common.transport.ServiceNowClient;
import io.snbridge.sink.column.ColumnCatalog;
import io.snbridge.sink.column.JournalColumns;
import io.snbridge.sink.write.ColumnConversion;
import io.snbridge.sink.write.ColumnConversion.Invalid;
import io.snbridge.sink.write.ColumnGate;
import io.snbridge.sink.write.Journal;
import io.snbridge.sink.write.Redeliveries;
import io.snbridge.sink.write.UnrepeatedPages;
import io.snbridge.sink.write.Verification;
import io.snbridge.sink.write.Writer;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;

/** What is checked of the columns that are written. */
final class ColumnKeys {

  static final String UNKNOWN = "unknown.columns";
  static final String JOURNAL_FIELDS = "journal.fields";
  static final String VERIFY = "verify.writes";
  static final String INVALID = "invalid.values";

  private static final String DROP = "drop";
  private static final String IGNORE = "ignore";

  private ColumnKeys() {}

  static void define(KeyGroup group) {
    group.addChoice(
        UNKNOWN,
        "fail",
        OneOf.of("fail", DROP, IGNORE),
        MEDIUM,
        "Unknown columns",
        "What happens to a column that the table does not have. ServiceNow itself silently"
            + " leaves it out. fail: the record is refused, and the error names the columns."
            + " drop: the column is left out, with a WARN for the first of each table and"
            + " column, and counted in unknown-columns-dropped-total. ignore: it is sent as it"
            + " is; with ignore both here and in invalid.values, the instance is not asked. The"
            + " table's columns are read once from sys_db_object and sys_dictionary, and again"
            + " when a record has a column that is not among them. If the user may not read"
            + " those tables, the columns are taken from the table's own rows; as long as there"
            + " is no row that the user may read, columns are sent as they are.");
    group.addChoice(
        INVALID,
        "fail",
        OneOf.of("fail", DROP, IGNORE),
        MEDIUM,
        "Invalid values",
        "What happens to a value that its column cannot hold, and that cannot be converted."
            + " Examples are text in a column of numbers, or a date such as 02/11/2024."
            + " ServiceNow itself silently leaves it out or stores something else. fail: the"
            + " record is refused, and the error names the column, its type and the value. drop:"
            + " the column is left out, with a WARN for the first of each table and column, and"
            + " counted in invalid-values-dropped-total. ignore: it is sent as it is. What can"
            + " be converted always is; the guide on columns lists the forms. The columns' types"
            + " are read from the dictionary as for unknown.columns; if the user may not read"
            + " it, values are sent as they are.");
    KeyGroup rows = group.when(WriteApi.ROWS);
    rows.add(
        JOURNAL_FIELDS,
        ConfigDef.Type.LIST,
        List.of("work_notes", "comments"),
        null,
        MEDIUM,
        "Journal fields",
        "Columns that are journals, for when the dictionary is not read. That is so if the user"
            + " may not read it, or with unknown.columns=ignore. What is written to a journal is"
            + " added to it, so a write whose outcome is unknown is looked up in"
            + " sys_journal_field before it is sent again. If the user may not read"
            + " sys_journal_field, such a record is refused because it may have been written.");
    rows.addChoice(
        VERIFY,
        "false",
        OneOf.of("false", "true", "fail"),
        MEDIUM,
        "Verify writes",
        "Whether each write checks that ServiceNow stored what was written. This finds what"
            + " ServiceNow silently leaves out: a column that the user may not write, that is"
            + " read-only, that a business rule changed, or that is too short. true: a WARN for"
            + " the first difference of each table and column, columns-not-written-total, and"
            + " not_written in the record's report (report.topic). fail: the record is refused,"
            + " too, although everything else was written. false: nothing is checked, and"
            + " responses are as small as possible. Journals, and columns that the user may not"
            + " read, cannot be verified.");
  }

  /** Whether the dictionary is asked for anything. */
  private static boolean isAsked(AbstractConfig config) {
    return !areIgnored(config.getString(UNKNOWN)) || !areIgnored(config.getString(INVALID));
  }

  /** The writer behind what makes values fit their columns. */
  static Writer converting(
      SinkConfig config, Writer writer, ColumnCatalog catalog, ConnectorMetrics metrics) {
    ColumnConversion conversion =
        new ColumnConversion(
            writer,
            usable(config, catalog),
            config.patience(),
            Invalid.valueOf(config.getString(INVALID).toUpperCase(Locale.ROOT)),
            config.getBoolean(ValueKeys.INPUT_DISPLAY_VALUE));
    metrics.add(
        "invalid-values-dropped-total",
        "Values that were left out, because their column cannot hold them (invalid.values=drop)",
        Map.of(),
        conversion::dropped);
    return conversion;
  }

  /** Whether writes ask for what they wrote. */
  static boolean areVerified(AbstractConfig config) {
    return mode(config) != Verification.Mode.OFF;
  }

  private static Verification.Mode mode(AbstractConfig config) {
    return switch (config.getString(VERIFY).toLowerCase(Locale.ROOT)) {
      case "true" -> Verification.Mode.TELL;
      case "fail" -> Verification.Mode.REFUSE;
      default -> Verification.Mode.OFF;
    };
  }

  /** What looks at what came back. */
  static Verification verification(
      AbstractConfig config, ColumnCatalog catalog, ConnectorMetrics metrics) {
    Verification verification =
        new Verification(mode(config), usable(config, catalog), journalColumns(config, catalog));
    metrics.add(
        "columns-not-written-total",
        "Values that ServiceNow has otherwise than they were written (verify.writes)",
        Map.of(),
        verification::different);
    return verification;
  }

  private static Optional<ColumnCatalog> usable(AbstractConfig config, ColumnCatalog catalog) {
    return isAsked(config) ? Optional.of(catalog) : Optional.empty();
  }

  /** What tells journals from other columns. */
  static JournalColumns journalColumns(AbstractConfig config, ColumnCatalog catalog) {
    return new JournalColumns(usable(config, catalog), Set.copyOf(config.getList(JOURNAL_FIELDS)));
  }

  /** The journals of an instance. */
  static Journal journal(
      AbstractConfig config,
      ServiceNowClient client,
      ColumnCatalog catalog,
      Redeliveries redeliveries,
      ConnectorMetrics metrics) {
    Journal journal =
        new Journal(
            new UnrepeatedPages(new TableApi(client)),
            client.clock(),
            journalColumns(config, catalog),
            redeliveries);
    metrics.add(
        "journal-entries-found-total",
        "Entries of journal columns that were there already, and so were not written again",
        Map.of(),
        journal::notRepeated);
    return journal;
  }

  /** Whether columns are of no interest. */
  static boolean areIgnored(String policy) {
    return policy.equalsIgnoreCase(IGNORE);
  }

  /** The writer behind what the keys ask for. */
  static Writer guarded(
      AbstractConfig config, Writer writer, ColumnCatalog catalog, ConnectorMetrics metrics) {
    String policy = config.getString(UNKNOWN);
    LongSupplier dropped = () -> 0;
    Writer guarded = writer;
    if (!areIgnored(policy)) {
      ColumnGate gate = new ColumnGate(writer, catalog, policy.equalsIgnoreCase(DROP));
      dropped = gate::dropped;
      guarded = gate;
    }
    metrics.add(
        "unknown-columns-dropped-total",
        "Values that were left out, because their table has no such column (unknown.columns=drop)",
        Map.of(),
        dropped::getAsLong);
    return guarded;
  }
}
