/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.snbridge.common.transport.Failure;
import io.snbridge.sink.record.Write;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.sink.SinkRecord;

/**
 * What became of one record. It never holds the record's values.
 *
 * @param write empty when the record was refused before it was one
 * @param correlationId of all requests of the write
 * @param refusal empty when the write is done
 */
record Report(
    SinkRecord record,
    Optional<Write> write,
    String correlationId,
    Optional<RefusedRecordException> refusal) {

  private static final JsonFactory JSON = new JsonFactory();

  /** A record that is no write. */
  static Report ofUnfit(SinkRecord record, String correlationId, ConnectException reason) {
    return new Report(
        record,
        Optional.empty(),
        correlationId,
        Optional.of(new RefusedRecordException(record, correlationId, reason)));
  }

  /**
   * A record's write.
   *
   * @param reason of its refusal; empty when it is done
   */
  static Report ofWrite(
      SinkRecord record, Write write, String correlationId, Optional<ConnectException> reason) {
    return new Report(
        record,
        Optional.of(write),
        correlationId,
        reason.map(why -> new RefusedRecordException(record, correlationId, why)));
  }

  /** The row, so that what became of one row stays in order. */
  Optional<byte[]> key() {
    return write.map(asked -> asked.identity().getBytes(StandardCharsets.UTF_8));
  }

  /** The report as a JSON object; docs/guides/sink-errors.md says what is in it. */
  byte[] json() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      json.writeStartObject();
      json.writeStringField("outcome", refusal.isEmpty() ? "success" : "failure");
      if (write.isPresent()) {
        json.writeStringField("operation", write.get().operation());
        json.writeStringField("table", write.get().table());
        json.writeStringField("sys_id", write.get().sysId());
      }
      json.writeStringField("topic", record.originalTopic());
      json.writeNumberField("partition", record.originalKafkaPartition());
      json.writeNumberField("offset", record.originalKafkaOffset());
      json.writeStringField("correlation_id", correlationId);
      if (refusal.isPresent()) {
        write(json, refusal.get());
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("Writing to memory failed", e);
    }
    return bytes.toByteArray();
  }

  private static void write(JsonGenerator json, RefusedRecordException refusal) throws IOException {
    json.writeObjectFieldStart("error");
    json.writeStringField("reason", refusal.getMessage());
    Optional<Failure> failure = refusal.failure();
    if (failure.isPresent()) {
      json.writeNumberField("status", failure.get().status());
      json.writeStringField("message", failure.get().message());
      json.writeStringField("detail", failure.get().detail());
    }
    json.writeEndObject();
  }
}
