/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.scan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.snbridge.common.table.Page;
import io.snbridge.common.transport.Failure;
import io.snbridge.common.transport.Reply;
import io.snbridge.common.transport.Request;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class AttemptsTest {

  private static Failure failure(int status, String message) {
    return new Failure(Request.Method.GET, "/p", status, message, "", "c");
  }

  /** An answer that never came, of an instance that may be down. */
  private static Reply.NotOk<Page> down() {
    return new Reply.Poisoned<>(failure(0, "no complete answer in time"), true);
  }

  private static Reply.NotOk<Page> unfit() {
    return new Reply.Poisoned<>(failure(200, "the body was cut"), false);
  }

  private static Reply.NotOk<Page> cancelled() {
    return FakeInstance.cancelled();
  }

  private static Reply.NotOk<Page> page() {
    return new Reply.Poisoned<>(failure(200, "expected JSON, got <html>"), false);
  }

  private static void bears(Attempts<Page> attempts, Reply.NotOk<Page> failed) {
    assertThatCode(() -> attempts.accept(failed)).doesNotThrowAnyException();
  }

  private static void ends(Attempts<Page> attempts, Reply.NotOk<Page> failed) {
    assertThatThrownBy(() -> attempts.accept(failed))
        .isInstanceOf(TooMuch.class)
        .hasMessage(failed.failure().describe());
  }

  @Test
  void oneEndsAtTheFirstThatWasTooMuch() {
    ends(Attempts.one(), cancelled());
    ends(Attempts.one(), down());
  }

  @Test
  void fewEndAtTheThirdThatWasTooMuch() {
    Attempts<Page> few = Attempts.few();
    bears(few, down());
    bears(few, cancelled());
    ends(few, down());
  }

  @Test
  void certainOnesNeverEndBecauseTheInstanceDoesNotAnswer() {
    Attempts<Page> certain = Attempts.certain();
    for (int i = 0; i < 10; i++) {
      bears(certain, down());
    }
    bears(certain, cancelled());
    bears(certain, cancelled());
    ends(certain, cancelled());
  }

  @Test
  void unreadableAnswersEndAtTheThirdWhoeverAsks() {
    for (Attempts<Page> attempts : List.of(Attempts.<Page>one(), Attempts.<Page>certain())) {
      bears(attempts, unfit());
      bears(attempts, unfit());
      ends(attempts, unfit());
    }
  }

  @Test
  void pageOfAGatewayIsNeverAnAnswer() {
    Attempts<Page> one = Attempts.one();
    for (int i = 0; i < 10; i++) {
      bears(one, page());
    }
  }

  @Test
  void otherFailuresBeginTheCountAnew() {
    Attempts<Page> few = Attempts.few();
    Reply.NotOk<Page> throttled = new Reply.Throttled<>(failure(429, "slow down"), Instant.EPOCH);
    for (int i = 0; i < 3; i++) {
      bears(few, cancelled());
      bears(few, cancelled());
      bears(few, unfit());
      bears(few, unfit());
      bears(few, throttled);
    }
  }

  @Test
  void whatWasTooMuchIsToldFromWhatCannotBeRead() {
    TooMuch time = new TooMuch((Reply.Poisoned<?>) cancelled());
    TooMuch unreadable = new TooMuch((Reply.Poisoned<?>) unfit());
    TooMuch doubtful = new TooMuch((Reply.Poisoned<?>) down());
    assertThat(time.isOfTime()).isTrue();
    assertThat(time.isDoubtful()).isFalse();
    assertThat(unreadable.isOfTime()).isFalse();
    assertThat(unreadable.isDoubtful()).isFalse();
    assertThat(doubtful.isDoubtful()).isTrue();
    assertThat(new QueryTooMuch("to count", time))
        .hasMessageStartingWith("to count takes longer than allowed: ")
        .matches(QueryTooMuch::isOfTime);
    assertThat(new QueryTooMuch("to count", unreadable))
        .hasMessageStartingWith("to count has an unreadable answer: ")
        .matches(tooMuch -> !tooMuch.isOfTime());
  }
}
