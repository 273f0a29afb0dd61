/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.cli.verify;

import io.snbridge.source.config.TableConfig;
import io.snbridge.source.record.KeyMode;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.connect.errors.DataException;
import org.jspecify.annotations.Nullable;

/** What the records of a source say. */
final class SentRows implements RecordReader.Meaning {

  private static final String DELETED = "d";

  private final TopicFormat format;
  private final TableConfig table;
  private final String instance;
  private final boolean comparesValues;
  private final boolean isTransformed;
  private final boolean isKeyed;

  /**
   * @param instance whose rows are meant, as the header has it
   * @param comparesValues whether digests are wanted
   * @param isTransformed whether keys may be other ones than the connector's
   */
  SentRows(
      TopicFormat format,
      TableConfig table,
      String instance,
      boolean comparesValues,
      boolean isTransformed) {
    this.format = format;
    this.table = table;
    this.instance = instance;
    this.comparesValues = comparesValues;
    this.isTransformed = isTransformed;
    this.isKeyed = table.record().keyMode() == KeyMode.SYS_ID;
  }

  @Override
  public Optional<TopicState> of(ConsumerRecord<byte[], byte[]> record) {
    return isOther(record, "servicenow.table", table.table())
            || isOther(record, "servicenow.instance", instance)
        ? Optional.empty()
        : Optional.of(state(record));
  }

  private boolean isOther(ConsumerRecord<byte[], byte[]> record, String header, String ours) {
    return format.header(record, header).filter(value -> !value.equalsIgnoreCase(ours)).isPresent();
  }

  private TopicState state(ConsumerRecord<byte[], byte[]> record) {
    boolean isDeleted =
        record.value() == null
            || format.header(record, "servicenow.operation").filter(DELETED::equals).isPresent();
    boolean isNeeded = comparesValues || isTransformed || !isKeyed;
    Object row = isNeeded && !isDeleted ? format.row(record) : null;
    return new TopicState(
        id(record, row),
        format.header(record, "servicenow.updated.on").flatMap(Stamps::parse),
        comparesValues && !isDeleted ? ValueDigest.of(row) : 0,
        isDeleted,
        record.partition(),
        record.offset(),
        record.timestamp());
  }

  private String id(ConsumerRecord<byte[], byte[]> record, @Nullable Object row) {
    Optional<String> deleted = format.header(record, "servicenow.sys_id");
    if (deleted.isPresent()) {
      return deleted.get();
    }
    Object id = isTransformed || !isKeyed ? TopicFormat.column(row, table.idField()) : null;
    if (id == null && isKeyed) {
      return format.key(record);
    }
    if (id == null) {
      throw new DataException("its value has no column '" + table.idField() + "'");
    }
    return id.toString();
  }
}
