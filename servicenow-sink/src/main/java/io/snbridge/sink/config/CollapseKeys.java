/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.config;

import static org.apache.kafka.common.config.ConfigDef.Importance.MEDIUM;

import io.snbridge.common.config.KeyCondition;
import io.snbridge.common.config.KeyGroup;
import java.util.List;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;

/** Whether waiting updates of one row become one. */
final class CollapseKeys {

  static final String KEY = "collapse.updates";

  private CollapseKeys() {}

  static void define(KeyGroup group) {
    group
        .when(WriteApi.ROWS.and(KeyCondition.is(ConflictKeys.POLICY, "overwrite")))
        .add(
            KEY,
            ConfigDef.Type.BOOLEAN,
            false,
            MEDIUM,
            "Collapse updates",
            "Whether waiting updates (and upserts) of the same row are merged into one write."
                + " The write has the latest value of each column. Use it for topics that change"
                + " the same rows again and again. ServiceNow, its business rules and its"
                + " history do not see the values in between. Inserts, deletes and journal"
                + " columns are never merged, nor are records of different partitions. If a"
                + " merged write is refused, its records are written one by one. Needs"
                + " conflict.policy=overwrite, because the other policies decide on single"
                + " records, and write.api=table or batch.");
  }

  static boolean areCollapsed(AbstractConfig config) {
    return config.getBoolean(KEY);
  }

  static void check(CheckedValues values) {
    if (values.isTrue(KEY)) {
      unlessOneOf(values, ConflictKeys.POLICY, List.of("overwrite"));
      unlessOneOf(values, WriteApi.KEY, List.of("table", "batch"));
    }
  }

  private static void unlessOneOf(CheckedValues values, String key, List<String> allowed) {
    if (values.isSet(key) && !allowed.contains(values.word(key))) {
      values.error(
          KEY,
          "needs %s=%s, but that is '%s'"
              .formatted(key, String.join(" or ", allowed), values.text(key)));
    }
  }
}
