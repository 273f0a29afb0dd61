/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.config;

import static org.apache.kafka.common.config.ConfigDef.Importance.LOW;
import static org.apache.kafka.common.config.ConfigDef.Importance.MEDIUM;

import io.snbridge.common.config.KeyGroup;
import io.snbridge.common.config.OneOf;
import io.snbridge.sink.record.NestedFields;
import io.snbridge.sink.record.Unavailable;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.LambdaValidator;
import org.apache.kafka.common.config.ConfigDef.Validator;
import org.apache.kafka.common.config.ConfigException;

/**
 * How values become ServiceNow's text.
 *
 * @param nested what happens to objects and lists
 * @param asDisplayed whether values are written as users see them
 * @param unavailable what Debezium has in place of a value that it does not know
 */
public record ValueKeys(NestedFields nested, boolean asDisplayed, Unavailable unavailable) {

  public static final String NESTED = "nested.fields";
  static final String INPUT_DISPLAY_VALUE = "input.display.value";
  static final String UNAVAILABLE = "unavailable.value.placeholder";

  static void define(KeyGroup group) {
    group.addChoice(
        NESTED,
        "fail",
        OneOf.of("fail", "json", "flatten"),
        MEDIUM,
        "Nested fields",
        "What happens to a field that holds an object or a list. fail: the record is refused."
            + " json: the column gets it as JSON text. flatten: each field of the object gets a"
            + " column of its own, at any depth, whose name is joined to the outer one by _"
            + " (address_city); a list becomes JSON text. The keys fields.* then refer to the"
            + " joined names, and an outer name stands for everything in it.");
    group
        .when(WriteApi.ROWS)
        .add(
            INPUT_DISPLAY_VALUE,
            ConfigDef.Type.BOOLEAN,
            false,
            LOW,
            "Display values",
            "Whether values are written as users see them (sysparm_input_display_value). References"
                + " are then given by display value, choices by label, and dates in the time zone of"
                + " the connector's user. Timestamps in records are written in UTC all the same, so"
                + " set that user's time zone to GMT. Needed to write encrypted columns.");
    group.add(
        UNAVAILABLE,
        ConfigDef.Type.STRING,
        Unavailable.DEFAULT_PLACEHOLDER,
        placeholder(),
        LOW,
        "Unavailable values",
        "What Debezium sends in place of a value that its database did not log. Set it to the"
            + " value of Debezium's key of the same name (TOAST columns of PostgreSQL, LOBs of"
            + " Oracle). A field that holds it, as text, bytes, or a list of nothing else,"
            + " leaves its column as it is.");
  }

  private static Validator placeholder() {
    return LambdaValidator.with(
        (key, value) -> {
          try {
            new Unavailable(String.valueOf(value));
          } catch (IllegalArgumentException noHex) {
            throw new ConfigException(key, value, "after hex: come hex digits, two for each byte");
          }
        },
        () -> "text, or hex: and hex digits");
  }

  static ValueKeys of(AbstractConfig config) {
    return new ValueKeys(
        Settings.word(config, NESTED, NestedFields.class),
        config.getBoolean(INPUT_DISPLAY_VALUE),
        new Unavailable(config.getString(UNAVAILABLE)));
  }
}
