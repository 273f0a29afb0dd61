/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.it;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** A topic of one partition from its beginning, in Confluent's wire format. */
final class AvroTopic implements AutoCloseable {

  private static final byte MAGIC = 0;

  private final SchemaRegistry registry;
  private final KafkaConsumer<String, byte[]> consumer;
  private final List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();

  AvroTopic(String bootstrapServers, String topic, SchemaRegistry registry) {
    this.registry = registry;
    consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", bootstrapServers, "auto.offset.reset", "earliest"),
            new StringDeserializer(),
            new ByteArrayDeserializer());
    consumer.assign(List.of(new TopicPartition(topic, 0)));
  }

  /** Reads what has come since, for 200 ms at most; how many keys there are now. */
  long keys() {
    consumer.poll(Duration.ofMillis(200)).forEach(records::add);
    return records.stream().map(ConsumerRecord::key).distinct().count();
  }

  /** A header of the last record of a key, which was read and has it. */
  String header(String key, String name) {
    return records.stream()
        .filter(record -> record.key().equals(key))
        .reduce((earlier, later) -> later)
        .map(record -> record.headers().lastHeader(name).value())
        .map(value -> new String(value, StandardCharsets.UTF_8))
        .orElseThrow();
  }

  /** All records read so far by key, as one who knows only this schema sees them. */
  Map<String, GenericRecord> as(Schema reader) throws IOException, InterruptedException {
    Map<String, GenericRecord> values = new LinkedHashMap<>();
    for (ConsumerRecord<String, byte[]> record : records) {
      ByteBuffer bytes = ByteBuffer.wrap(record.value());
      if (bytes.get() != MAGIC) {
        throw new IOException("Not Confluent's wire format");
      }
      Schema writer = registry.byId(bytes.getInt());
      values.put(
          record.key(),
          new GenericDatumReader<GenericRecord>(writer, reader)
              .read(
                  null,
                  DecoderFactory.get()
                      .binaryDecoder(record.value(), bytes.position(), bytes.remaining(), null)));
    }
    return values;
  }

  @Override
  public void close() {
    consumer.close();
  }
}
