/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.cli.verify;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetResetStrategy;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.connect.json.JsonConverter;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.storage.Converter;
import org.apache.kafka.connect.storage.SimpleHeaderConverter;
import org.apache.kafka.connect.storage.StringConverter;

/** A topic in memory, written as a worker does. */
public final class FakeTopic extends MockConsumer<byte[], byte[]> {

  private final String name;
  private final int partitions;
  private final Converter keys = new StringConverter();
  private final Converter values = new JsonConverter();
  private final Map<TopicPartition, Long> ends = new HashMap<>();
  private final List<ConsumerRecord<byte[], byte[]>> early = new ArrayList<>();
  private final List<ConsumerRecord<byte[], byte[]>> all = new ArrayList<>();

  public FakeTopic(String name, int partitions, boolean schemas) {
    super(OffsetResetStrategy.EARLIEST);
    this.name = name;
    this.partitions = partitions;
    keys.configure(Map.of(), true);
    values.configure(Map.of("schemas.enable", Boolean.toString(schemas)), false);
    updatePartitions(
        name,
        IntStream.range(0, partitions)
            .mapToObj(i -> new PartitionInfo(name, i, null, null, null))
            .toList());
    Map<TopicPartition, Long> begin = new HashMap<>();
    IntStream.range(0, partitions).forEach(i -> begin.put(new TopicPartition(name, i), 0L));
    updateBeginningOffsets(begin);
    ends.putAll(begin);
    updateEndOffsets(ends);
  }

  /** What a worker makes of a record. */
  public void send(SourceRecord record) {
    send(record, Optional.empty());
  }

  /** The same, as if the topic had had another number of partitions then. */
  void send(SourceRecord record, int toPartition) {
    send(record, Optional.of(toPartition));
  }

  private void send(SourceRecord record, Optional<Integer> toPartition) {
    byte[] key = keys.fromConnectData(name, record.keySchema(), record.key());
    Headers headers = new RecordHeaders();
    SimpleHeaderConverter converter = new SimpleHeaderConverter();
    record
        .headers()
        .forEach(
            header ->
                headers.add(
                    header.key(),
                    converter.fromConnectHeader(
                        name, header.key(), header.schema(), header.value())));
    add(
        key,
        values.fromConnectData(name, record.valueSchema(), record.value()),
        headers,
        toPartition);
  }

  /** Of any content. */
  void add(byte[] key, byte[] value, Headers headers, Optional<Integer> toPartition) {
    int number = toPartition.orElse(Math.floorMod(java.util.Arrays.hashCode(key), partitions));
    TopicPartition partition = new TopicPartition(name, number);
    long offset = ends.merge(partition, 1L, Long::sum) - 1;
    ConsumerRecord<byte[], byte[]> record =
        new ConsumerRecord<>(
            name,
            number,
            offset,
            offset,
            TimestampType.CREATE_TIME,
            key.length,
            value == null ? 0 : value.length,
            key,
            value,
            headers,
            Optional.empty());
    all.add(record);
    updateEndOffsets(ends);
    if (assignment().isEmpty()) {
      early.add(record);
    } else {
      addRecord(record);
    }
  }

  /** What was read once comes again. */
  @Override
  public synchronized void seek(TopicPartition partition, long offset) {
    super.seek(partition, offset);
    all.stream()
        .filter(record -> record.partition() == partition.partition())
        .filter(record -> record.offset() >= offset)
        .forEach(this::addRecord);
  }

  @Override
  public synchronized void assign(Collection<TopicPartition> to) {
    super.assign(to);
    early.forEach(this::addRecord);
    early.clear();
  }
}
