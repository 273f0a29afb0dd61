/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.snbridge.common.log.OneLine;
import io.snbridge.common.transport.Failure;
import io.snbridge.sink.OutcomeUnknownException;
import io.snbridge.sink.RefusedRecordException;
import io.snbridge.sink.record.Write;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.sink.SinkRecord;

/**
 * What became of one record. It never holds the record's values.
 *
 * @param write empty when the record was refused before it was one
 * @param sysId the row's id; empty when it is not known
 * @param correlationId of all requests of the write
 * @param outcome success, skipped, review or failure
 * @param reason why it was not written, though nobody refused it
 * @param different columns that ServiceNow has otherwise than they were written
 * @param refusal empty when it was not refused
 */
public record WriteReport(
    SinkRecord record,
    Optional<Write> write,
    Optional<String> sysId,
    String correlationId,
    String outcome,
    Optional<String> reason,
    Set<String> different,
    Optional<RefusedRecordException> refusal) {

  private static final JsonFactory JSON = new JsonFactory();

  static final String SUCCESS = "success";
  static final String FAILURE = "failure";

  boolean isSuccess() {
    return outcome.equals(SUCCESS);
  }

  /** A record that is no write. */
  public static WriteReport ofUnfit(
      SinkRecord record, String correlationId, ConnectException reason) {
    return new WriteReport(
        record,
        Optional.empty(),
        Optional.empty(),
        correlationId,
        FAILURE,
        Optional.empty(),
        Set.of(),
        Optional.of(new RefusedRecordException(record, correlationId, reason)));
  }

  /** The row, or what stands for it, so that what became of one row stays in order. */
  Optional<byte[]> key() {
    return write.map(asked -> asked.identity().getBytes(StandardCharsets.UTF_8));
  }

  /**
   * The report as a JSON object; docs/guides/sink-errors.md says what is in it.
   *
   * @param time of the report
   * @param origin who writes
   */
  byte[] json(Instant time, ReportOrigin origin) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      json.writeStartObject();
      json.writeStringField("outcome", outcome);
      if (write.isPresent()) {
        json.writeStringField("operation", write.get().operation());
        json.writeStringField("table", write.get().table());
      }
      if (sysId.isPresent()) {
        json.writeStringField("sys_id", sysId.get());
      }
      json.writeStringField("topic", record.originalTopic());
      json.writeNumberField("partition", record.originalKafkaPartition());
      json.writeNumberField("offset", record.originalKafkaOffset());
      json.writeStringField("correlation_id", correlationId);
      json.writeStringField("time", time.truncatedTo(ChronoUnit.MILLIS).toString());
      origin.write(json);
      if (reason.isPresent()) {
        json.writeStringField("reason", OneLine.wellFormed(reason.get()));
      }
      if (!different.isEmpty()) {
        json.writeArrayFieldStart("not_written");
        for (String column : new TreeSet<>(different)) {
          json.writeString(OneLine.wellFormed(column));
        }
        json.writeEndArray();
      }
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
    if (refusal instanceof OutcomeUnknownException) {
      json.writeBooleanField("may_be_written", true);
    }
    Optional<Failure> failure = refusal.failure();
    if (failure.isPresent()) {
      json.writeNumberField("status", failure.get().status());
      json.writeStringField("message", OneLine.wellFormed(failure.get().message()));
      json.writeStringField("detail", OneLine.wellFormed(failure.get().detail()));
    }
    json.writeEndObject();
  }
}
