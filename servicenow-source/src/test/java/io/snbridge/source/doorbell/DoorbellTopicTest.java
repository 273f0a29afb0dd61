/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.doorbell;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.snbridge.common.connect.ConnectorMetrics;
import io.snbridge.common.log.LogContext;
import io.snbridge.source.LogText;
import io.snbridge.source.config.DoorbellKeys;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetResetStrategy;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class DoorbellTopicTest {

  private static final DoorbellKeys KEYS =
      new DoorbellKeys(
          Optional.of("changes"), Map.of("bootstrap.servers", "b:1", "client.id", "mine"));

  private final Queue<String> rung = new ConcurrentLinkedQueue<>();
  private final Map<String, Supplier<?>> metrics = new ConcurrentHashMap<>();
  private final ConnectorMetrics shown =
      (name, description, tags, value) -> metrics.put(name, value);
  private Optional<DoorbellTopic> doorbell = Optional.empty();

  /** The next test counts threads. */
  @AfterEach
  void close() {
    doorbell.ifPresent(DoorbellTopic::close);
    await().until(() -> threads().isEmpty());
  }

  @Test
  void nobodyListensWithoutTopic() {
    assertThat(
            DoorbellTopic.begin(
                new DoorbellKeys(Optional.empty(), Map.of()),
                table -> true,
                shown,
                LogContext.current()))
        .isEmpty();
    assertThat(metrics).isEmpty();
  }

  @Test
  void eachTableThatAMessageNamesIsRung() {
    MockConsumer<byte[], byte[]> consumer = consumer(2);
    begin(settings -> consumer);
    send(consumer, 0, 5, "incident", null);
    send(consumer, 1, 5, null, "{\"table\": [\"unknown\", \"problem\"]}");
    send(consumer, 1, 6, "unknown", null);
    send(consumer, 1, 7, null, "nothing");
    await().until(() -> metrics.get("doorbell-unread-total").get().equals(1L));
    assertThat(rung).containsExactlyInAnyOrder("incident", "problem");
    assertThat(metrics.get("doorbell-rings-total").get()).isEqualTo(2L);
  }

  @Test
  void consumerHasWhatTheUserSets() {
    begin(
        settings -> {
          rung.add(settings.get("client.id") + " " + settings.get("enable.auto.commit"));
          return consumer(1);
        });
    await().until(() -> rung.contains("mine false"));
  }

  /** Whatever a consumer throws, the task's tables are read. */
  @Test
  void consumerThatCannotBeMadeStopsNothing() {
    begin(
        settings -> {
          rung.add("tried");
          throw new KafkaException("Failed", new IllegalArgumentException("no such host"));
        });
    await().until(() -> rung.contains("tried"));
    end();
    assertThat(threads()).isEmpty();
  }

  /** Snappy's native library cannot be loaded, say. */
  @Test
  void consumerThatFailsWithAnErrorIsSaidAndTriedAgain() {
    try (LogText log = new LogText()) {
      begin(
          settings -> {
            throw new NoClassDefFoundError("org/xerial/snappy/Snappy");
          });
      await().until(() -> !log.messages("WARN", DoorbellTopic.class).isEmpty());
      assertThat(threads()).hasSize(1);
    }
  }

  @Test
  void consumerThatCannotBeClosedIsTriedAgain() {
    MockConsumer<byte[], byte[]> consumer =
        new MockConsumer<>(OffsetResetStrategy.LATEST) {
          @Override
          public synchronized void close(Duration timeout) {
            rung.add("closed");
            throw new KafkaException("Failed to close kafka consumer");
          }
        };
    begin(settings -> consumer);
    await().until(() -> rung.contains("closed"));
    await().during(Duration.ofMillis(300)).until(() -> threads().size() == 1);
  }

  @Test
  void stopEndsItAtOnceWhateverItWaitsFor() {
    MockConsumer<byte[], byte[]> consumer = consumer(1);
    begin(settings -> consumer);
    await().until(() -> !consumer.assignment().isEmpty());
    end();
    assertThat(consumer.closed()).isTrue();
    assertThat(threads()).isEmpty();
  }

  @Test
  void topicThatIsNotThereIsWaitedFor() {
    MockConsumer<byte[], byte[]> consumer = new MockConsumer<>(OffsetResetStrategy.LATEST);
    begin(settings -> consumer);
    await().until(consumer::closed);
    end();
    assertThat(threads()).isEmpty();
  }

  private void end() {
    doorbell.orElseThrow().close();
    doorbell.orElseThrow().awaitEnd();
  }

  private static List<Thread> threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().contains("doorbell"))
        .toList();
  }

  private void begin(Function<Map<String, Object>, Consumer<byte[], byte[]>> consumers) {
    doorbell =
        DoorbellTopic.begin(
            KEYS,
            consumers,
            table -> !table.equals("unknown") && rung.add(table),
            shown,
            LogContext.current());
  }

  private static MockConsumer<byte[], byte[]> consumer(int partitions) {
    MockConsumer<byte[], byte[]> consumer = new MockConsumer<>(OffsetResetStrategy.LATEST);
    Node node = new Node(0, "b", 1);
    Node[] nodes = {node};
    consumer.updatePartitions(
        "changes",
        IntStream.range(0, partitions)
            .mapToObj(number -> new PartitionInfo("changes", number, node, nodes, nodes))
            .toList());
    IntStream.range(0, partitions)
        .mapToObj(number -> new TopicPartition("changes", number))
        .forEach(partition -> consumer.updateEndOffsets(Map.of(partition, 5L)));
    return consumer;
  }

  /** Before offset 5 nothing is read. */
  private static void send(
      MockConsumer<byte[], byte[]> consumer, int partition, long offset, String key, String value) {
    await().until(() -> consumer.assignment().contains(new TopicPartition("changes", partition)));
    consumer.addRecord(
        new ConsumerRecord<>("changes", partition, offset, bytes(key), bytes(value)));
  }

  private static byte[] bytes(String text) {
    return text == null ? null : text.getBytes(UTF_8);
  }
}
