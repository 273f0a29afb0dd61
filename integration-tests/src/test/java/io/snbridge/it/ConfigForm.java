/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.it;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;

/**
 * The form that a UI draws from the answer to {@code PUT
 * /connector-plugins/<class>/config/validate}: a section for each group, in it the group's visible
 * keys by their order.
 */
record ConfigForm(Map<String, List<Field>> sections) {

  record Field(
      String key,
      String group,
      int order,
      String displayName,
      String documentation,
      String importance,
      List<String> recommended,
      List<String> dependents,
      String value,
      boolean visible) {

    private static Field of(JsonNode config) {
      JsonNode definition = config.get("definition");
      JsonNode value = config.get("value");
      return new Field(
          definition.get("name").asText(),
          definition.get("group").asText(),
          // Kafka 3.9 calls it order, 4.x order_in_group (read in 3.9.2 and 4.3.1).
          definition.get(definition.has("order") ? "order" : "order_in_group").asInt(),
          definition.get("display_name").asText(),
          definition.get("documentation").asText(),
          definition.get("importance").asText(),
          texts(value.get("recommended_values")),
          texts(definition.get("dependents")),
          value.get("value").asText(),
          value.get("visible").asBoolean());
    }
  }

  static ConfigForm of(JsonNode answer) {
    Map<String, List<Field>> sections = new LinkedHashMap<>();
    answer.get("groups").forEach(group -> sections.put(group.asText(), new ArrayList<>()));
    for (JsonNode config : answer.get("configs")) {
      // A key that is not defined, such as one of a single table, has a value only.
      if (config.hasNonNull("definition")) {
        Field field = Field.of(config);
        sections.computeIfAbsent(field.group(), unlisted -> new ArrayList<>()).add(field);
      }
    }
    sections.values().forEach(fields -> fields.sort(Comparator.comparingInt(Field::order)));
    return new ConfigForm(sections);
  }

  /** The sections that have something to show. */
  List<String> shownSections() {
    return sections.keySet().stream().filter(section -> !shown(section).isEmpty()).toList();
  }

  /** The keys of one section, from top to bottom. */
  List<String> shown(String section) {
    return sections.get(section).stream().filter(Field::visible).map(Field::key).toList();
  }

  List<String> shown() {
    return shownSections().stream().flatMap(section -> shown(section).stream()).toList();
  }

  /** All keys, those that are not shown included. */
  List<Field> fields() {
    return sections.values().stream().flatMap(List::stream).toList();
  }

  Field field(String key) {
    return fields().stream().filter(field -> field.key().equals(key)).findFirst().orElseThrow();
  }

  private static List<String> texts(JsonNode list) {
    return StreamSupport.stream(list.spliterator(), false).map(JsonNode::asText).toList();
  }
}
