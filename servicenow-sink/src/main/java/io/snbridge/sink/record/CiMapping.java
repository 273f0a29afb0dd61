/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.record;

import io.snbridge.sink.value.FieldValue;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.sink.SinkRecord;

/**
 * Turns a record into a configuration item and what belongs to it. Every class that a value names
 * is held against {@code table.allowlist}: a record must not reach a table outside it.
 */
public final class CiMapping implements Mapping {

  private static final List<String> PARTS = List.of("items", "relations", "referenceItems");

  private final UpsertReader reader;
  private final Columns columns;
  private final CiFormat format;

  public CiMapping(UpsertReader reader, Columns columns, CiFormat format) {
    this.reader = reader;
    this.columns = columns;
    this.format = format;
  }

  @Override
  public Optional<Asked> ask(SinkRecord record) {
    return reader
        .read(record)
        .map(
            item ->
                format.whole()
                    ? Asked.of(
                        new Write.Identify(
                            item.table(), item.identity(), Map.of(), whole(item.row())))
                    : columns(record, item));
  }

  private Asked columns(SinkRecord record, UpsertReader.Upsert item) {
    Map<String, FieldValue> fields = ImportMapping.written(columns, item.row());
    return Asked.of(
        new Write.Identify(
            item.table(), item.identity(), Asked.texts(fields), parts(record.value())),
        fields,
        SourceRecords.of(record, item.row()));
  }

  private CiPayload whole(Object row) {
    Object value = row instanceof String text ? JsonObject.read(text) : row;
    Collection<?> items = list("items", find("items", value).orElse(List.of()));
    if (items.isEmpty()) {
      throw new DataException(
          "The value has no 'items', but with ire.payload=items it must be a payload of the"
              + " Identification and Reconciliation API: {\"items\":[...],\"relations\":[...]}");
    }
    items.forEach(item -> check("items", item));
    Map<String, Object> payload = new LinkedHashMap<>();
    PARTS.forEach(part -> find(part, value).ifPresent(found -> payload.put(part, found)));
    return CiPayload.whole(NestedText.of("payload", null, payload), items.size());
  }

  private CiPayload parts(Object value) {
    List<CiPayload.Relation> relations =
        format.relations().map(path -> relations(path, value)).orElse(List.of());
    return new CiPayload(
        Optional.empty(),
        1 + relations.size(),
        format.lookup().flatMap(path -> records(path, value)),
        format.related().flatMap(path -> records(path, value)),
        relations,
        format.nativeKey().map(path -> nativeKey(path, value)));
  }

  private Optional<String> records(ValuePath path, Object value) {
    Optional<Object> found = path.find(value);
    found.ifPresent(
        records ->
            list(path.describe(), records).forEach(record -> check(path.describe(), record)));
    return found.map(records -> NestedText.of(path.describe(), null, records));
  }

  private List<CiPayload.Relation> relations(ValuePath path, Object value) {
    List<CiPayload.Relation> relations = new ArrayList<>();
    for (Object relation : list(path.describe(), path.find(value).orElse(List.of()))) {
      Optional<Object> type = find("type", relation);
      Optional<Object> parent = find("parent", relation);
      Optional<Object> child = find("child", relation);
      if (type.isEmpty() || parent.isPresent() == child.isPresent()) {
        throw new DataException(
            ("A relation at %s is not of the form {\"type\":..., \"parent\":{item}} or"
                    + " {\"type\":..., \"child\":{item}}")
                .formatted(path.describe()));
      }
      Object other = parent.or(() -> child).orElseThrow();
      check(path.describe(), other);
      relations.add(
          new CiPayload.Relation(
              type.get().toString(),
              NestedText.of(path.describe(), null, other),
              parent.isPresent()));
    }
    return relations;
  }

  private static String nativeKey(ValuePath path, Object value) {
    return path.find(value)
        .map(found -> ScalarValue.of(path.describe(), null, found).text())
        .orElseThrow(() -> new DataException("The value has nothing at " + path.describe()));
  }

  /** An item with its class, and the records within it with theirs. */
  private void check(String where, Object item) {
    boolean isObject = item instanceof Map || item instanceof Struct;
    Object className = isObject ? find("className", item).orElse("") : "";
    if (!(className instanceof String name) || name.isBlank()) {
      throw new DataException("An item at %s has no className".formatted(where));
    }
    reader.tables().check(name);
    for (String within : List.of("lookup", "related")) {
      find(within, item)
          .ifPresent(records -> list(within, records).forEach(record -> check(where, record)));
    }
  }

  private static Collection<?> list(String where, Object value) {
    if (value instanceof Collection<?> list) {
      return list;
    }
    throw new DataException("What is at %s is not a list".formatted(where));
  }

  private static Optional<Object> find(String name, Object value) {
    return new ValuePath("ire.payload", List.of(name)).find(value);
  }
}
