/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.config;

import static org.apache.kafka.common.config.ConfigDef.Importance.MEDIUM;

import io.snbridge.common.config.KeyGroup;
import io.snbridge.common.config.OneOf;
import io.snbridge.sink.column.ColumnConversion;
import io.snbridge.sink.table.WriteVerifier;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;

/**
 * What is checked of the columns that are written.
 *
 * @param unknown what happens to a column that the table does not have
 * @param invalid what happens to a value that its column cannot hold
 * @param journals columns that are journals, where the dictionary does not tell
 * @param verify what happens when a value was not stored
 */
public record ColumnKeys(
    Unknown unknown,
    ColumnConversion.Invalid invalid,
    Set<String> journals,
    WriteVerifier.Mode verify) {

  /** What happens to a column that the table does not have. */
  public enum Unknown {
    /** Its record is refused. */
    FAIL,
    /** It is left out. */
    DROP,
    /** It is sent as it is. */
    IGNORE
  }

  public static final String UNKNOWN = "unknown.columns";
  static final String JOURNAL_FIELDS = "journal.fields";
  static final String VERIFY = "verify.writes";
  static final String INVALID = "invalid.values";

  private static final String DROP = "drop";
  private static final String IGNORE = "ignore";

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

  static ColumnKeys of(AbstractConfig config) {
    return new ColumnKeys(
        Settings.word(config, UNKNOWN, Unknown.class),
        Settings.word(config, INVALID, ColumnConversion.Invalid.class),
        Set.copyOf(config.getList(JOURNAL_FIELDS)),
        mode(config.getString(VERIFY)));
  }

  private static WriteVerifier.Mode mode(String verify) {
    return switch (verify.toLowerCase(Locale.ROOT)) {
      case "true" -> WriteVerifier.Mode.TELL;
      case "fail" -> WriteVerifier.Mode.REFUSE;
      default -> WriteVerifier.Mode.OFF;
    };
  }

  /** Whether the dictionary is asked for anything. */
  public boolean areDescribed() {
    return unknown != Unknown.IGNORE || invalid != ColumnConversion.Invalid.IGNORE;
  }

  /** Whether writes ask for what they wrote. */
  public boolean areVerified() {
    return verify != WriteVerifier.Mode.OFF;
  }
}
