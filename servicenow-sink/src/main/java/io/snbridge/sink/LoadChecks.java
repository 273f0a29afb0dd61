/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink;

import java.util.Locale;
import java.util.Map;
import org.apache.kafka.common.config.ConfigValue;

/**
 * Checks of what does not go with APIs whose instance finds the rows by rules of its own: ignoring
 * it would do something else than was asked for.
 */
final class LoadChecks {

  private LoadChecks() {}

  static void check(Map<String, String> settings, Map<String, ConfigValue> values) {
    String api = word(values, WriteApi.KEY);
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
    if (settings.containsKey(ColumnKeys.JOURNAL_FIELDS)) {
      values
          .get(ColumnKeys.JOURNAL_FIELDS)
          .addErrorMessage(
              "write.api=%s does not look up journal entries: remove this key".formatted(api));
    }
    if (word(values, WriteKeys.NULL_VALUES).equals("delete")) {
      values
          .get(WriteKeys.NULL_VALUES)
          .addErrorMessage(
              "write.api=%s cannot delete: set this key to ignore or fail".formatted(api));
    }
    if (importSet) {
      checkMultiple(values);
    } else {
      checkIre(values);
    }
  }

  private static void checkMultiple(Map<String, ConfigValue> values) {
    if (!word(values, ImportSetKeys.INSERT_MULTIPLE).equals("true")) {
      return;
    }
    ConfigValue field = values.get(ImportSetKeys.RECORD_ID_FIELD);
    if (field.value() == null && field.errorMessages().isEmpty()) {
      field.addErrorMessage(
          "required with import.set.insert.multiple=true: its answer does not say what happened"
              + " to a row, so the staging row must be found by this column");
    }
    if (word(values, BatchKeys.REQUESTS).equals("true")) {
      values
          .get(BatchKeys.REQUESTS)
          .addErrorMessage(
              "not used with import.set.insert.multiple=true, which already sends many rows in"
                  + " one request: remove it");
    }
  }

  private static void checkIre(Map<String, ConfigValue> values) {
    ConfigValue source = values.get(IreKeys.DATA_SOURCE);
    if (source.value() == null && source.errorMessages().isEmpty()) {
      source.addErrorMessage(
          "required with write.api=identify_reconcile: a choice of cmdb_ci.discovery_source."
              + " Without it ServiceNow would set payloads aside and change nothing");
    }
    if (word(values, IreKeys.PAYLOAD).equals(IreKeys.ITEMS)) {
      for (String key : IreKeys.PATHS) {
        if (values.get(key).value() != null) {
          values
              .get(key)
              .addErrorMessage(
                  key
                      + " is not used with ire.payload=items, because the items contain"
                      + " everything: remove it");
        }
      }
    }
  }

  private static void only(
      Map<String, ConfigValue> values, String key, String allowed, String why) {
    ConfigValue value = values.get(key);
    if (value.errorMessages().isEmpty() && !word(values, key).equals(allowed)) {
      value.addErrorMessage("%s: remove it, or set it to %s".formatted(why, allowed));
    }
  }

  private static String word(Map<String, ConfigValue> values, String key) {
    return String.valueOf(values.get(key).value()).toLowerCase(Locale.ROOT);
  }
}
