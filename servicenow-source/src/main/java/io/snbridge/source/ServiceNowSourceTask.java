/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source;

import io.snbridge.common.config.ConnectionConfig;
import io.snbridge.common.connect.Version;
import io.snbridge.common.transport.ServiceNowClient;
import io.snbridge.source.position.TablePartition;
import io.snbridge.source.read.TableConfig;
import io.snbridge.source.read.TableReaders;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.source.SourceTask;

/**
 * A shell around {@link TableReaders}: Connect's calls in, records out. Connect calls all methods
 * from the task's thread, {@link #commitRecord} from the producer's.
 */
public final class ServiceNowSourceTask extends SourceTask {

  /** {@code stop()} comes from the same thread, so {@code poll()} must not be longer. */
  private static final Duration LONGEST_POLL = Duration.ofSeconds(1);

  private ServiceNowClient client;
  private volatile TableReaders readers;

  @Override
  public String version() {
    return Version.version();
  }

  /**
   * Begins to read the task's tables where they were left.
   *
   * @throws org.apache.kafka.connect.errors.ConnectException for an offset that cannot be used
   */
  @Override
  public void start(Map<String, String> properties) {
    SourceConfig config = SourceConfig.parse(properties);
    client = ConnectionConfig.open(config.connection());
    readers = new TableReaders(client);
    for (TableConfig table : config.tables()) {
      TablePartition partition =
          new TablePartition(client.baseUrl().getHost().toLowerCase(Locale.ROOT), table.alias());
      readers.start(
          table,
          partition,
          context.offsetStorageReader().offsets(TableReaders.partitions(partition)));
    }
  }

  /**
   * Records that were fetched ahead; null when there are none for a second.
   *
   * @throws org.apache.kafka.connect.errors.ConnectException when reading a table failed for good,
   *     even while others have records
   */
  @Override
  public List<SourceRecord> poll() throws InterruptedException {
    List<SourceRecord> records = readers.take(LONGEST_POLL);
    return records.isEmpty() ? null : records;
  }

  /** Called once for each record, with null metadata when it was filtered or dropped. */
  @Override
  public void commitRecord(SourceRecord record, RecordMetadata metadata) {
    readers.acknowledge(record);
  }

  /** Ends within a second, whatever is under way; also when {@link #start} failed halfway. */
  @Override
  public void stop() {
    if (readers != null) {
      readers.close();
    }
    if (client != null) {
      client.close();
    }
    if (readers != null) {
      readers.awaitEnd();
    }
  }
}
