/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.read;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tasks that end after any record, as exactly-once has it: what Kafka has, it has with its
 * position.
 */
@Timeout(120)
class EarlyRestartTest {

  private static final int ROWS = 12;

  /** What of a page is in Kafka when its task ends; all of it while none does. */
  private Random ends;

  /** A transformation drops each of so many states: it stores no position either. */
  private int dropsEach = Integer.MAX_VALUE;

  @RegisterExtension final EarlyKafka kafka = new EarlyKafka();

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6})
  void eachStateArrivesOnceWhereverTasksEnd(int seed) throws Exception {
    kafka.start();
    run(new Random(seed));
  }

  @ParameterizedTest
  @ValueSource(ints = {11, 12, 13, 14})
  void eachStateArrivesOnceThoughOthersAreDropped(int seed) throws Exception {
    kafka.start();
    dropsEach = 3;
    run(new Random(seed));
  }

  @ParameterizedTest
  @ValueSource(ints = {21, 22, 23, 24})
  void eachStateArrivesOnceThoughAWindowAndALookAreOnePage(int seed) throws Exception {
    kafka.startReadAtOnce();
    run(new Random(seed));
  }

  /** A page of the look, and the rest of it. */
  @Test
  void taskThatEndsInTheMiddleOfALookSendsTheRest() throws Exception {
    kafka.start();
    kafka.taker = page -> kafka.deliver(page.subList(0, Math.min(1, page.size())));
    kafka.put(1, "1");
    kafka.put(2, "2");
    kafka.put(3, "3");
    kafka.poll();
    assertThat(kafka.sent).containsExactly("1=1");
    kafka.taker = kafka::deliver;
    kafka.restart();
    kafka.settle();
    assertThat(kafka.sent).containsExactly("1=1", "2=2", "3=3");
  }

  private void run(Random random) throws InterruptedException {
    kafka.taker = page -> take(page);
    // Without a position there is no beginning.
    kafka.put(ROWS, "0");
    kafka.settle();
    kafka.put(ROWS, "1");
    kafka.poll();
    int state = 1;
    Map<Integer, Integer> last = new HashMap<>(Map.of(ROWS, 1));
    for (int step = 0; step < 120; step++) {
      for (int changes = random.nextInt(5); changes > 0; changes--) {
        int row = random.nextInt(ROWS);
        boolean isLate = random.nextInt(4) == 0;
        last.put(row, ++state);
        kafka.put(row, "" + state, isLate ? random.nextInt(4) : 0);
      }
      ends = random.nextInt(3) == 0 ? random : null;
      kafka.passes(Duration.ofSeconds(random.nextInt(3)));
      if (random.nextInt(15) == 0) {
        kafka.restart();
      }
    }
    ends = null;
    kafka.passes(Duration.ofMinutes(3));

    assertThat(kafka.sent).as("each once").doesNotHaveDuplicates();
    Map<Integer, List<Integer>> states = new HashMap<>();
    for (String sent : kafka.sent) {
      String[] parts = sent.split("=", 2);
      states
          .computeIfAbsent(Integer.valueOf(parts[0]), unused -> new ArrayList<>())
          .add(Integer.valueOf(parts[1]));
    }
    assertThat(states.values())
        .as("each row in order")
        .allSatisfy(all -> assertThat(all).isSorted());
    last.values().removeIf(this::isDropped);
    assertThat(last)
        .as("last states")
        .allSatisfy((row, is) -> assertThat(states.get(row)).endsWith(is));
  }

  private boolean isDropped(int state) {
    return state > 1 && state % dropsEach == 0;
  }

  private void take(List<SourceRecord> page) {
    boolean isEnd = ends != null && !page.isEmpty() && ends.nextInt(3) == 0;
    int arrive = isEnd ? ends.nextInt(page.size() + 1) : page.size();
    for (SourceRecord record : page.subList(0, arrive)) {
      if (!isDropped(Integer.parseInt(EarlyKafka.state(record).split("=", 2)[1]))) {
        kafka.deliver(List.of(record));
      }
    }
    if (isEnd) {
      kafka.restart();
    }
  }
}
