/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.snbridge.common.log.OneLine;
import io.snbridge.sink.conflict.RecordTime;
import io.snbridge.sink.record.Write;
import io.snbridge.sink.write.WriteOutcome;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.sink.SinkRecord;

/**
 * A conflict that a person is to decide: what the record asks for, and what the row has.
 *
 * @param correlationId of all requests of the write
 */
public record ReviewMessage(
    SinkRecord record, Write write, String correlationId, WriteOutcome.ForReview conflict) {

  private static final JsonFactory JSON = new JsonFactory();

  /** The record of the review topic; docs/guides/conflicts.md says what is in it. */
  ProducerRecord<byte[], byte[]> to(String topic) {
    ProducerRecord<byte[], byte[]> letter = new ProducerRecord<>(topic, bytes(id()), json());
    Headers headers = letter.headers();
    headers.add("servicenow.table", bytes(write.table()));
    headers.add("servicenow.sys_id", bytes(id()));
    headers.add("servicenow.record.topic", bytes(record.originalTopic()));
    headers.add(
        "servicenow.record.partition", bytes(Integer.toString(record.originalKafkaPartition())));
    headers.add("servicenow.record.offset", bytes(Long.toString(record.originalKafkaOffset())));
    headers.add("servicenow.correlation.id", bytes(correlationId));
    return letter;
  }

  /** What stands for the row, when its id is not known. */
  private String id() {
    return conflict.sysId().orElseGet(write::identity);
  }

  /** A policy of one's own may have decided without it. */
  private Optional<Instant> time() {
    try {
      return RecordTime.of(record);
    } catch (DataException unreadable) {
      return Optional.empty();
    }
  }

  private byte[] json() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      json.writeStartObject();
      json.writeStringField("reason", OneLine.wellFormed(conflict.reason()));
      json.writeStringField("operation", write.operation());
      json.writeStringField("table", write.table());
      json.writeStringField("sys_id", id());
      json.writeStringField("topic", record.originalTopic());
      json.writeNumberField("partition", record.originalKafkaPartition());
      json.writeNumberField("offset", record.originalKafkaOffset());
      json.writeStringField("correlation_id", correlationId);
      Optional<Instant> time = time();
      if (time.isPresent()) {
        json.writeStringField("time", time.get().toString());
      }
      write(json, "record", conflict.asked());
      if (conflict.row().isPresent()) {
        write(json, "row", conflict.row().get());
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("Writing to memory failed", e);
    }
    return bytes.toByteArray();
  }

  private static void write(JsonGenerator json, String name, Map<String, String> columns)
      throws IOException {
    json.writeObjectFieldStart(name);
    for (Map.Entry<String, String> column : new TreeMap<>(columns).entrySet()) {
      json.writeStringField(
          OneLine.wellFormed(column.getKey()), OneLine.wellFormed(column.getValue()));
    }
    json.writeEndObject();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
