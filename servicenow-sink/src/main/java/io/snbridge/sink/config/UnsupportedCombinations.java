/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.config;

/**
 * Checks of what does not go with APIs whose instance finds the rows by rules of its own: ignoring
 * it would do something else than was asked for.
 */
final class UnsupportedCombinations {

  private UnsupportedCombinations() {}

  static void check(CheckedValues values) {
    String api = values.word(WriteApi.KEY);
    boolean importSet = api.equals("import_set");
    if (!importSet && !api.equals("identify_reconcile")) {
      return;
    }
    String rules =
        "with write.api=%s, %s decide"
            .formatted(
                api,
                importSet
                    ? "the staging table's transform maps"
                    : "the CMDB's identification and reconciliation rules");
    only(values, WriteKeys.METHOD, "upsert", rules + " what happens to a row");
    only(values, WriteKeys.ID_MODE, "sys_id", rules + " which row a record belongs to");
    only(values, WriteKeys.NOT_FOUND, "fail", rules + " whether a row is created");
    only(values, ConflictKeys.POLICY, "overwrite", rules + " who may change what");
    only(
        values,
        ValueKeys.INPUT_DISPLAY_VALUE,
        "false",
        "write.api=%s takes only stored values".formatted(api));
    only(
        values,
        ColumnKeys.VERIFY,
        "false",
        "write.api=%s does not return the row's columns".formatted(api));
    if (values.settings().containsKey(ColumnKeys.JOURNAL_FIELDS)) {
      values.error(
          ColumnKeys.JOURNAL_FIELDS,
          "write.api=%s does not look up journal entries: remove this key".formatted(api));
    }
    if (values.word(WriteKeys.NULL_VALUES).equals("delete")) {
      values.error(
          WriteKeys.NULL_VALUES,
          "write.api=%s cannot delete: set this key to ignore or fail".formatted(api));
    }
    if (importSet) {
      checkMultiple(values);
    } else {
      checkIre(values);
    }
  }

  private static void checkMultiple(CheckedValues values) {
    if (!values.word(ImportSetKeys.INSERT_MULTIPLE).equals("true")) {
      return;
    }
    if (!values.isSet(ImportSetKeys.RECORD_ID_FIELD)) {
      values.errorIfSound(
          ImportSetKeys.RECORD_ID_FIELD,
          "required with import.set.insert.multiple=true: its answer does not say what happened"
              + " to a row, so the staging row must be found by this column");
    }
    if (values.word(BatchKeys.REQUESTS).equals("true")) {
      values.error(
          BatchKeys.REQUESTS,
          "not used with import.set.insert.multiple=true, which already sends many rows in"
              + " one request: remove it");
    }
  }

  private static void checkIre(CheckedValues values) {
    if (!values.isSet(IreKeys.DATA_SOURCE)) {
      values.errorIfSound(
          IreKeys.DATA_SOURCE,
          "required with write.api=identify_reconcile: a choice of cmdb_ci.discovery_source."
              + " Without it ServiceNow would set payloads aside and change nothing");
    }
    if (values.word(IreKeys.PAYLOAD).equals(IreKeys.ITEMS)) {
      for (String key : IreKeys.PATHS) {
        if (values.isSet(key)) {
          values.error(
              key,
              key
                  + " is not used with ire.payload=items, because the items contain"
                  + " everything: remove it");
        }
      }
    }
  }

  private static void only(CheckedValues values, String key, String allowed, String why) {
    if (!values.word(key).equals(allowed)) {
      values.errorIfSound(key, "%s: remove it, or set it to %s".formatted(why, allowed));
    }
  }
}
