/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source;

import io.snbridge.source.config.SourceConfig;
import io.snbridge.source.position.TablePartition;
import io.snbridge.source.read.TableReaders;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.connect.connector.ConnectorContext;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.source.SourceConnectorContext;
import org.apache.kafka.connect.storage.OffsetStorageReader;

/**
 * Whether Connect may have tasks of this connector, from before it was started: settings of tasks
 * outlive a distributed worker, and begin with it.
 *
 * @param context of the connector
 */
record FormerTasks(ConnectorContext context, SourceConfig config) {

  private static final String STANDALONE =
      "org.apache.kafka.connect.runtime.standalone.StandaloneHerder";

  /**
   * With named tables it is seen by their offsets; without any, nothing is lost by taking it for
   * granted.
   */
  boolean areThere() {
    if (isStandalone() || !(context instanceof SourceConnectorContext source)) {
      return false;
    }
    return config.entries().aliases().isEmpty() || hasOffsets(source.offsetStorageReader());
  }

  private boolean hasOffsets(OffsetStorageReader offsets) {
    try {
      // In one question: each reads Kafka's topic to its end, on the herder's thread.
      List<Map<String, String>> partitions =
          config.tables().stream()
              .map(table -> new TablePartition(config.instance(), table.alias()))
              .flatMap(table -> TableReaders.partitions(table).stream())
              .toList();
      return offsets.offsets(partitions).values().stream().anyMatch(Objects::nonNull);
    } catch (ConnectException unreadable) {
      return true;
    }
  }

  /** Connect does not say, but it asks for the settings of tasks on the thread of its herder. */
  private static boolean isStandalone() {
    return StackWalker.getInstance()
        .walk(frames -> frames.anyMatch(frame -> frame.getClassName().startsWith(STANDALONE)));
  }
}
