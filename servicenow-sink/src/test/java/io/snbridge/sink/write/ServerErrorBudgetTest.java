/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.write;

import static org.assertj.core.api.Assertions.assertThat;

import io.snbridge.common.transport.Failure;
import io.snbridge.common.transport.Reply;
import io.snbridge.common.transport.Request;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServerErrorBudgetTest {

  private static final Reply<?> OK = new Reply.Ok<>("", OptionalLong.empty());
  private static final Reply<?> LOST = new Reply.Unknown<>(failure(500));

  private final AtomicLong written = new AtomicLong();

  private static Failure failure(int status) {
    return new Failure(Request.Method.POST, "/p", status, "seen", "", "c-1");
  }

  @Test
  void lostAnswersCountOnlyWhenAnotherRowWasWrittenSinceTheLastThatCounted() {
    ServerErrorBudget budget = new ServerErrorBudget(2, written);
    budget.note(LOST);
    budget.note(LOST);
    assertThat(budget.describe()).contains(" 0 times");
    written.incrementAndGet();
    budget.note(LOST);
    budget.note(LOST);
    assertThat(budget.describe()).contains(" 1 times");
    assertThat(budget.areTooMany()).isFalse();
    written.incrementAndGet();
    budget.note(LOST);
    assertThat(budget.areTooMany()).isTrue();
  }

  @Test
  void writeOfOneRowLetsThatOfAnotherCount() {
    ServerErrorBudget one = new ServerErrorBudget(1, written);
    ServerErrorBudget other = new ServerErrorBudget(1, written);
    other.note(OK);
    other.note(new Reply.Refused<>(failure(403)));
    assertThat(other.areTooMany()).isFalse();
    one.note(LOST);
    assertThat(one.areTooMany()).isTrue();
  }

  @Test
  void zeroIsNoBound() {
    ServerErrorBudget budget = new ServerErrorBudget(0, written);
    for (int i = 0; i < 100; i++) {
      budget.failedToRead();
    }
    assertThat(budget.areTooMany()).isFalse();
  }

  @Test
  void readsOfTheRowThatFailCount() {
    ServerErrorBudget budget = new ServerErrorBudget(2, written);
    budget.failedToRead();
    assertThat(budget.areTooMany()).isFalse();
    budget.failedToRead();
    assertThat(budget.areTooMany()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 429, 500, 503})
  void questionThatFailedHasNoAnswer(int status) {
    assertThat(Unanswered.is(new Reply.Retriable<>(failure(status)))).isTrue();
    assertThat(Unanswered.is(new Reply.Poisoned<>(failure(status), true))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {401, 407})
  void refusedCredentialsAreAnAnswer(int status) {
    assertThat(Unanswered.is(new Reply.Retriable<>(failure(status)))).isFalse();
    assertThat(Unanswered.is(new Reply.Refused<>(failure(403)))).isFalse();
    assertThat(Unanswered.is(OK)).isFalse();
  }
}
