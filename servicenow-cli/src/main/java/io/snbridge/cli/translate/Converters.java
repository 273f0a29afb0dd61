/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.cli.translate;

import java.util.Locale;
import java.util.Map;

/** Formats of records, which Confluent Cloud names by words and a worker by converters. */
final class Converters {

  static final String KEY = "key.converter";
  static final String VALUE = "value.converter";
  static final String STRING = "org.apache.kafka.connect.storage.StringConverter";
  static final String JSON = "org.apache.kafka.connect.json.JsonConverter";
  static final String AVRO = "io.confluent.connect.avro.AvroConverter";
  static final String REGISTRY = VALUE + ".schema.registry.url";

  private static final Map<String, String> WITH_REGISTRY =
      Map.of(
          "AVRO", AVRO,
          "JSON_SR", "io.confluent.connect.json.JsonSchemaConverter",
          "PROTOBUF", "io.confluent.connect.protobuf.ProtobufConverter");

  private static final Map<String, String> PLAIN =
      Map.of(
          "JSON", JSON,
          "STRING", STRING,
          "BYTES", "org.apache.kafka.connect.converters.ByteArrayConverter");

  private Converters() {}

  /** The format of values, as Confluent Cloud names it. */
  static KeyTable.Action format() {
    return (found, draft) -> {
      String format = found.value().toUpperCase(Locale.ROOT);
      if (WITH_REGISTRY.containsKey(format)) {
        draft.set(VALUE, WITH_REGISTRY.get(format));
        draft.decide(
            found.key(),
            "'%s' needs the address of a schema registry, '%s', and what it wants of its clients"
                .formatted(VALUE, REGISTRY));
      } else if (PLAIN.containsKey(format)) {
        draft.set(VALUE, PLAIN.get(format));
        if (format.equals("JSON")) {
          plainJson(draft);
        }
      } else {
        throw new IllegalArgumentException("no converter is known for this format");
      }
    };
  }

  /** Values are JSON without a schema. */
  static void plainJson(Draft draft) {
    draft.set(VALUE, JSON);
    draft.set(VALUE + ".schemas.enable", "false");
  }

  /** Of a converter's key: strategies are classes, for which Cloud has short names. */
  static String value(String key, String value) {
    return key.endsWith(".subject.name.strategy") && !value.contains(".")
        ? "io.confluent.kafka.serializers.subject." + value
        : value;
  }
}
