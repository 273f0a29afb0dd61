/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.cli.offsets;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.snbridge.cli.console.Output;
import io.snbridge.source.position.TablePartition;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** What is to become of offsets: the changes, and a sentence for each table. */
final class Plan {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final List<OffsetChange> changes = new ArrayList<>();
  private final List<String> sentences = new ArrayList<>();
  private boolean awaitsMore;

  /** One more change. */
  void change(Map<String, ?> partition, Optional<Map<String, Object>> offset) {
    changes.add(new OffsetChange(partition, offset));
  }

  /** What it means, for a person. */
  void says(String sentence) {
    sentences.add(sentence);
  }

  /** There may be more to change once the connector has stopped. */
  void awaits(String sentence) {
    awaitsMore = true;
    says(sentence);
  }

  boolean awaitsMore() {
    return awaitsMore;
  }

  /** Whether all of it is stored. */
  boolean isIn(List<StoredOffset> stored) {
    Map<JsonNode, JsonNode> offsets = new HashMap<>();
    stored.forEach(one -> offsets.put(tree(one.partition()), tree(one.offset())));
    return changes.stream()
        .allMatch(
            change ->
                Optional.ofNullable(offsets.get(tree(change.partition())))
                    .equals(change.offset().map(Plan::tree)));
  }

  /** As read, so that numbers are equal. */
  private static JsonNode tree(Map<String, ?> map) {
    try {
      return JSON.readTree(JSON.writeValueAsString(map));
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException("It was JSON", impossible);
    }
  }

  List<OffsetChange> changes() {
    return List.copyOf(changes);
  }

  /** What it means, a line for each sentence. */
  String text() {
    return sentences.stream()
        .map(sentence -> sentence + System.lineSeparator())
        .collect(Collectors.joining());
  }

  boolean isEmpty() {
    return changes.isEmpty();
  }

  /**
   * For programs.
   *
   * @param state that the connector has then, as Connect tells it
   */
  ObjectNode json(String connector, boolean done, String state) {
    ObjectNode json = Output.object();
    json.put("connector", connector);
    json.put("done", done);
    json.put("state", state);
    ArrayNode what = json.putArray("what");
    sentences.forEach(what::add);
    ArrayNode all = json.putArray("changes");
    for (OffsetChange change : changes) {
      ObjectNode entry = all.addObject();
      entry.put("table", TablePartition.aliasOf(change.partition()));
      entry.set("partition", JSON.valueToTree(change.partition()));
      entry.set(
          "offset",
          change.offset().isEmpty() ? JSON.nullNode() : JSON.valueToTree(change.offset().get()));
    }
    return json;
  }
}
