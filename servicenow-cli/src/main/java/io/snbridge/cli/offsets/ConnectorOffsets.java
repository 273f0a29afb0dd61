/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.cli.offsets;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.snbridge.cli.connector.ConnectRest;
import io.snbridge.cli.connector.ConnectorFiles;
import io.snbridge.cli.connector.ConnectorSource;
import io.snbridge.cli.console.CommandException;
import io.snbridge.common.keys.ConnectorKind;
import io.snbridge.source.config.SourceKeys;
import io.snbridge.source.config.TableSelection;
import io.snbridge.source.position.TablePartition;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A source connector in Connect, and the offsets that Connect stores for it (KIP-875). */
final class ConnectorOffsets {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String SINK_PARTITION = "kafka_topic";

  private final ConnectRest rest;
  private final String name;
  private final String path;

  ConnectorOffsets(ConnectRest rest, String name) {
    this.rest = rest;
    this.name = name;
    this.path = "/connectors/" + ConnectRest.encoded(name);
  }

  String name() {
    return name;
  }

  String url() {
    return rest.url();
  }

  /** As Connect tells it: RUNNING, PAUSED, STOPPED and others. */
  String state() throws InterruptedException {
    return rest.get(path + "/status").at("/connector/state").asText();
  }

  /** Whether it is stopped, with all its tasks: only then offsets can be changed. */
  boolean isStopped() throws InterruptedException {
    JsonNode status = rest.get(path + "/status");
    return status.at("/connector/state").asText().equals("STOPPED")
        && status.path("tasks").isEmpty();
  }

  /** Asks for another state: {@code stop}, {@code resume} or {@code pause}. */
  void become(String verb) throws InterruptedException {
    rest.put(path + "/" + verb);
  }

  /**
   * All that is stored. For a moment, Connect tells what was forgotten as a partition without an
   * offset.
   *
   * @throws CommandException when it is a sink, or another project's connector
   */
  List<StoredOffset> stored() throws InterruptedException {
    if (ConnectorFiles.kind(settings(), "Connector '" + name + "'") == ConnectorKind.SINK) {
      throw isSink();
    }
    List<StoredOffset> all = new ArrayList<>();
    for (JsonNode entry : rest.get(path + "/offsets").path("offsets")) {
      if (entry.path("partition").has(SINK_PARTITION)) {
        throw isSink();
      }
      if (entry.path("offset").isNull()) {
        continue;
      }
      all.add(new StoredOffset(map(entry.path("partition")), map(entry.path("offset"))));
    }
    return all;
  }

  private CommandException isSink() {
    return CommandException.decide(
        ("'%s' is a sink connector. Its offsets are those of the consumer group 'connect-%s':"
                + " use kafka-consumer-groups, while it is stopped")
            .formatted(name, name));
  }

  /** As written, with placeholders. */
  private Map<String, String> settings() throws InterruptedException {
    return ConnectorSource.written(rest, name);
  }

  /** Whether its settings name a table, or have a pattern or a placeholder that may. */
  boolean mayRead(String alias) throws InterruptedException {
    String entries = settings().getOrDefault(SourceKeys.TABLES, "");
    TableSelection tables =
        TableSelection.of(Stream.of(entries.split(",", -1)).map(String::strip).toList());
    return tables.aliases().contains(alias) || tables.matches(alias) || entries.contains("${");
  }

  private static Map<String, Object> map(JsonNode node) {
    return JSON.convertValue(node, new TypeReference<TreeMap<String, Object>>() {});
  }

  /** What is stored, by table, in the order of their names. */
  List<TableOffsets> tables() throws InterruptedException {
    Map<String, List<StoredOffset>> tables = new TreeMap<>();
    Map<String, TablePartition> keys = new TreeMap<>();
    for (StoredOffset one : stored()) {
      String key = one.table().alias() + " " + one.table().instance();
      keys.put(key, one.table());
      tables.computeIfAbsent(key, first -> new ArrayList<>()).add(one);
    }
    List<TableOffsets> all = new ArrayList<>();
    keys.forEach(
        (key, table) -> all.add(TableOffsets.of(table, tables.getOrDefault(key, List.of()))));
    return all;
  }

  /** Has Connect store these, all or none of them. */
  void patch(List<OffsetChange> changes) throws InterruptedException {
    ObjectNode body = JSON.createObjectNode();
    ArrayNode offsets = body.putArray("offsets");
    for (OffsetChange change : changes) {
      ObjectNode entry = offsets.addObject();
      entry.set("partition", JSON.valueToTree(change.partition()));
      Map<String, Object> offset = change.offset().orElse(null);
      entry.set("offset", tree(offset));
    }
    var unused = rest.patch(path + "/offsets", body);
  }

  private static JsonNode tree(@Nullable Map<String, Object> offset) {
    return offset == null ? JSON.nullNode() : JSON.valueToTree(offset);
  }
}
