/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.keys;

import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.config.ConfigDef;

/**
 * The keys of one of our connectors. Each registers its own as a service, so that one can say of a
 * key that it belongs to the other, of which it knows nothing else.
 */
public interface ConnectorKeys {

  ConnectorKind kind();

  /** All that it defines, the keys that both connectors share included. */
  ConfigDef definition();

  /** What begins with one of these is the connector's, too, unless it is {@link #unread}. */
  Set<String> prefixes();

  /** Keys under the prefixes that nobody reads all the same, each with what to do about it. */
  default Map<String, String> unread(Map<String, String> properties) {
    return Map.of();
  }
}
