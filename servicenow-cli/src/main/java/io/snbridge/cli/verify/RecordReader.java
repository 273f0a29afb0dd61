/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.cli.verify;

import io.snbridge.cli.console.CommandException;
import io.snbridge.source.config.TableConfig;
import io.snbridge.source.record.KeyMode;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.connect.errors.DataException;
import org.jspecify.annotations.Nullable;

/** Tells what records say of the rows of one table. Owned by one thread. */
final class RecordReader {

  private static final String DELETED = "d";

  private final TopicFormat format;
  private final TableConfig table;
  private final String instance;
  private final boolean comparesValues;
  private final boolean isKeyed;
  private long read;
  private long ofOthers;
  private long unreadable;
  private String firstProblem = "";

  /**
   * @param instance whose rows are meant, as the header has it
   * @param comparesValues whether digests are wanted
   */
  RecordReader(TopicFormat format, TableConfig table, String instance, boolean comparesValues) {
    this.format = format;
    this.table = table;
    this.instance = instance;
    this.comparesValues = comparesValues;
    this.isKeyed = table.record().keyMode() == KeyMode.SYS_ID;
  }

  /** What a record says; empty when it is of another table or instance, or cannot be read. */
  Optional<TopicState> read(ConsumerRecord<byte[], byte[]> record) {
    if (isOther(record, "servicenow.table", table.table())
        || isOther(record, "servicenow.instance", instance)) {
      ofOthers++;
      return Optional.empty();
    }
    try {
      TopicState state = state(record);
      read++;
      return Optional.of(state);
    } catch (DataException wrong) {
      if (unreadable++ == 0) {
        firstProblem =
            "the first is %d@%d, %s"
                .formatted(record.partition(), record.offset(), wrong.getMessage());
      }
      return Optional.empty();
    }
  }

  private boolean isOther(ConsumerRecord<byte[], byte[]> record, String header, String ours) {
    return format.header(record, header).filter(value -> !value.equalsIgnoreCase(ours)).isPresent();
  }

  private TopicState state(ConsumerRecord<byte[], byte[]> record) {
    boolean isDeleted =
        record.value() == null
            || format.header(record, "servicenow.operation").filter(DELETED::equals).isPresent();
    Object row = isDeleted || (isKeyed && !comparesValues) ? null : format.row(record);
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
    if (isKeyed) {
      return format.key(record);
    }
    Object id = TopicFormat.column(row, table.idField());
    if (id == null) {
      throw new DataException("its value has no column '" + table.idField() + "'");
    }
    return id.toString();
  }

  /** Records that are of another table or instance. */
  long ofOthers() {
    return ofOthers;
  }

  /** Records that could not be read, and so say nothing of any row. */
  long unreadable() {
    return unreadable;
  }

  /** What is wrong with the first of these. */
  String firstProblem() {
    return firstProblem;
  }

  /**
   * Looks whether anything could be read.
   *
   * @throws CommandException when nothing could: then the converters are other ones
   */
  void check() {
    if (read == 0 && unreadable > 0) {
      throw CommandException.decide(
          "None of %d records can be read with these converters: %s"
              .formatted(unreadable, firstProblem));
    }
  }
}
