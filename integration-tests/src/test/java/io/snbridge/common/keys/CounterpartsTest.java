/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.keys;

import static org.assertj.core.api.Assertions.assertThat;

import io.snbridge.sink.SinkConnectorKeys;
import io.snbridge.source.ServiceNowSourceConnector;
import io.snbridge.source.SourceConnectorKeys;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What other connectors' keys are answered with does exist. */
class CounterpartsTest {

  @ParameterizedTest
  @EnumSource(ConnectorKind.class)
  void everyCounterpartIsAKeyOfOursOrOfConnect(ConnectorKind kind) {
    ConnectorKeys ours =
        kind == ConnectorKind.SOURCE ? new SourceConnectorKeys() : new SinkConnectorKeys();
    Set<String> known = new TreeSet<>(ours.definition().names());
    if (kind == ConnectorKind.SOURCE) {
      for (String key : ServiceNowSourceConnector.tableConfig().names()) {
        known.add("table.*." + key);
        known.add("table.<alias>." + key);
      }
    }
    assertThat(PeerKeys.read().of(kind))
        .flatExtracting(PeerKey::counterparts)
        .filteredOn(
            name ->
                !known.contains(name)
                    && !ConnectKeys.isKnown(name)
                    && !(kind == ConnectorKind.SINK && ours.prefixes().stream().anyMatch(name::startsWith)))
        .isEmpty();
  }
}
