/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.cli.offsets;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.snbridge.cli.console.Output;
import io.snbridge.source.position.TablePartition;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** What is to become of offsets: the changes, and a sentence for each table. */
final class Plan {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final List<OffsetChange> changes = new ArrayList<>();
  private final List<String> sentences = new ArrayList<>();

  /** One more change. */
  void change(Map<String, ?> partition, Optional<Map<String, Object>> offset) {
    changes.add(new OffsetChange(partition, offset));
  }

  /** What it means, for a person. */
  void says(String sentence) {
    sentences.add(sentence);
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

  /** For programs. */
  ObjectNode json(String connector, boolean done) {
    ObjectNode json = Output.object();
    json.put("connector", connector);
    json.put("done", done);
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
