/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.config;

import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Range;

/** How a configuration is checked. */
final class ValidationKeys {

  private ValidationKeys() {}

  static void addTo(ConfigDef definition) {
    KeyGroup group = new KeyGroup(definition, "Validation");
    group.add(
        ConnectionConfig.VALIDATION_TIMEOUT_MS,
        ConfigDef.Type.INT,
        5_000,
        Range.between(0, 60_000),
        Importance.LOW,
        "Validation timeout (ms)",
        "How long validation may query the instance, in milliseconds. A connector is also"
            + " validated whenever it is created or changed. Validation checks that the"
            + " credentials are accepted, and that the instance has the tables, columns and"
            + " rights that the configuration needs. Checks that the instance does not answer in"
            + " time are skipped, with a warning in the worker's log; an instance that cannot be"
            + " reached is an error. Validation keeps to servicenow.max.requests.per.second, and waits if"
            + " the instance asks it to and there is time left. 0: the instance is not queried.");
    group.addChoice(
        ConnectionConfig.UNKNOWN_KEYS,
        "fail",
        OneOf.of("fail", "warn"),
        Importance.LOW,
        "Unknown keys",
        "What happens to a key that belongs neither to this connector nor to Kafka Connect. It"
            + " is often a misspelling. fail: the configuration is refused, and the error names"
            + " the key that was probably meant. warn: the key is ignored, and named in the"
            + " worker's log when the connector starts. Use warn for tools that add keys of"
            + " their own.");
  }
}
