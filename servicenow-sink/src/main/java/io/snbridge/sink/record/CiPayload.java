/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.record;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is sent of a configuration item beside its columns; texts are JSON.
 *
 * @param whole all there is to send; then nothing else is looked at
 * @param items how many items are sent
 * @param lookup of the item; may be empty
 * @param related of the item; may be empty
 * @param relations the item's to others
 * @param nativeKey the item's name in the data source
 */
public record CiPayload(
    Optional<String> whole,
    int items,
    Optional<String> lookup,
    Optional<String> related,
    List<Relation> relations,
    Optional<String> nativeKey) {

  private static final JsonFactory JSON = new JsonFactory();

  /**
   * A relation to another item.
   *
   * @param type a name of {@code cmdb_rel_type}: {@code Runs on::Runs}
   * @param other the other item, JSON
   * @param isParent whether the other item is the parent
   */
  public record Relation(String type, String other, boolean isParent) {}

  public CiPayload {
    relations = List.copyOf(relations);
  }

  static CiPayload whole(String json, int items) {
    return new CiPayload(
        Optional.of(json), items, Optional.empty(), Optional.empty(), List.of(), Optional.empty());
  }

  /**
   * The payload as the API takes it: the item first, then those that it is related to.
   *
   * @param dataSource that of {@code nativeKey}
   */
  public String json(String className, Map<String, String> values, String dataSource) {
    if (whole.isPresent()) {
      return whole.get();
    }
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartObject();
      json.writeArrayFieldStart("items");
      item(json, className, values, dataSource);
      for (Relation relation : relations) {
        json.writeRawValue(relation.other());
      }
      json.writeEndArray();
      json.writeArrayFieldStart("relations");
      for (int i = 0; i < relations.size(); i++) {
        Relation relation = relations.get(i);
        json.writeStartObject();
        json.writeNumberField("parent", relation.isParent() ? i + 1 : 0);
        json.writeNumberField("child", relation.isParent() ? 0 : i + 1);
        json.writeStringField("type", relation.type());
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("Writing to memory failed", e);
    }
    return text.toString();
  }

  private void item(
      JsonGenerator json, String className, Map<String, String> values, String dataSource)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("className", className);
    json.writeObjectFieldStart("values");
    for (Map.Entry<String, String> column : values.entrySet()) {
      json.writeStringField(column.getKey(), column.getValue());
    }
    json.writeEndObject();
    raw(json, "lookup", lookup);
    raw(json, "related", related);
    if (nativeKey.isPresent()) {
      json.writeObjectFieldStart("sys_object_source_info");
      json.writeStringField("source_name", dataSource);
      json.writeStringField("source_native_key", nativeKey.get());
      json.writeEndObject();
    }
    json.writeEndObject();
  }

  private static void raw(JsonGenerator json, String name, Optional<String> value)
      throws IOException {
    if (value.isPresent()) {
      json.writeFieldName(name);
      json.writeRawValue(value.get());
    }
  }
}
