/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.snbridge.benchmarks.SinkWrites.Pause;
import io.snbridge.benchmarks.SinkWrites.Write;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class SinkWritesTest {

  private final SinkWrites writes =
      new SinkWrites(
          List.of(
              write(1, 0, 10),
              write(2, 1, 11),
              write(3, 0, 15),
              write(1, 0, 20),
              write(4, 0, 30),
              write(5, 1, 12)));

  private static Write write(int sequence, int partition, long second) {
    return new Write(sequence, partition, at(second));
  }

  private static Instant at(long second) {
    return Instant.ofEpochSecond(second);
  }

  @Test
  void recordIsCountedOnceAndItsOtherWritesAreRepeated() {
    assertThat(writes.records()).isEqualTo(5);
    assertThat(writes.repeated()).isEqualTo(1);
  }

  @Test
  void writeOfARecordThatWasWrittenBeforeEndsNoPause() {
    assertThat(writes.pauses(at(10)))
        .containsExactly(new Pause(at(15), at(30)), new Pause(at(11), at(12)));
  }

  @Test
  void pauseThatEndedBeforeDoesNotCount() {
    assertThat(writes.pauses(at(12))).containsExactly(new Pause(at(15), at(30)));
  }

  @Test
  void partitionGoesOnOnlyWithSomethingNew() {
    assertThat(writes.partitionsSince(at(11))).isEqualTo(2);
    assertThat(writes.partitionsSince(at(12))).isEqualTo(1);
    assertThat(writes.partitionsSince(at(30))).isZero();
  }
}
