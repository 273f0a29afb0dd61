/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.cli.translate;

import io.snbridge.common.keys.ConnectorKind;
import io.snbridge.sink.ServiceNowSinkConnector;
import io.snbridge.source.ServiceNowSourceConnector;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.apache.kafka.common.config.ConfigDef;

/** One of our configurations while it is being written, and what there is to say of it. */
final class Draft {

  private static final String NAME = "name";
  private static final String TRANSFORMS = "transforms";

  private final ConnectorKind kind;
  private final Instant now;
  private final ConfigDef definition;
  private final SortedMap<String, String> config = new TreeMap<>();
  private final List<Note> notes = new ArrayList<>();

  Draft(ConnectorKind kind, Instant now) {
    this.kind = kind;
    this.now = now;
    boolean isSource = kind == ConnectorKind.SOURCE;
    definition =
        isSource
            ? new ServiceNowSourceConnector().config()
            : new ServiceNowSinkConnector().config();
    set(
        "connector.class",
        (isSource ? ServiceNowSourceConnector.class : ServiceNowSinkConnector.class).getName());
  }

  ConnectorKind kind() {
    return kind;
  }

  Instant now() {
    return now;
  }

  ConfigDef definition() {
    return definition;
  }

  /** Of the connector; empty if nobody gave it one. */
  String name() {
    return config.getOrDefault(NAME, "");
  }

  /** All but the name. */
  SortedMap<String, String> config() {
    SortedMap<String, String> all = new TreeMap<>(config);
    all.remove(NAME);
    return all;
  }

  List<Note> notes() {
    return List.copyOf(notes);
  }

  Optional<String> value(String key) {
    return Optional.ofNullable(config.get(key));
  }

  boolean has(String key) {
    return config.containsKey(key);
  }

  void set(String key, String value) {
    config.put(key, value);
  }

  /** One more in a list that may be there. */
  void add(String list, String value) {
    config.merge(list, value, (left, right) -> left + "," + right);
  }

  void removeIf(Predicate<String> keys) {
    config.keySet().removeIf(keys);
  }

  /** One more transform, after those that are there, which renames a field of keys. */
  void renameInKeys(String theirs, String ours) {
    String transform = "rowId";
    add(TRANSFORMS, transform);
    String prefix = TRANSFORMS + "." + transform + ".";
    set(prefix + "type", "org.apache.kafka.connect.transforms.ReplaceField$Key");
    set(prefix + "renames", theirs + ":" + ours);
  }

  void note(String key, String text) {
    notes.add(new Note(Note.Level.NOTE, key, text));
  }

  void decide(String key, String text) {
    notes.add(new Note(Note.Level.DECIDE, key, text));
  }

  /** Does not show the values: some are secret. */
  @Override
  public String toString() {
    return "Draft[" + kind + ", " + config.keySet() + "]";
  }
}
