/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.conflict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.data.Timestamp;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.json.JsonConverter;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.storage.HeaderConverter;
import org.apache.kafka.connect.storage.SimpleHeaderConverter;
import org.apache.kafka.connect.storage.StringConverter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@SuppressWarnings("JavaUtilDate") // Connect's logical types are given as these
class RecordTimeTest {

  private static final Instant CHANGED = Instant.parse("2026-01-20T17:16:48Z");
  private static final Instant SENT = Instant.parse("2026-03-01T12:00:00Z");

  @Test
  void headerIsTheTimeAndWithoutItTheTimestampIs() {
    SinkRecord record = record(SENT.toEpochMilli());
    assertThat(RecordTime.of(record)).contains(SENT);
    record.headers().add("servicenow.updated.on", SchemaAndValue.NULL);
    assertThat(RecordTime.of(record)).contains(SENT);
    record.headers().addString("servicenow.updated.on", "2026-01-20T17:16:48Z");
    assertThat(RecordTime.of(record)).contains(CHANGED);
    assertThat(RecordTime.of(record(null))).isEmpty();
  }

  static Stream<Arguments> converters() {
    SchemaAndValue text = new SchemaAndValue(Schema.STRING_SCHEMA, "2026-01-20T17:16:48Z");
    SchemaAndValue logical = new SchemaAndValue(Timestamp.SCHEMA, Date.from(CHANGED));
    return Stream.of(
        Arguments.of(new SimpleHeaderConverter(), text),
        Arguments.of(new SimpleHeaderConverter(), logical),
        Arguments.of(new StringConverter(), text),
        Arguments.of(json(true), text),
        Arguments.of(json(true), logical),
        Arguments.of(json(false), text),
        Arguments.of(json(false), logical));
  }

  private static HeaderConverter json(boolean schemas) {
    JsonConverter converter = new JsonConverter();
    converter.configure(Map.of("converter.type", "header", "schemas.enable", schemas));
    return converter;
  }

  /** What the source, or a transformation behind it, sent, and what the sink's worker reads. */
  @ParameterizedTest
  @MethodSource("converters")
  void everyHeaderConverterGivesTheTime(HeaderConverter converter, SchemaAndValue sent) {
    byte[] bytes =
        converter.fromConnectHeader("t", "servicenow.updated.on", sent.schema(), sent.value());
    SinkRecord record = record(SENT.toEpochMilli());
    record
        .headers()
        .add(
            "servicenow.updated.on",
            converter.toConnectHeader("t", "servicenow.updated.on", bytes));

    assertThat(RecordTime.of(record)).contains(CHANGED);
  }

  /** As ByteArrayConverter gives it. */
  @Test
  void bytesAreText() {
    SinkRecord record = record(SENT.toEpochMilli());
    record
        .headers()
        .addBytes("servicenow.updated.on", "2026-01-20T17:16:48Z".getBytes(StandardCharsets.UTF_8));

    assertThat(RecordTime.of(record)).contains(CHANGED);
  }

  @Test
  void timeOfAnotherZoneIsTheSameInstant() {
    SinkRecord record = record(null);
    record.headers().addString("servicenow.updated.on", " 2026-01-20T18:16:48+01:00 ");

    assertThat(RecordTime.of(record)).contains(CHANGED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "yesterday", "2026-01-20", "2026-01-20 17:16:48"})
  void headerThatTellsNoTimeIsNeverReplacedByTheTimestamp(String text) {
    SinkRecord record = record(SENT.toEpochMilli());
    record.headers().addString("servicenow.updated.on", text);

    assertThatThrownBy(() -> RecordTime.of(record))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("'servicenow.updated.on' is '" + text + "'");
  }

  private static SinkRecord record(Long timestamp) {
    return new SinkRecord("t", 0, null, null, null, null, 0, timestamp, TimestampType.CREATE_TIME);
  }
}
