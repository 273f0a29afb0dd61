/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.benchmarks;

import io.snbridge.source.ServiceNowSourceConnector;
import io.snbridge.source.ServiceNowSourceTask;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.source.SourceTaskContext;
import org.apache.kafka.connect.storage.OffsetStorageReader;

/** The source's task without Connect: its records are taken, acknowledged and forgotten. */
final class SourceAlone {

  private SourceAlone() {}

  /**
   * @param arguments the instance's URL, how many rows
   */
  public static void main(String[] arguments) throws InterruptedException {
    Map<String, String> config = new HashMap<>();
    config.put("name", "alone");
    config.put("servicenow.url", arguments[0]);
    config.put("servicenow.username", EmulatedInstance.USER);
    config.put("servicenow.password", EmulatedInstance.PASSWORD);
    config.put("tables", EmulatedInstance.TABLE);
    config.put("page.size", Integer.toString(SourceRun.Scenario.PAGE_SIZE));
    ServiceNowSourceConnector connector = new ServiceNowSourceConnector();
    connector.start(config);
    Map<String, String> taskConfig = connector.taskConfigs(1).get(0);
    for (int pass = 0; pass < StandaloneRun.PASSES; pass++) {
      read(taskConfig, StandaloneRun.counting(Integer.parseInt(arguments[1])));
    }
  }

  private static void read(Map<String, String> taskConfig, StandaloneRun lone)
      throws InterruptedException {
    ServiceNowSourceTask task = new ServiceNowSourceTask();
    task.initialize(new Context(taskConfig));
    task.start(taskConfig);
    while (!lone.isDone()) {
      List<SourceRecord> records = task.poll();
      if (records != null) {
        records.forEach(record -> task.commitRecord(record, null));
        lone.done(records.size());
      }
    }
    task.stop();
  }

  /** Of a task that never ran before. */
  private record Context(Map<String, String> configs) implements SourceTaskContext {

    @Override
    public OffsetStorageReader offsetStorageReader() {
      return new OffsetStorageReader() {
        @Override
        public <T> Map<String, Object> offset(Map<String, T> partition) {
          return null;
        }

        @Override
        public <T> Map<Map<String, T>, Map<String, Object>> offsets(
            Collection<Map<String, T>> partitions) {
          Map<Map<String, T>, Map<String, Object>> none = new HashMap<>();
          partitions.forEach(partition -> none.put(partition, null));
          return none;
        }
      };
    }
  }
}
