/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.record;

import io.snbridge.common.schema.ColumnLookup;
import io.snbridge.common.table.GlideDateTime;
import io.snbridge.common.table.Row;
import io.snbridge.source.position.Position;
import io.snbridge.source.position.PositionCodec;
import io.snbridge.source.position.TablePartition;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.header.ConnectHeaders;
import org.apache.kafka.connect.header.Headers;
import org.apache.kafka.connect.source.SourceRecord;

/** Makes the records of one table. Thread-safe. */
public final class RecordBuilder {

  /** Before the name of a field whose text does not fit its type. */
  static final String INVALID_HEADER = "servicenow.invalid.";

  /** When a row was changed or deleted, in ISO 8601 and UTC, whatever the record's timestamp is. */
  static final String UPDATED_ON_HEADER = "servicenow.updated.on";

  private final RecordSettings settings;
  private final TablePartition partition;
  private final PositionCodec positions;
  private final RecordKey key;
  private final RowValues values;
  private final ValueFormat format;
  private final RecordTimes times;
  private final Map<Operation, ConnectHeaders> headers = new EnumMap<>(Operation.class);

  /**
   * @param partition the table's source partitions
   * @param positions makes the table's source offsets
   * @param dictionary tells types for {@link SchemaMode#DICTIONARY}, and passwords always
   */
  public RecordBuilder(
      RecordSettings settings,
      TablePartition partition,
      PositionCodec positions,
      ColumnLookup dictionary) {
    this(settings, partition, positions, dictionary, InstantSource.system());
  }

  RecordBuilder(
      RecordSettings settings,
      TablePartition partition,
      PositionCodec positions,
      ColumnLookup dictionary,
      InstantSource clock) {
    this.settings = settings;
    this.partition = partition;
    this.positions = positions;
    this.key = new RecordKey(settings);
    this.times = new RecordTimes(settings, clock);
    this.values =
        switch (settings.schemaMode()) {
          case DICTIONARY -> new DictionaryValues(settings, dictionary);
          case NONE ->
              new WithoutSecrets(settings, dictionary, new MapValues(new Columns(settings)));
          case STRING -> new WithoutSecrets(settings, dictionary, new StructValues(settings));
        };
    this.format =
        switch (settings.format()) {
          case RECORD -> ValueFormat.ROW;
          case ENVELOPE -> new Envelope(settings, partition.instance(), clock);
        };
    for (Operation operation : Operation.values()) {
      headers.put(operation, headersOf(operation));
    }
  }

  /**
   * May be called before the first row, so that what is missing is said at once.
   *
   * @throws io.snbridge.common.schema.DictionaryUnreadableException when the user may not read what
   *     {@link SchemaMode#DICTIONARY} needs
   */
  public void begin() throws InterruptedException {
    values.begin();
  }

  /** Values so far that did not fit their column's type. */
  public long invalidValues() {
    return values.invalidValues();
  }

  /**
   * The records of rows that a snapshot range read, operation {@code r}.
   *
   * @param position the position after a row
   */
  public List<SourceRecord> snapshot(String range, List<Row> rows, Function<Row, Position> position)
      throws InterruptedException {
    return build(rows, partition.range(range), position, row -> Operation.READ);
  }

  /** The same for a range that is read once more, beside the stream. */
  public List<SourceRecord> again(String range, List<Row> rows, Function<Row, Position> position)
      throws InterruptedException {
    return build(rows, partition.again(range), position, row -> Operation.READ);
  }

  /**
   * The records of rows that the stream read, operation {@code c} or {@code u}.
   *
   * @param position the position after a row
   */
  public List<SourceRecord> stream(List<Row> rows, Function<Row, Position> position)
      throws InterruptedException {
    return build(
        rows,
        partition.stream(),
        position,
        row -> Operation.streamed(row, settings.timestampField()));
  }

  /** Makes the records of deleted rows. */
  public DeleteRecords deletes(DeleteMode mode) {
    return new DeleteRecords(mode, settings, partition, positions, values, key, format, times);
  }

  /**
   * The records of rows that changed without a stamp, all with one position of the stream.
   *
   * @param isKnown a known row was updated, another one created
   */
  public List<SourceRecord> rescanned(List<Row> rows, Position position, Predicate<Row> isKnown)
      throws InterruptedException {
    return build(
        rows,
        partition.stream(),
        row -> position,
        row -> isKnown.test(row) ? Operation.UPDATE : Operation.CREATE);
  }

  /** The records of rows that are read once more, operation {@code r}, beside the stream. */
  public List<SourceRecord> readAgain(List<Row> rows, Position position)
      throws InterruptedException {
    return build(rows, partition.stream(), row -> position, row -> Operation.READ);
  }

  private List<SourceRecord> build(
      List<Row> rows,
      Map<String, String> sourcePartition,
      Function<Row, Position> position,
      Function<Row, Operation> operation)
      throws InterruptedException {
    List<Row> wanted = wanted(rows);
    List<RowValue> built = values.of(wanted);
    List<SourceRecord> records = new ArrayList<>(wanted.size());
    for (int i = 0; i < wanted.size(); i++) {
      Row row = wanted.get(i);
      Change change = new Change(row, operation.apply(row), timestamp(row));
      SchemaAndValue value = format.of(change, built.get(i));
      records.add(
          new SourceRecord(
              sourcePartition,
              positions.encode(position.apply(row)),
              settings.topic(),
              null,
              Schema.STRING_SCHEMA,
              key.of(row),
              value.schema(),
              value.value(),
              times.of(change.at(), row.values().getOrDefault(settings.idField(), "?")),
              headers(change, built.get(i).invalid())));
    }
    return records;
  }

  /** Those that give records: not those that were changed by a user whose changes are not sent. */
  public List<Row> wanted(List<Row> rows) {
    return settings.excludedUsers().isEmpty()
        ? rows
        : rows.stream().filter(row -> !isExcluded(row)).toList();
  }

  /** The others. */
  public List<Row> unwanted(List<Row> rows) {
    return rows.stream().filter(this::isExcluded).toList();
  }

  /** A skipped row needs no record for its position: the next record carries a later one. */
  private boolean isExcluded(Row row) {
    return settings.isExcluded(row);
  }

  private Optional<Instant> timestamp(Row row) {
    return row.value(settings.timestampField()).flatMap(GlideDateTime::parse);
  }

  private ConnectHeaders headersOf(Operation operation) {
    ConnectHeaders all = new ConnectHeaders();
    all.addString("servicenow.instance", partition.instance())
        .addString("servicenow.table", settings.table())
        .addString("servicenow.operation", operation.code());
    return all;
  }

  /** Each record has headers of its own, because transformations change them. */
  private Headers headers(Change change, Map<String, String> invalid) {
    Headers ofRecord = Objects.requireNonNull(headers.get(change.operation())).duplicate();
    change.at().ifPresent(at -> ofRecord.addString(UPDATED_ON_HEADER, GlideDateTime.iso(at)));
    invalid.forEach((field, text) -> ofRecord.addString(INVALID_HEADER + field, text));
    return ofRecord;
  }
}
