/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HourlyBudgetTest {

  private static final Duration SLACK = Duration.ofSeconds(10);
  private static final long HOUR = Duration.ofHours(1).toNanos();

  private final String owner = "servicenow-source-" + UUID.randomUUID() + "-0";
  private long nanos;

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 60, 500})
  void noHourHasMoreRequestsThanTheLimitWhateverComesWhen(int limit) {
    for (int seed = 0; seed < 20; seed++) {
      Random random = new Random(seed);
      Reservations budget = budget(limit);
      List<Long> left = new ArrayList<>();
      PriorityQueue<Long> onTheirWay = new PriorityQueue<>();
      long end = nanos + 5 * HOUR;
      double longest = Math.pow(10, random.nextInt(4)) * 1e9;
      int asked = 0;
      while (nanos < end) {
        asked++;
        nanos += (long) (random.nextDouble() * longest);
        Purpose purpose = List.of(Purpose.values()).get(random.nextInt(3));
        if (!budget.reserve(purpose, false).isZero()) {
          budget.leave(purpose);
        } else if (random.nextInt(10) == 0) {
          budget.release(purpose);
        } else {
          HourlyBudget.Sent sent = budget.sent(purpose);
          if (random.nextInt(10) == 0) {
            budget.unsent(sent);
            budget.release(purpose);
          } else {
            onTheirWay.add(nanos + (long) (random.nextDouble() * SLACK.toNanos()));
          }
        }
      }
      left.addAll(onTheirWay);
      Collections.sort(left);
      for (int i = limit; i < left.size(); i++) {
        assertThat(left.get(i) - left.get(i - limit)).as("seed " + seed).isGreaterThan(HOUR);
      }
      assertThat(left)
          .as("none is refused for ever")
          .hasSizeGreaterThan(Math.min(limit, asked / 10));
    }
  }

  @Test
  void snapshotLeavesAPartForChangesFromTheStart() {
    Reservations budget = budget(100);
    assertThat(granted(budget, Purpose.SNAPSHOT, 200)).isEqualTo(50);
    assertThat(budget.left()).hasValue(50);
    assertThat(take(budget, Purpose.CHANGES)).isTrue();
  }

  /** As of a sink, and of a source whose snapshots are done. */
  @Test
  void whatNobodyElseAsksForIsNotKept() {
    Reservations budget = budget(100);
    int sent = 0;
    for (int second = 0; second < 3600; second++) {
      nanos += Duration.ofSeconds(1).toNanos();
      sent += take(budget, Purpose.CHANGES) ? 1 : 0;
    }
    assertThat(sent).isBetween(85, 100);
  }

  @Test
  void partIsKeptForWhatWasAskedForInTheLastHourOnly() {
    Reservations budget = budget(100);
    granted(budget, Purpose.IDLE, 1);
    assertThat(granted(budget, Purpose.SNAPSHOT, 200)).isEqualTo(40);
    nanos += HOUR + SLACK.toNanos();
    assertThat(granted(budget, Purpose.SNAPSHOT, 200)).isEqualTo(50);
  }

  @Test
  void whatIsUrgentGoesFirstAndNothingStopsForEver() {
    Reservations budget = budget(1000);
    Map<Purpose, Integer> sent = new EnumMap<>(Purpose.class);
    Set<Purpose> waiting = EnumSet.noneOf(Purpose.class);
    int hours = 4;
    for (int tick = 0; tick < hours * 36_000; tick++) {
      nanos += Duration.ofMillis(100).toNanos();
      // The less urgent ask first.
      for (Purpose purpose : List.of(Purpose.SNAPSHOT, Purpose.IDLE, Purpose.CHANGES)) {
        boolean waits = waiting.contains(purpose);
        if (budget.reserve(purpose, waits).isZero()) {
          budget.sent(purpose);
          sent.merge(purpose, 1, Integer::sum);
          waiting.remove(purpose);
        } else {
          waiting.add(purpose);
        }
      }
    }
    assertThat(sent.get(Purpose.CHANGES)).isGreaterThan(hours * 250);
    assertThat(sent.get(Purpose.IDLE)).isGreaterThan(hours * 50);
    assertThat(sent.get(Purpose.SNAPSHOT)).isGreaterThan(hours * 90);
  }

  @Test
  void requestsDoNotStopForTheRestOfAnHour() {
    Reservations budget = budget(500);
    long longest = 0;
    long last = nanos;
    for (int second = 0; second < 6 * 3600; second++) {
      nanos += Duration.ofSeconds(1).toNanos();
      if (take(budget, Purpose.CHANGES)) {
        longest = Math.max(longest, nanos - last);
        last = nanos;
      }
    }
    assertThat(Duration.ofNanos(longest)).isLessThan(Duration.ofMinutes(3));
  }

  @Test
  void taskThatIsStartedAgainGoesOnWithWhatItHadLeft() {
    Reservations first = of(owner, 100);
    granted(first, Purpose.SNAPSHOT, 60);
    first.end();
    Reservations again = of(owner, 50);
    assertThat(take(again, Purpose.CHANGES)).isFalse();
    assertThat(again.left()).hasValue(0);
    again.end();
    nanos += HOUR + SLACK.toNanos();
    assertThat(of(owner, 50).left()).hasValue(50);
  }

  /** Tasks of a worker start together, and each looks for budgets that nobody needs any more. */
  @Test
  void budgetOfATaskThatHasSentNothingYetIsNotForgottenWhenAnotherStarts() {
    Reservations first = of(owner, 100);
    of(owner + "-other", 100);
    granted(first, Purpose.SNAPSHOT, 40);
    first.end();
    assertThat(of(owner, 100).left()).hasValue(60);
  }

  @Test
  void whatAClientHadReservedIsFreeWhenItEnds() {
    Reservations first = of(owner, 100);
    for (int i = 0; i < 30; i++) {
      first.reserve(Purpose.CHANGES, false);
    }
    Reservations second = of(owner, 100);
    assertThat(second.left()).hasValue(70);
    first.end();
    assertThat(second.left()).hasValue(100);
  }

  /** Its threads end later than it does. */
  @Test
  void whatAClientGivesBackAfterItsEndIsNoOthers() {
    Reservations first = of(owner, 100);
    first.reserve(Purpose.CHANGES, false);
    HourlyBudget.Sent never = first.sent(Purpose.CHANGES);
    first.reserve(Purpose.CHANGES, false);
    first.end();
    Reservations second = of(owner, 100);
    second.reserve(Purpose.CHANGES, false);
    assertThat(second.left()).hasValue(98);
    first.release(Purpose.CHANGES);
    assertThat(second.left()).hasValue(98);
    first.unsent(never);
    assertThat(second.left()).hasValue(99);
    first.sent(Purpose.CHANGES);
    assertThat(second.left()).as("it may have left").hasValue(98);
  }

  @Test
  void clientThatHasEndedReservesAndWaitsForNothing() {
    Reservations first = of(owner, 10);
    granted(first, Purpose.CHANGES, 10);
    assertThat(first.reserve(Purpose.CHANGES, false)).isPositive();
    first.end();
    nanos += HOUR + SLACK.toNanos();
    assertThat(first.reserve(Purpose.CHANGES, true)).isPositive();
    Reservations second = of(owner, 10);
    assertThat(second.left()).hasValue(10);
    assertThat(granted(second, Purpose.SNAPSHOT, 10)).as("nobody more urgent waits").isEqualTo(5);
  }

  @Test
  void withoutALimitNobodyWaits() {
    Reservations budget = budget(0);
    assertThat(granted(budget, Purpose.SNAPSHOT, 10_000)).isEqualTo(10_000);
    assertThat(budget.left()).isEmpty();
  }

  /** A source and a sink of a hub, with three tasks, say. */
  @Test
  void allTasksOfAnInstanceHaveOneBudgetAndAnotherInstanceHasItsOwn() {
    String host = UUID.randomUUID() + ".service-now.com";
    Reservations source = ofInstance(host, "source", 100);
    Reservations sink = ofInstance(host, "sink", 100);
    Reservations other = ofInstance("other-" + host, "source", 100);
    assertThat(granted(source, Purpose.SNAPSHOT, 200)).as("half is for changes").isEqualTo(50);
    assertThat(granted(sink, Purpose.SNAPSHOT, 200)).isZero();
    assertThat(take(sink, Purpose.CHANGES)).isTrue();
    assertThat(source.left()).hasValue(49);
    assertThat(other.left()).hasValue(100);
    sink.end();
    assertThat(source.left()).as("what was sent counts for its hour").hasValue(49);
  }

  @Test
  void leastLimitOfAnInstancesTasksHoldsAsLongAsItsTaskRuns() {
    String host = UUID.randomUUID() + ".service-now.com";
    Reservations source = ofInstance(host, "source", 100);
    Reservations sink = ofInstance(host, "sink", 40);
    assertThat(source.left()).hasValue(40);
    Reservations third = ofInstance(host, "third", 70);
    assertThat(third.left()).hasValue(40);
    sink.end();
    assertThat(source.left()).hasValue(70);
    third.end();
    assertThat(source.left()).hasValue(100);
  }

  private Reservations ofInstance(String host, String task, int limit) {
    return HourlyBudget.of(task, new HourlyLimit(limit, Optional.of(host)), SLACK, () -> nanos);
  }

  private Reservations of(String name, int limit) {
    return HourlyBudget.of(name, new HourlyLimit(limit, Optional.empty()), SLACK, () -> nanos);
  }

  private Reservations budget(int limit) {
    return new HourlyBudget(new HourlyLimit(limit, Optional.empty()), SLACK, () -> nanos)
        .newClient();
  }

  private static int granted(Reservations budget, Purpose purpose, int asked) {
    int granted = 0;
    for (int i = 0; i < asked; i++) {
      granted += take(budget, purpose) ? 1 : 0;
    }
    return granted;
  }

  private static boolean take(Reservations budget, Purpose purpose) {
    if (!budget.reserve(purpose, false).isZero()) {
      budget.leave(purpose);
      return false;
    }
    budget.sent(purpose);
    return true;
  }
}
