/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.snbridge.sink.record.IdempotencyKey;
import io.snbridge.sink.record.ValuePath;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.Test;

class IdempotencyWindowTest {

  private static final Duration WINDOW = Duration.ofMinutes(10);
  private static final int LIMIT = 3;

  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
  private final IdempotencyWindow repeats =
      new IdempotencyWindow(
          Optional.of(new IdempotencyKey(ValuePath.of("idempotency.key.path", "event.id"))),
          WINDOW,
          LIMIT,
          nanos::get);

  @Test
  void secondRecordOfAKeyIsDroppedAndCounted() {
    assertThat(repeats.isRepeat(event("orders", 0, 1, "a"))).isFalse();
    assertThat(repeats.isRepeat(event("orders", 1, 1, "b"))).isFalse();
    assertThat(repeats.isRepeat(event("orders", 1, 2, "a"))).isTrue();
    assertThat(repeats.isRepeat(event("orders", 0, 2, "a"))).isTrue();
    assertThat(repeats.dropped()).isEqualTo(2);
  }

  @Test
  void keyIsOfItsTopicAndOfItsType() {
    assertThat(repeats.isRepeat(event("orders", 0, 1, "1"))).isFalse();
    assertThat(repeats.isRepeat(event("bills", 0, 1, "1"))).isFalse();
    assertThat(repeats.isRepeat(event("orders", 0, 2, 1))).isFalse();
    assertThat(repeats.isRepeat(event("orders", 0, 3, 1L))).isTrue();
  }

  @Test
  void keyIsKnownForTheWindowCountedFromItsFirst() {
    repeats.isRepeat(event("orders", 0, 1, "a"));
    nanos.addAndGet(WINDOW.toNanos() - 1);
    assertThat(repeats.isRepeat(event("orders", 0, 2, "a"))).isTrue();
    nanos.addAndGet(1);
    assertThat(repeats.isRepeat(event("orders", 0, 3, "a"))).isFalse();
  }

  @Test
  void oldestKeysAreForgottenWhenThereAreTooMany() {
    for (int i = 0; i <= LIMIT; i++) {
      repeats.isRepeat(event("orders", 0, i, "key " + i));
    }
    assertThat(repeats.isRepeat(event("orders", 0, 10, "key " + LIMIT))).isTrue();
    assertThat(repeats.isRepeat(event("orders", 0, 11, "key 1"))).isTrue();
    assertThat(repeats.isRepeat(event("orders", 0, 12, "key 0"))).isFalse();
  }

  @Test
  void whatWasNotWrittenIsNoRepeatTheNextTime() {
    SinkRecord first = event("orders", 0, 1, "a");
    repeats.isRepeat(first);
    SinkRecord repeat = event("orders", 0, 2, "a");
    repeats.isRepeat(repeat);
    repeats.notWritten(repeat);
    assertThat(repeats.isRepeat(event("orders", 0, 3, "a"))).as("it was not the first").isTrue();
    repeats.notWritten(first);
    assertThat(repeats.isRepeat(event("orders", 0, 4, "a"))).isFalse();
  }

  @Test
  void recordThatIsDeliveredAgainAfterARevocationIsNoRepeatOfItself() {
    repeats.isRepeat(event("orders", 0, 1, "a"));
    repeats.isRepeat(event("orders", 1, 1, "b"));
    repeats.revoke(List.of(new TopicPartition("orders", 0)));
    assertThat(repeats.isRepeat(event("orders", 0, 1, "a"))).isFalse();
    assertThat(repeats.isRepeat(event("orders", 1, 2, "b"))).isTrue();
  }

  @Test
  void valueWithoutTheKeyIsRefusedAndANullValueHasNone() {
    assertThatThrownBy(
            () -> repeats.isRepeat(new SinkRecord("orders", 0, null, "k", null, Map.of(), 1)))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("'event.id' (idempotency.key.path)");
    SinkRecord tombstone = new SinkRecord("orders", 0, null, "k", null, null, 1);
    assertThat(repeats.isRepeat(tombstone)).isFalse();
    assertThat(repeats.isRepeat(tombstone)).isFalse();
  }

  private static SinkRecord event(String topic, int partition, long offset, Object key) {
    return new SinkRecord(
        topic, partition, null, null, null, Map.of("event", Map.of("id", key)), offset);
  }
}
