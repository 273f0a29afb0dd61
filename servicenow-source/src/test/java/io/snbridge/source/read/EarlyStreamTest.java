/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.read;

import static io.snbridge.source.scan.FakeInstance.id;
import static org.assertj.core.api.Assertions.assertThat;

import io.snbridge.common.table.GlideDateTime;
import io.snbridge.common.table.PageRequest;
import io.snbridge.common.table.Row;
import io.snbridge.common.transport.Failure;
import io.snbridge.common.transport.Reply;
import io.snbridge.common.transport.Request;
import io.snbridge.source.LogText;
import io.snbridge.source.position.SentEarly;
import io.snbridge.source.scan.FakeInstance;
import io.snbridge.source.scan.TooMuch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows that are sent before they have settled. */
@Timeout(60)
class EarlyStreamTest {

  @RegisterExtension final EarlyKafka kafka = new EarlyKafka();

  @Test
  void freshRowIsSentAtTheNextPollAndNotAgainWhenItHasSettled() throws Exception {
    kafka.start();
    kafka.put(1, "a");
    kafka.poll();
    assertThat(kafka.sent).containsExactly("1=a");

    kafka.passes(Duration.ofMinutes(5));
    assertThat(kafka.sent).containsExactly("1=a");
  }

  @Test
  void rowThatChangesAgainInItsSecondIsSentAgain() throws Exception {
    kafka.start();
    kafka.put(1, "a");
    kafka.poll();
    kafka.put(1, "b", 1);
    kafka.poll();
    kafka.settle();
    assertThat(kafka.sent).containsExactly("1=a", "1=b");
  }

  /** Whoever changes it back must not be taken for the first state. */
  @Test
  void rowThatBecomesAgainWhatItWasIsSentAgain() throws Exception {
    kafka.start();
    kafka.put(1, "a");
    kafka.poll();
    kafka.put(1, "b", 1);
    kafka.poll();
    kafka.put(1, "a", 2);
    kafka.settle();
    assertThat(kafka.sent).containsExactly("1=a", "1=b", "1=a");
  }

  /** Also if the state between came with the window. */
  @Test
  void rowThatBecomesAgainWhatItWasAfterItsWindowIsSentAgain() throws Exception {
    kafka.start();
    kafka.put(1, "a");
    kafka.poll();
    String stamp = kafka.instance.stamp(id(1));
    kafka.put(1, "b", 30);
    kafka.put(2, "x", 4);
    kafka.poll();
    kafka.put(1, "b", 4);
    while (!kafka.sent.contains("1=b")) {
      kafka.poll();
    }
    kafka.instance.put(id(1), stamp, Map.of(EarlyKafka.COLUMN, "a", "sys_updated_by", "someone"));
    kafka.settle();
    assertThat(kafka.sent).filteredOn(state -> state.startsWith("1=")).endsWith("1=b", "1=a");
  }

  @Test
  void rowThatCommitsLateComesWithItsWindow() throws Exception {
    kafka.start();
    kafka.put(1, "a");
    kafka.poll();
    kafka.put(2, "b", 4);
    kafka.poll();
    assertThat(kafka.sent).as("looks do not begin anew each time").containsExactly("1=a");

    kafka.passes(EarlyKafka.SETTLE.minus(Duration.ofSeconds(2)));
    assertThat(kafka.sent).containsExactly("1=a", "2=b");
    kafka.passes(Duration.ofMinutes(5));
    assertThat(kafka.sent).hasSize(2);
  }

  @Test
  void rowThatIsDeletedBeforeItHasSettledWasSentOnce() throws Exception {
    kafka.start();
    kafka.put(1, "a");
    kafka.poll();
    kafka.instance.remove(id(1));
    kafka.put(2, "b");
    kafka.passes(Duration.ofMinutes(5));
    assertThat(kafka.sent).containsExactly("1=a", "2=b");
  }

