/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.snbridge.emulator.ServiceNowEmulator;
import io.snbridge.sink.conflict.Change;
import io.snbridge.sink.conflict.ConflictPolicy;
import io.snbridge.sink.conflict.CurrentRow;
import io.snbridge.sink.conflict.Decision;
import java.lang.management.ManagementFactory;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.management.ObjectName;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.connect.errors.ConnectException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A start that throws closes what it has opened; nobody has to call {@code stop}. */
class FailedStartTest {

  /** Comes after all else that a task opens. */
  public static final class Unwilling implements ConflictPolicy {

    @Override
    public void configure(Map<String, ?> settings) {
      throw new ConnectException("unwilling");
    }

    @Override
    public Set<String> columns(Change change) {
      return Set.of();
    }

    @Override
    public Decision decide(Change change, Optional<CurrentRow> row) {
      return Decision.write();
    }
  }

  private final ServiceNowEmulator emulator =
      ServiceNowEmulator.builder().port(0).credentials("u", "p").start();

  @AfterEach
  void close() {
    emulator.close();
  }

  @Test
  void startThatFailsLeavesNothingOpen() throws Exception {
    MockProducer<byte[], byte[]> producer =
        new MockProducer<>(false, null, new ByteArraySerializer(), new ByteArraySerializer());
    ServiceNowSinkTask task =
        new ServiceNowSinkTask(
            new Connections(Connections.CONFIGURED.clients(), settings -> producer),
            ServiceNowSinkTask.LONGEST_REVOCATION);
    task.initialize(new FakeContext(true));
    Map<String, String> settings = new HashMap<>(TaskDriver.settings(emulator));
    settings.put("name", "failed-start");
    settings.put("report.topic", "outcomes");
    settings.put("report.producer.bootstrap.servers", "127.0.0.1:1");
    settings.put("conflict.policy", Unwilling.class.getName());

    assertThatThrownBy(() -> task.start(settings)).hasStackTraceContaining("unwilling");
    assertThat(producer.closed()).as("the report topic's producer").isTrue();
    assertThat(
            ManagementFactory.getPlatformMBeanServer()
                .queryNames(new ObjectName("kafka.connect:connector=failed-start,*"), null))
        .isEmpty();
    await()
        .until(
            () ->
                Thread.getAllStackTraces().keySet().stream()
                    .noneMatch(thread -> thread.getName().startsWith("servicenow-")));
    task.stop();
  }
}
