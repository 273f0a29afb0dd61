/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.cli.verify;

import io.snbridge.sink.record.Mapping;
import io.snbridge.sink.record.Write;
import java.util.Locale;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.connect.errors.DataException;

/** What the records of a sink's topic want to be there: by the sink's own mapping. */
final class WantedRows implements RecordReader.Meaning {

  private final TopicFormat format;
  private final Mapping mapping;
  private final String table;

  WantedRows(TopicFormat format, Mapping mapping, String table) {
    this.format = format;
    this.mapping = mapping;
    this.table = table;
  }

  @Override
  public Optional<TopicState> of(ConsumerRecord<byte[], byte[]> record) {
    return mapping
        .write(format.sinkRecord(record))
        .filter(write -> write.table().equals(table))
        // It leaves open whether the row is there.
        .filter(write -> !(write instanceof Write.UpdateIfThere))
        .map(write -> state(write, record));
  }

  private static TopicState state(Write write, ConsumerRecord<byte[], byte[]> record) {
    if (!write.isById()) {
      throw new DataException("nobody knows the id of its row: the instance has chosen it");
    }
    return new TopicState(
        write.sysId().toLowerCase(Locale.ROOT),
        Optional.empty(),
        0,
        write instanceof Write.Delete,
        record.partition(),
        record.offset(),
        record.timestamp());
  }
}
