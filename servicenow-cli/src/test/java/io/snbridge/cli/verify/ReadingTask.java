/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.cli.verify;

import io.snbridge.source.ServiceNowSourceConnector;
import io.snbridge.source.ServiceNowSourceTask;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.apache.kafka.connect.connector.ConnectorContext;
import org.apache.kafka.connect.source.SourceConnectorContext;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.source.SourceTaskContext;
import org.apache.kafka.connect.storage.OffsetStorageReader;

/** The source's own task, whose records go where a test wants them. */
public final class ReadingTask implements AutoCloseable {

  private static final Duration LONGEST = Duration.ofSeconds(20);

  private final ServiceNowSourceTask task = new ServiceNowSourceTask();
  private final Consumer<SourceRecord> each;

  public ReadingTask(Map<String, String> settings, Consumer<SourceRecord> each) {
    this.each = each;
    ServiceNowSourceConnector connector = new ServiceNowSourceConnector();
    connector.initialize(new Context());
    connector.start(settings);
    Map<String, String> ofTask = connector.taskConfigs(1).get(0);
    connector.stop();
    task.initialize(
        new SourceTaskContext() {
          @Override
          public Map<String, String> configs() {
            return ofTask;
          }

          @Override
          public OffsetStorageReader offsetStorageReader() {
            return new NoOffsets();
          }
        });
    task.start(ofTask);
  }

  /** Hands on records until that is true. */
  public void readUntil(BooleanSupplier isEnough) {
    long begin = System.nanoTime();
    while (!isEnough.getAsBoolean()) {
      if (System.nanoTime() - begin > LONGEST.toNanos()) {
        throw new AssertionError("The source has not sent what it should");
      }
      List<SourceRecord> records = poll();
      for (SourceRecord record : records == null ? List.<SourceRecord>of() : records) {
        each.accept(record);
        task.commitRecord(record, null);
      }
    }
  }

  private List<SourceRecord> poll() {
    try {
      return task.poll();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    task.stop();
  }

  private static final class NoOffsets implements OffsetStorageReader {
    @Override
    public <T> Map<String, Object> offset(Map<String, T> partition) {
      return null;
    }

    @Override
    public <T> Map<Map<String, T>, Map<String, Object>> offsets(
        Collection<Map<String, T>> partitions) {
      return new HashMap<>();
    }
  }

  private static final class Context implements SourceConnectorContext, ConnectorContext {
    @Override
    public OffsetStorageReader offsetStorageReader() {
      return new NoOffsets();
    }

    @Override
    public void requestTaskReconfiguration() {}

    @Override
    public void raiseError(Exception e) {
      throw new AssertionError(e);
    }
  }
}
