/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.config;

import static org.apache.kafka.common.config.ConfigDef.Importance.HIGH;
import static org.apache.kafka.common.config.ConfigDef.Importance.LOW;
import static org.apache.kafka.common.config.ConfigDef.Importance.MEDIUM;

import io.snbridge.common.config.KeyCondition;
import io.snbridge.common.config.KeyGroup;
import io.snbridge.common.config.OneOf;
import io.snbridge.sink.record.ValuePath;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.NonEmptyString;

/**
 * The keys of {@code write.api=identify_reconcile}.
 *
 * @param dataSource a choice of {@code cmdb_ci.discovery_source}; empty only with another API
 * @param wholePayloads whether a value is a payload as ServiceNow documents it, and no path counts
 * @param lookup where the item's lookup records are
 * @param related where its related records are
 * @param relations where its relations are
 * @param nativeKey where its key in the data source is
 * @param partFields fields of the row that are no columns, because they are such parts
 */
public record IreKeys(
    Optional<String> dataSource,
    boolean wholePayloads,
    Optional<ValuePath> lookup,
    Optional<ValuePath> related,
    Optional<ValuePath> relations,
    Optional<ValuePath> nativeKey,
    Set<String> partFields) {

  static final String DATA_SOURCE = "ire.data.source";
  static final String PAYLOAD = "ire.payload";
  static final String LOOKUP_PATH = "ire.lookup.path";
  static final String RELATED_PATH = "ire.related.path";
  static final String RELATIONS_PATH = "ire.relations.path";
  static final String NATIVE_KEY_PATH = "ire.native.key.path";

  /** Those that speak of single parts. */
  static final List<String> PATHS =
      List.of(LOOKUP_PATH, RELATED_PATH, RELATIONS_PATH, NATIVE_KEY_PATH);

  static final String ITEMS = "items";

  static void define(ConfigDef keys) {
    KeyGroup group =
        new KeyGroup(keys, "Identification and reconciliation").when(WriteApi.IDENTIFIES);
    group.add(
        DATA_SOURCE,
        ConfigDef.Type.STRING,
        null,
        new NonEmptyString(),
        HIGH,
        "Data source",
        "Name of the data source: one of the choices of cmdb_ci.discovery_source, spelled as it"
            + " is there. Required for write.api=identify_reconcile. The CMDB's reconciliation"
            + " rules use it.");
    group.addChoice(
        PAYLOAD,
        "columns",
        OneOf.of("columns", ITEMS),
        MEDIUM,
        "Payload",
        "What a record's value is, or the part of it at value.payload.path. columns: one"
            + " configuration item, whose class is the record's table. items: a whole payload as"
            + " ServiceNow documents it, {\"items\": [{\"className\", \"values\"}],"
            + " \"relations\": [{\"parent\": 0, \"child\": 1, \"type\"}]}; it is processed or"
            + " refused as a whole.");
    KeyGroup parts = group.when(KeyCondition.is(PAYLOAD, "columns"));
    path(
        parts,
        LOOKUP_PATH,
        MEDIUM,
        "Lookup path",
        "Path within the value of the item's lookup records. They are a list of {className,"
            + " values} that also identify the item (serial numbers, network adapters).");
    path(
        parts,
        RELATED_PATH,
        LOW,
        "Related path",
        "Path within the value of the item's related records. They are a list of {className,"
            + " values} that refer to the item but do not identify it.");
    path(
        parts,
        RELATIONS_PATH,
        MEDIUM,
        "Relations path",
        "Path within the value of the item's relations. They are a list of {\"type\": \"Runs"
            + " on::Runs\", \"child\": {className, values}}, or with \"parent\". The other item"
            + " is identified, and changed or created, together with this one.");
    path(
        parts,
        NATIVE_KEY_PATH,
        MEDIUM,
        "Native key path",
        "Path within the value of the item's key in the data source. With it, the item is found"
            + " again even if its name or serial number changes"
            + " (sys_object_source_info.source_native_key). A record that has nothing there is"
            + " refused. It is also written as a column, unless fields.exclude names it.");
  }

  private static void path(
      KeyGroup group, String key, Importance importance, String displayName, String documentation) {
    group.add(
        key,
        ConfigDef.Type.STRING,
        null,
        Validators.path(),
        importance,
        displayName,
        documentation);
  }

  static IreKeys of(AbstractConfig config) {
    return new IreKeys(
        Settings.text(config, DATA_SOURCE).map(String::strip),
        config.getString(PAYLOAD).equalsIgnoreCase(ITEMS),
        Settings.path(config, LOOKUP_PATH),
        Settings.path(config, RELATED_PATH),
        Settings.path(config, RELATIONS_PATH),
        Settings.path(config, NATIVE_KEY_PATH),
        partFields(config));
  }

  private static Set<String> partFields(AbstractConfig config) {
    String payload = config.getString(EventKeys.PAYLOAD_PATH);
    String prefix = payload == null ? "" : payload.strip() + ".";
    Set<String> fields = new HashSet<>();
    for (String key : List.of(LOOKUP_PATH, RELATED_PATH, RELATIONS_PATH)) {
      String path = config.getString(key);
      if (path != null && path.startsWith(prefix)) {
        fields.add(path.strip().substring(prefix.length()).replace('.', '_'));
      }
    }
    return fields;
  }
}
