/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.config;

import io.snbridge.common.keys.ConnectorKeys;
import io.snbridge.common.keys.ConnectorKind;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.ConfigDef;

/** The sink connector's keys, found as a service; see {@link ConnectorKeys}. */
public final class SinkConnectorKeys implements ConnectorKeys {

  @Override
  public ConnectorKind kind() {
    return ConnectorKind.SINK;
  }

  @Override
  public ConfigDef definition() {
    return SinkConfig.DEFINITION;
  }

  /** Those of a producer, and those of a policy of the user's own. */
  @Override
  public Set<String> prefixes() {
    return Set.of(ReportKeys.PRODUCER_PREFIX, ConflictKeys.POLICY + ".");
  }

  /** Settings of a policy of the user's own, when there is none. */
  @Override
  public Map<String, String> unread(Map<String, String> properties) {
    String policy = Optional.ofNullable(properties.get(ConflictKeys.POLICY)).orElse("");
    if (PolicyClass.isMeantBy(policy)) {
      return Map.of();
    }
    return properties.keySet().stream()
        .filter(key -> key.startsWith(ConflictKeys.POLICY + "."))
        .collect(
            Collectors.toMap(
                key -> key,
                key ->
                    "it is for a policy of your own, and '%s' names no class"
                        .formatted(ConflictKeys.POLICY)));
  }
}
