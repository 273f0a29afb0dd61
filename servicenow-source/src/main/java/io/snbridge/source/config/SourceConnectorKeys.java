/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.config;

import io.snbridge.common.keys.ConnectorKeys;
import io.snbridge.common.keys.ConnectorKind;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.common.config.ConfigDef;

/** The source connector's keys, found as a service; see {@link ConnectorKeys}. */
public final class SourceConnectorKeys implements ConnectorKeys {

  @Override
  public ConnectorKind kind() {
    return ConnectorKind.SOURCE;
  }

  @Override
  public ConfigDef definition() {
    return SourceDefinitions.connector();
  }

  @Override
  public Set<String> prefixes() {
    return Set.of(TableOverrides.PREFIX, DoorbellKeys.CONSUMER_PREFIX);
  }

  /** Keys of tables whose alias is not in {@code tables}, as it is typed, and no keys of tables. */
  @Override
  public Map<String, String> unread(Map<String, String> properties) {
    List<String> entries =
        Stream.of(Optional.ofNullable(properties.get(SourceKeys.TABLES)).orElse("").split(",", -1))
            .map(String::strip)
            .filter(entry -> !entry.isEmpty())
            .toList();
    return new TableOverrides(TableSelection.of(entries), properties).unread();
  }
}
