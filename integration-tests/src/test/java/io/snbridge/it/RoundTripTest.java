/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.snbridge.emulator.ServiceNowEmulator;
import io.snbridge.sink.ServiceNowSinkTask;
import io.snbridge.source.ServiceNowSourceTask;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.header.ConnectHeaders;
import org.apache.kafka.connect.header.Headers;
import org.apache.kafka.connect.json.JsonConverter;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.storage.SimpleHeaderConverter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Both tasks, and Connect's own converters between them: rows of every type of the dictionary come
 * out as they went in. The instance that is written to stores what does not fit as ServiceNow does.
 */
class RoundTripTest {

  private static final String FROM = "u_all";
  private static final String TO = "u_copy";
  private static final String TOPIC = "servicenow.u_all";

  private final ServiceNowEmulator instance =
      ServiceNowEmulator.builder()
          .port(0)
          .credentials("u", "p")
          .switches(switches -> switches.strictColumns(true))
          .start();

  @AfterEach
  void close() {
    instance.close();
  }

  private Map<String, String> settings(Map<String, String> more) {
    Map<String, String> settings = new HashMap<>(more);
    settings.put("servicenow.url", instance.url().toString());
    settings.put("servicenow.username", "u");
    settings.put("servicenow.password", "p");
    return settings;
  }

  /**
   * The defaults of both connectors are in the first two rows.
   *
   * @param schemas whether JSON has its schema with it
   * @param decimals {@code decimal.format} of the converter
   */
  @ParameterizedTest
  @CsvSource({
    "false, BASE64,  dictionary, connect, record",
    "true,  BASE64,  dictionary, connect, record",
    "false, NUMERIC, dictionary, connect, record",
    "true,  NUMERIC, dictionary, connect, record",
    "false, BASE64,  dictionary, string,  record",
    "true,  BASE64,  dictionary, string,  record",
    "false, BASE64,  string,     connect, record",
    "true,  BASE64,  string,     connect, record",
    "false, BASE64,  none,       connect, record",
    "false, BASE64,  dictionary, connect, envelope",
    "true,  BASE64,  dictionary, connect, envelope",
    "false, BASE64,  none,       connect, envelope",
  })
  void rowsOfEveryTypeAreEqualOnTheOtherSide(
      boolean schemas, String decimals, String schemaMode, String timeMode, String format)
      throws Exception {
    DictionaryTable.define(instance, FROM);
    DictionaryTable.define(instance, TO);
    instance.insertAll(FROM, DictionaryTable.rows());
    List<SourceRecord> read =
        read(Map.of("schema.mode", schemaMode, "time.mode", timeMode, "output.format", format));

    List<SinkRecord> delivered = new ArrayList<>();
    try (JsonConverter converter = new JsonConverter()) {
      converter.configure(
          Map.of("schemas.enable", schemas, "decimal.format", decimals, "converter.type", "value"));
      for (SourceRecord record : read) {
        delivered.add(delivered(converter, record, delivered.size()));
      }
    }
    write(
        format.equals("envelope")
            ? Map.of("value.payload.path", "after", "value.operation.path", "op")
            : Map.of(),
        delivered);

    assertThat(DictionaryTable.contents(instance, TO))
        .isEqualTo(DictionaryTable.contents(instance, FROM));
  }

  private List<SourceRecord> read(Map<String, String> more) throws InterruptedException {
    Map<String, String> settings = settings(more);
    settings.put("tables", FROM);
    settings.put("settle.ms", "0");
    ServiceNowSourceTask source = new ServiceNowSourceTask();
    source.initialize(new EmptyOffsets(settings));
    source.start(settings);
    List<SourceRecord> read = new ArrayList<>();
    try {
      long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
      while (read.size() < DictionaryTable.rows().size() && System.nanoTime() < deadline) {
        Optional.ofNullable(source.poll()).ifPresent(read::addAll);
      }
    } finally {
      source.stop();
    }
    return read;
  }

  private static SinkRecord delivered(JsonConverter converter, SourceRecord record, long offset)
      throws IOException {
    byte[] json = converter.fromConnectData(TOPIC, record.valueSchema(), record.value());
    SchemaAndValue value = converter.toConnectData(TOPIC, json);
    return new SinkRecord(
        TOPIC,
        0,
        record.keySchema(),
        record.key(),
        value.schema(),
        value.value(),
        offset,
        record.timestamp(),
        org.apache.kafka.common.record.TimestampType.CREATE_TIME,
        delivered(record.headers()));
  }

  private static Headers delivered(Headers sent) throws IOException {
    Headers delivered = new ConnectHeaders();
    try (SimpleHeaderConverter converter = new SimpleHeaderConverter()) {
      sent.forEach(
          header -> {
            byte[] bytes =
                converter.fromConnectHeader(TOPIC, header.key(), header.schema(), header.value());
            delivered.add(header.key(), converter.toConnectHeader(TOPIC, header.key(), bytes));
          });
    }
    return delivered;
  }

  private void write(Map<String, String> more, List<SinkRecord> records) {
    Map<String, String> settings = settings(more);
    settings.put("topic.table.map", TOPIC + ":" + TO);
    TopicPartition partition = new TopicPartition(TOPIC, 0);
    ServiceNowSinkTask sink = new ServiceNowSinkTask();
    sink.initialize(new OnePartition(partition));
    sink.start(settings);
    try {
      sink.open(List.of(partition));
      sink.put(records);
      await()
          .atMost(Duration.ofSeconds(30))
          .until(
              () -> {
                sink.put(List.of());
                var committed =
                    sink.preCommit(
                        new HashMap<>(
                            Map.of(
                                partition,
                                new org.apache.kafka.clients.consumer.OffsetAndMetadata(
                                    records.size()))));
                return committed.containsKey(partition)
                    && committed.get(partition).offset() == records.size();
              });
    } finally {
      sink.close(List.of(partition));
      sink.stop();
    }
  }
}
