/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.it;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.json.JsonConverter;
import org.apache.kafka.connect.source.SourceRecord;

/** Source records as a person reads them: what Connect's converter makes of them, laid out. */
final class RecordText {

  /** Stands for the worker's clock in envelopes. */
  private static final long MADE_AT = Instant.parse("2026-01-20T17:17:49Z").toEpochMilli();

  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  private RecordText() {}

  /** Topic, key, headers and timestamp, a line each. */
  static String head(SourceRecord record) {
    String headers =
        StreamSupport.stream(record.headers().spliterator(), false)
            .map(header -> "           %-30s %s%n".formatted(header.key(), header.value()))
            .collect(Collectors.joining());
    return """
    topic      %s
    key        %s
    headers    %s
    timestamp  %s\
    """
        .formatted(
            record.topic(),
            record.key(),
            headers.strip(),
            record.timestamp() == null
                ? "none: Kafka's producer stamps the record when it sends it"
                : Instant.ofEpochMilli(record.timestamp()));
  }

  /** The value, as JsonConverter writes it, numbers as numbers. */
  static String value(SourceRecord record) throws IOException {
    return value(record, "NUMERIC");
  }

  /**
   * @param decimals the converter's {@code decimal.format}
   */
  static String value(SourceRecord record, String decimals) throws IOException {
    try (JsonConverter converter = new JsonConverter()) {
      converter.configure(Map.of("schemas.enable", "false", "decimal.format", decimals), false);
      byte[] bytes =
          converter.fromConnectData(record.topic(), record.valueSchema(), record.value());
      return bytes == null ? "null" : pretty(JSON.readTree(bytes));
    }
  }

  /** The same, with the time that an envelope was made replaced by a fixed one. */
  static String envelope(SourceRecord record) throws IOException {
    ObjectNode envelope = (ObjectNode) JSON.readTree(value(record));
    long age = System.currentTimeMillis() - envelope.get("ts_ms").asLong();
    if (age < 0 || age > 60_000) {
      throw new AssertionError("The envelope was made " + age + " ms ago");
    }
    return pretty(envelope.put("ts_ms", MADE_AT));
  }

  static String pretty(JsonNode tree) throws IOException {
    return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(tree).replace("\" : ", "\": ");
  }

  /** A struct's schema, a line for each field. */
  static String schema(Schema schema) {
    return schema.name()
        + schema.fields().stream().map(RecordText::field).collect(Collectors.joining());
  }

  private static String field(Field field) {
    Schema type = field.schema();
    String logical = type.name() == null ? "" : " " + type.name();
    String parameters =
        type.parameters() == null || type.parameters().isEmpty() ? "" : " " + type.parameters();
    return "%n  %-18s %-8s %s%s%s"
        .formatted(
            field.name(),
            type.type(),
            type.isOptional() ? "optional" : "required",
            logical,
            parameters);
  }
}
