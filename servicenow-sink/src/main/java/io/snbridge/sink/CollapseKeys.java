/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink;

import static org.apache.kafka.common.config.ConfigDef.Importance.MEDIUM;

import io.snbridge.sink.record.Write;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Width;
import org.apache.kafka.common.config.ConfigValue;

/** Whether waiting updates of one row become one. */
final class CollapseKeys {

  static final String KEY = "collapse.updates";

  private static final int ORDER = 40;

  private CollapseKeys() {}

  static void define(ConfigDef keys) {
    keys.define(
        KEY,
        ConfigDef.Type.BOOLEAN,
        false,
        MEDIUM,
        "Whether updates (and upserts) of one row that wait for each other are written as one, with"
            + " the later value of each column: for topics that change the same rows again and"
            + " again. ServiceNow does not see the values in between, nor do its business rules and"
            + " its history. Inserts, deletes and columns that are journals are never merged, nor"
            + " records of different partitions. What is refused as one is written one by one. Needs"
            + " conflict.policy=overwrite, which decides nothing for single records, and"
            + " write.api=table or batch.",
        SinkConfig.GROUP,
        ORDER,
        Width.SHORT,
        "Collapse updates");
  }

  /**
   * How writes are merged; empty when they are not.
   *
   * @param mergeable of the values of two writes that are merged only the later ones are written:
   *     whether that is all the same
   */
  static Optional<Collapse> collapse(AbstractConfig config, Predicate<Write> mergeable) {
    return config.getBoolean(KEY) ? Optional.of(new Collapse(mergeable)) : Optional.empty();
  }

  static void check(Map<String, ConfigValue> values) {
    ConfigValue collapse = values.get(KEY);
    if (!Boolean.TRUE.equals(collapse.value())) {
      return;
    }
    unlessOneOf(values, ConflictKeys.POLICY, List.of("overwrite"));
    unlessOneOf(values, WriteApi.KEY, List.of("table", "batch"));
  }

  private static void unlessOneOf(
      Map<String, ConfigValue> values, String key, List<String> allowed) {
    Object value = values.get(key).value();
    if (value != null && !allowed.contains(value.toString().toLowerCase(Locale.ROOT))) {
      values.get(KEY).addErrorMessage("Needs %s=%s".formatted(key, String.join(" or ", allowed)));
    }
  }
}
