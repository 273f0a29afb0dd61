/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.it;

import static org.awaitility.Awaitility.await;

import io.snbridge.sink.ServiceNowSinkTask;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.sink.ErrantRecordReporter;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.sink.SinkTaskContext;

/** One record that a sink task cannot write. */
final class RefusedWrite {

  private static final TopicPartition PARTITION = new TopicPartition("incident", 0);

  private RefusedWrite() {}

  /** What its dead letter says, or what the task fails with. */
  static String error(Map<String, String> settings, String key, Map<String, ?> value) {
    AtomicReference<String> said = new AtomicReference<>();
    ServiceNowSinkTask task = new ServiceNowSinkTask();
    task.initialize(context((record, error) -> report(said, error)));
    task.start(settings);
    try {
      task.open(List.of(PARTITION));
      task.put(List.of(new SinkRecord("incident", 0, null, key, null, value, 0)));
      await().atMost(Duration.ofSeconds(30)).until(() -> hasSaid(task, said));
      return said.get();
    } finally {
      task.close(List.of(PARTITION));
      task.stop();
    }
  }

  private static boolean hasSaid(ServiceNowSinkTask task, AtomicReference<String> said) {
    try {
      task.put(List.of());
    } catch (ConnectException failed) {
      said.compareAndSet(null, failed.getMessage());
    }
    return said.get() != null;
  }

  private static CompletableFuture<Void> report(AtomicReference<String> said, Throwable error) {
    said.compareAndSet(null, error.getMessage());
    return CompletableFuture.completedFuture(null);
  }

  private static SinkTaskContext context(ErrantRecordReporter reporter) {
    return (SinkTaskContext)
        Proxy.newProxyInstance(
            SinkTaskContext.class.getClassLoader(),
            new Class<?>[] {SinkTaskContext.class},
            (context, method, arguments) ->
                switch (method.getName()) {
                  case "errantRecordReporter" -> reporter;
                  case "assignment" -> Set.of(PARTITION);
                  case "configs" -> Map.of();
                  default -> null;
                });
  }
}
