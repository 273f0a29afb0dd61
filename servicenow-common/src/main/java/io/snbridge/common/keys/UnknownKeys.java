/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.keys;

import io.snbridge.common.config.CheckedConfig;
import io.snbridge.common.config.ConnectionConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.ConfigValue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keys of a configuration that nobody reads: neither the connector nor Connect, its plugins and
 * clients. Immutable.
 */
public final class UnknownKeys {

  private static final Logger LOG = LoggerFactory.getLogger(UnknownKeys.class);

  private final ConnectorKeys own;
  private final KeyAdvice advice;

  private UnknownKeys(ConnectorKeys own, KeyAdvice advice) {
    this.own = own;
    this.advice = advice;
  }

  /**
   * Those of one connector.
   *
   * @param own the keys of the connector whose configurations are looked at
   */
  public static UnknownKeys of(ConnectorKeys own) {
    List<ConnectorKeys> others =
        ServiceLoader.load(ConnectorKeys.class, ConnectorKeys.class.getClassLoader()).stream()
            .map(ServiceLoader.Provider::get)
            .filter(keys -> keys.kind() != own.kind())
            .toList();
    return new UnknownKeys(own, new KeyAdvice(own, others));
  }

  /**
   * Adds an error on each, unless {@code unknown.keys=warn}. Their values are left out of the
   * answer, because one of them may be a password.
   *
   * @param values as {@code ConfigDef.validateAll} returns them
   */
  public void check(Map<String, String> properties, Map<String, ConfigValue> values) {
    Object mode = CheckedConfig.value(values, ConnectionConfig.UNKNOWN_KEYS).value();
    if ("warn".equalsIgnoreCase(String.valueOf(mode))) {
      return;
    }
    in(properties)
        .forEach(
            (key, what) ->
                values
                    .computeIfAbsent(
                        key, unknown -> new ConfigValue(key, null, List.of(), new ArrayList<>()))
                    .addErrorMessage("Unknown key '%s': %s".formatted(key, what)));
  }

  /**
   * Says what is ignored, once. A connector is started with what was stored, and Connect validates
   * only what is new: after an upgrade there may be unknown keys under {@code unknown.keys=fail}.
   */
  public void warn(Map<String, String> properties) {
    SortedMap<String, String> ignored = in(properties);
    properties.keySet().stream()
        .filter(key -> ConnectKeys.isForTheOther(own.kind(), key))
        .forEach(
            key -> ignored.put(key, "Connect uses it only for a %s".formatted(own.kind().other())));
    properties
        .keySet()
        .forEach(
            key ->
                NamedParts.unlisted(key, properties)
                    .ifPresent(why -> ignored.putIfAbsent(key, why)));
    if (!ignored.isEmpty()) {
      LOG.warn(
          "Connector '{}': keys in its configuration that have no effect: {}",
          properties.get("name"),
          ignored.entrySet().stream()
              .map(key -> "'%s': %s".formatted(key.getKey(), key.getValue()))
              .collect(Collectors.joining("; ")));
    }
  }

  /** Each with what to do about it. */
  private SortedMap<String, String> in(Map<String, String> properties) {
    Map<String, String> unread = own.unread(properties);
    SortedMap<String, String> unknown = new TreeMap<>();
    for (String key : properties.keySet()) {
      if (unread.containsKey(key)) {
        unknown.put(key, advice.ofPeer(key).orElse(unread.get(key)));
      } else if (!isKnown(key) && !ConnectKeys.isOfCustomConnector(key, properties.keySet())) {
        unknown.put(key, advice.of(key));
      }
    }
    return unknown;
  }

  private boolean isKnown(String key) {
    return advice.names().contains(key)
        || ConnectKeys.isKnown(key)
        || own.prefixes().stream().anyMatch(key::startsWith);
  }
}
