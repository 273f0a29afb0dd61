/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class OutageTest {

  private final Outage outage = new Outage(List.of("moved", "stayed"));

  OutageTest() {
    outage.begins(seconds(100));
  }

  private static long seconds(long seconds) {
    return TimeUnit.SECONDS.toNanos(seconds);
  }

  @Test
  void itIsOverWhenALaterChangeThanTheKillIsThereOfEachTopic() {
    outage.arrived("stayed", seconds(101), seconds(102));
    outage.arrived("moved", seconds(99), seconds(141));
    assertThat(outage.isOver()).isFalse();
    outage.moved(seconds(140));
    outage.arrived("moved", seconds(103), seconds(142));
    outage.arrived("moved", seconds(104), seconds(150));
    assertThat(outage.isOver()).isTrue();
    assertThat(outage.secondsUntilMoved()).isEqualTo(40);
    assertThat(outage.secondsFromThenOn()).isEqualTo(2);
  }

  @Test
  void topicThatStoodStillIsNoneOfTheOthers() {
    outage.arrived("stayed", seconds(101), seconds(102));
    outage.arrived("stayed", seconds(101), seconds(104));
    outage.arrived("moved", seconds(99), seconds(141));
    assertThat(outage.stood()).isEqualTo(1);
    assertThat(outage.longestOfOthers()).isEqualTo(3);
  }
}