  @Test
  void rowThatChangesEachSecondArrivesInEachOfItsStates() throws Exception {
    kafka.start();
    List<String> states = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      kafka.put(1, "" + i);
      states.add("1=" + i);
      kafka.poll();
    }
    kafka.settle();
    assertThat(kafka.sent).isEqualTo(states);
  }

  /** They are shown again much later, and were sent when they were fresh. */
  @ParameterizedTest
  @ValueSource(ints = {0, 60})
  void rowThatIsHiddenBeforeItHasSettledIsNotSentTwice(int lookback) throws Exception {
    kafka.start(Duration.ofSeconds(lookback), Duration.ofMinutes(2));
    kafka.put(1, "a");
    kafka.put(2, "b");
    kafka.poll();
    assertThat(kafka.sent).hasSize(2);
    kafka.instance.hidden = id(1)::equals;
    kafka.put(3, "c");
    kafka.settle();
    kafka.instance.hidden = id -> false;
    kafka.put(4, "d");
    kafka.passes(Duration.ofMinutes(10));
    assertThat(kafka.sent).containsExactlyInAnyOrder("1=a", "2=b", "3=c", "4=d");
  }

  /** Nor if the task is another one by then. */
  @Test
  void rowThatIsHiddenBeforeItHasSettledIsNotSentTwiceAfterRestarts() throws Exception {
    kafka.start();
    kafka.put(1, "a");
    kafka.put(2, "b");
    kafka.poll();
    kafka.restart();
    kafka.instance.hidden = id(1)::equals;
    kafka.put(3, "c");
    kafka.settle();
    kafka.put(4, "d");
    kafka.settle();
    kafka.restart();
    kafka.instance.hidden = id -> false;
    kafka.passes(Duration.ofMinutes(20));
    assertThat(kafka.sent).containsExactlyInAnyOrder("1=a", "2=b", "3=c", "4=d");
  }

  @Test
  void moreThanPositionsHoldWaitUntilOthersHaveSettled() throws Exception {
    kafka.start();
    int most = SentEarly.MOST;
    for (int i = 0; i < most + 200; i++) {
      kafka.put(i, "a");
    }
    kafka.poll();
    assertThat(kafka.sent).hasSize(most);
    kafka.put(10_000, "b");
    kafka.poll();
    assertThat(kafka.sent).as("no room").hasSize(most);

    kafka.passes(EarlyKafka.SETTLE);
    assertThat(kafka.sent).hasSize(most + 201).doesNotHaveDuplicates();
    assertThat(kafka.sent).as("in the order of the table").startsWith("0=a").endsWith("10000=b");
    kafka.settle();
    kafka.put(20_000, "c");
    kafka.poll();
    assertThat(kafka.sent).endsWith("20000=c");
    kafka.passes(Duration.ofMinutes(5));
    assertThat(kafka.sent).hasSize(most + 202);
  }

  @Test
  void rowsOfExcludedUsersAreNeitherSentNorKept() throws Exception {
    kafka.start();
    for (int i = 0; i < SentEarly.MOST + 100; i++) {
      kafka.put(i, 0, Map.of(EarlyKafka.COLUMN, "a", "sys_updated_by", "robot"));
    }
    kafka.put(10_000, "b");
    kafka.poll();
    assertThat(kafka.sent).containsExactly("10000=b");
    kafka.settle();
    assertThat(kafka.sent).hasSize(1);
  }

  @Test
  void rowThatIsStampedInTheFutureWaits() throws Exception {
    kafka.start();
    kafka.put(1, "a", -30);
    kafka.put(2, "b", -2);
    kafka.poll();
    assertThat(kafka.sent).containsExactly("2=b");
    kafka.put(3, "c");
    kafka.poll();
    assertThat(kafka.sent).containsExactly("2=b", "3=c");
    kafka.passes(Duration.ofSeconds(26));
    assertThat(kafka.sent).containsExactly("2=b", "3=c", "1=a");
    kafka.passes(Duration.ofMinutes(5));
    assertThat(kafka.sent).hasSize(3);
  }

  @Test
  void looksThatAreTooMuchPauseAndNothingElseDoes() throws Exception {
    kafka.start();
    try (LogText log = new LogText()) {
      for (int second = 0; second < 120; second++) {
        kafka.instance.quotaSorted = second < 60 ? 3 : Long.MAX_VALUE;
        if (second == 1) {
          kafka.instance.requests.clear();
        }
        kafka.put(second, "a");
        kafka.put(1_000 + second, "a");
        kafka.poll();
      }
      assertThat(log.text()).containsOnlyOnce("are not sent early").contains("'settle.mode'");
    }
    kafka.settle();
    assertThat(kafka.sent).hasSize(240).doesNotHaveDuplicates();
    assertThat(kafka.sent.subList(0, 100)).doesNotContain("1000=b");
    kafka.passes(Duration.ofMinutes(5));
    kafka.put(5_000, "b");
    kafka.poll();
    assertThat(kafka.sent).as("looks go on").endsWith("5000=b");
  }

  /** Every third look is too much. */
  @Test
  void pausesOfLooksAreSaidOnceAnHour() throws Exception {
    kafka.start();
    try (LogText log = new LogText()) {
      for (int second = 0; second < 300; second++) {
        kafka.instance.quotaSorted = second % 30 < 10 ? 3 : Long.MAX_VALUE;
        kafka.put(second, "a");
        kafka.put(1_000 + second, "a");
        kafka.poll();
      }
      assertThat(log.text()).containsOnlyOnce("are not sent early");
    }
  }

  @Test
  void lookThatIsNotAnsweredIsNoReasonForAnIndexYet() throws Exception {
    kafka.start();
    try (LogText log = new LogText()) {
      looksAreNotAnswered(1);
      assertThat(log.text()).doesNotContain("are not sent early");
      looksAreNotAnswered(2);
      assertThat(log.text())
          .containsOnlyOnce("are not sent early")
          .contains("If the instance answers everything else, have an index made");
    }
    kafka.settle();
    assertThat(kafka.sent).containsExactly("1=a", "2=a");
  }

  private void looksAreNotAnswered(int looks) throws InterruptedException {
    AtomicInteger left = new AtomicInteger(looks);
    kafka.instance.beforePage =
        request -> {
          if (isLook() && left.getAndDecrement() > 0) {
            throw new TooMuch(
                new Reply.Poisoned<>(
                    new Failure(Request.Method.GET, "/x", 0, "no answer within 60 s", "", "c"),
                    true));
          }
        };
    kafka.put(looks, "a");
    while (left.get() >= 0) {
      kafka.poll();
    }
  }

  @Test
  void noMoreRowsAreAskedForEarlyThanCanBeSent() throws Exception {
    kafka.start();
    for (int i = 0; i < SentEarly.MOST - 10; i++) {
      kafka.put(i, "a");
    }
    List<Integer> limits = new CopyOnWriteArrayList<>();
    kafka.instance.beforePage =
        request -> {
          if (isLook()) {
            limits.add(request.limit());
          }
        };
    kafka.poll();
    for (int i = 0; i < 100; i++) {
      kafka.put(10_000 + i, "b");
    }
    kafka.poll();
    kafka.poll();
    assertThat(kafka.sent).as("no room for more").hasSize(SentEarly.MOST);
    assertThat(limits).as("rows of a look").containsOnly(SentEarly.MOST);
    kafka.settle();
    assertThat(kafka.sent).hasSize(SentEarly.MOST + 90).doesNotHaveDuplicates();
  }

  @Test
  void pageOfALookThatIsNotBelievedEndsIt() throws Exception {
    kafka.start();
    kafka.instance.distort =
        rows -> {
          List<Row> reversed = new ArrayList<>(rows);
          if (isLook()) {
            Collections.reverse(reversed);
          }
          return reversed;
        };
    kafka.put(1, "a");
    kafka.put(2, "a");
    kafka.poll();
    assertThat(kafka.sent).isEmpty();
    kafka.settle();
    assertThat(kafka.sent).containsExactly("1=a", "2=a");
  }

  private boolean isLook() {
    PageRequest last = kafka.instance.requests.get(kafka.instance.requests.size() - 1);
    return !last.count();
  }

  @Test
  void positionHoldsWhatWasSentEarlyUntilItHasSettled() throws Exception {
    kafka.start();
    kafka.put(1, "a");
    kafka.poll();
    assertThat(kafka.storedEarly()).asString().startsWith(kafka.instance.stamp(id(1)) + "/");
    kafka.settle();
    kafka.put(2, "b");
    kafka.poll();
    assertThat(kafka.storedEarly())
        .asString()
        .startsWith(kafka.instance.stamp(id(2)) + "/")
        .doesNotContain(kafka.instance.stamp(id(1)));
  }

  @Test
  void looksDoNotReadAgainAndAgainWhatHasNotSettled() throws Exception {
    kafka.start();
    for (int second = 0; second < 5; second++) {
      IntStream.range(0, 10).forEach(i -> kafka.put(i, "a"));
      kafka.poll();
    }
    kafka.instance.requests.clear();
    kafka.poll();
    String begin = GlideDateTime.text(FakeInstance.at(kafka.instance.stamp(id(1))).minusSeconds(1));
    assertThat(kafka.instance.requests)
        .extracting(request -> request.query().text())
        .filteredOn(query -> query.startsWith("sys_updated_on>=" + begin))
        .hasSize(1);
    assertThat(kafka.instance.requests).as("the window, and the look").hasSize(2);
  }

  /** As long as nothing is hidden, and few rows change. */
  @Test
  void pollCostsOneRequestWhereRowsSettleFromOneToTheNext() throws Exception {
    kafka.startReadAtOnce();
    kafka.put(1, "a");
    kafka.poll();
    kafka.instance.requests.clear();
    for (int i = 0; i < 5; i++) {
      kafka.put(2, "" + i);
      kafka.poll();
    }
    assertThat(kafka.instance.requests).filteredOn(this::isOfRows).hasSize(5);
    assertThat(kafka.sent).containsExactly("1=a", "2=0", "2=1", "2=2", "2=3", "2=4");
  }

  @Test
  void hiddenRowIsOfItsWindowThoughMoreIsAskedForAtOnce() throws Exception {
    kafka.startReadAtOnce();
    kafka.put(1, "a");
    kafka.poll();
    kafka.instance.hidden = id(2)::equals;
    kafka.put(2, "b");
    kafka.put(3, "c");
    kafka.settle();
    kafka.instance.hidden = id -> false;
    kafka.passes(Duration.ofMinutes(20));
    assertThat(kafka.sent).containsExactly("1=a", "3=c", "2=b");
  }

  /** Not those that look for late rows, which ask for ids only. */
  private boolean isOfRows(PageRequest request) {
    return request.fields().isEmpty();
  }
}
