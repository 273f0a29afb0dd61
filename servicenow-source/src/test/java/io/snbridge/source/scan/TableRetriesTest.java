/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.scan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.snbridge.common.schema.Dictionary;
import io.snbridge.common.schema.DictionaryUnreadableException;
import io.snbridge.common.table.EncodedQuery;
import io.snbridge.common.table.Page;
import io.snbridge.common.table.PageRequest;
import io.snbridge.common.transport.Failure;
import io.snbridge.common.transport.Reply;
import io.snbridge.common.transport.Request;
import io.snbridge.common.transport.ServiceNowException;
import io.snbridge.source.LogText;
import io.snbridge.source.config.RetryBudget;
import io.snbridge.source.scan.TableRetries.RetryAttempt;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class TableRetriesTest {

  private final ManualPause sleeper = new ManualPause();
  private final AtomicInteger waits = new AtomicInteger();

  TableRetriesTest() throws InterruptedException {
    sleeper.await(Duration.ofHours(1));
  }

  private TableRetries retries(Optional<Duration> afterwards) {
    RetryBudget some = Tables.RETRY_BUDGET;
    return new TableRetries(
        "incident",
        new RetryBudget(some.timeout(), some.firstWait(), some.longestWait(), afterwards),
        sleeper,
        waits::incrementAndGet);
  }

  private List<Duration> waited() {
    List<Duration> all = new ArrayList<>(sleeper.waits());
    all.remove(0);
    return all;
  }

  private Duration passed() {
    return sleeper.passed().minusHours(1);
  }

  @Test
  void questionIsPutAtWaitsThatDoubleUntilItsTimeIsOver() throws Exception {
    RetryAttempt attempt = retries(Optional.empty()).begin();
    int failures = 0;
    while (attempt.awaitNext("refused")) {
      failures++;
    }
    assertThat(waited().subList(0, 6))
        .extracting(Duration::toSeconds)
        .containsExactly(1L, 2L, 4L, 8L, 16L, 30L);
    assertThat(passed()).isEqualTo(Tables.RETRY_BUDGET.timeout());
    assertThat(waits).as("told before each").hasValue(failures + 1);
    assertThat(attempt.lasted())
        .isEqualTo("This happened %d times in 600 s".formatted(failures + 1));
    assertThat(attempt.awaitNext("refused")).as("at once").isFalse();
    assertThat(passed()).isEqualTo(Tables.RETRY_BUDGET.timeout());
  }

  @Test
  void timeBeginsAnewOnceItIsAnswered() throws Exception {
    RetryAttempt attempt = retries(Optional.empty()).begin();
    assertThat(attempt.awaitNext("refused")).isTrue();
    assertThat(attempt.awaitNext("refused")).isTrue();
    attempt.over();
    sleeper.await(Duration.ofHours(1));
    assertThat(attempt.awaitNext("refused")).isTrue();
    assertThat(waited()).endsWith(Duration.ofSeconds(1));
    assertThat(attempt.lasted()).isEqualTo("This happened 1 times in 1 s");
  }

  @Test
  void tableThatOutlastsIsTriedNowAndThenWhenItsTimeIsOver() throws Exception {
    TableRetries retries = retries(Optional.of(Duration.ofMinutes(5)));
    assertThat(retries.outlast()).isTrue();
    RetryAttempt attempt = retries.begin();
    while (passed().compareTo(Tables.RETRY_BUDGET.timeout()) < 0) {
      assertThat(attempt.awaitNext("refused")).isTrue();
    }
    assertThat(retries.areGivenUp()).isFalse();
    assertThat(attempt.awaitNext("refused")).isTrue();
    assertThat(attempt.awaitNext("refused")).isTrue();
    assertThat(waited()).endsWith(Duration.ofMinutes(5), Duration.ofMinutes(5));
    assertThat(retries.areGivenUp()).isTrue();
    attempt.over();
    assertThat(retries.areGivenUp()).isFalse();
    attempt.end();
    assertThat(retries.areGivenUp()).isFalse();
    assertThat(retries(Optional.empty()).outlast()).isFalse();
  }

  @Test
  void givenUpQuestionThatNobodyPutsAnyMoreIsForgotten() throws Exception {
    TableRetries retries = retries(Optional.of(Duration.ofMinutes(5)));
    RetryAttempt attempt = retries.begin();
    RetryAttempt other = retries.begin();
    for (RetryAttempt one : List.of(attempt, other)) {
      assertThat(one.awaitNext("refused")).isTrue();
    }
    sleeper.await(Tables.RETRY_BUDGET.timeout());
    for (RetryAttempt one : List.of(attempt, other)) {
      assertThat(one.awaitNext("refused")).isTrue();
    }
    attempt.end();
    assertThat(retries.areGivenUp()).as("the other is").isTrue();
    other.end();
    assertThat(retries.areGivenUp()).isFalse();
  }

  @Test
  void refusalIsSaidAtOnceAndEachMinuteAndWhenItIsOver() throws Exception {
    TableRetries retries = retries(Optional.empty());
    RetryAttempt attempt = retries.begin();
    try (LogText log = new LogText()) {
      retries.begin().over();
      while (passed().toSeconds() < 61) {
        assertThat(attempt.awaitNext("refused")).isTrue();
      }
      assertThat(attempt.awaitNext("refused")).isTrue();
      assertThat(log.messages("WARN", TableRetries.class))
          .satisfiesExactly(
              first ->
                  assertThat(first).contains("'incident': refused.", "the task fails in 10 min."),
              second -> assertThat(second).contains("the task fails in 8 min", " more since"));
      retries.begin().over();
      assertThat(log.messages("INFO", TableRetries.class)).as("another question").isEmpty();
      attempt.over();
      attempt.over();
      assertThat(log.messages("INFO", TableRetries.class))
          .singleElement()
          .asString()
          .contains("answered again after 1 min 31 s");
    }
  }

  @Test
  void tableThatIsGivenUpIsSaidToBe() throws Exception {
    RetryAttempt attempt = retries(Optional.of(Duration.ofMinutes(5))).begin();
    try (LogText log = new LogText()) {
      assertThat(attempt.awaitNext("refused")).isTrue();
      sleeper.await(Tables.RETRY_BUDGET.timeout());
      assertThat(attempt.awaitNext("refused")).isTrue();
      assertThat(log.messages("WARN", TableRetries.class))
          .satisfiesExactly(
              first -> assertThat(first).contains("this table is given up in 10 min"),
              second ->
                  assertThat(second)
                      .contains("is not read: refused", "lasted for 10 min 1 s", "every 5 min"));
      attempt.over();
      assertThat(log.messages("INFO", TableRetries.class)).hasSize(1);
    }
  }

  @Test
  void whatIsHiddenIsAskedForUntilItIsShown() throws Exception {
    TableRetries retries = retries(Optional.empty());
    AtomicInteger asked = new AtomicInteger();
    assertThat(
            retries.untilShown(
                () -> {
                  if (asked.incrementAndGet() < 3) {
                    var unused = hidden().columns("incident");
                  }
                  return "shown";
                }))
        .isEqualTo("shown");
    assertThat(waited()).hasSize(2);
    assertThatThrownBy(() -> retries.untilShown(() -> hidden().columns("incident")))
        .isInstanceOf(DictionaryUnreadableException.class);
    assertThat(passed().minusSeconds(3)).isEqualTo(Tables.RETRY_BUDGET.timeout());
  }

  @Test
  void tableThatIsShownAtLastIsGivenUpNoMore() throws Exception {
    TableRetries retries = retries(Optional.of(Duration.ofMinutes(5)));
    assertThat(
            retries.untilShown(
                () -> {
                  if (!retries.areGivenUp()) {
                    var unused = hidden().columns("incident");
                  }
                  return "shown";
                }))
        .isEqualTo("shown");
    assertThat(retries.areGivenUp()).isFalse();
  }

  /** It was asked for long enough. */
  @Test
  void whatIsRefusedIsNotAskedForAgain() {
    Dictionary refused =
        dictionary(
            request -> {
              throw new ServiceNowException(
                  new Reply.Refused<>(
                      new Failure(Request.Method.GET, "/sys_dictionary", 403, "no", "", "c")));
            });
    assertThatThrownBy(
            () -> retries(Optional.empty()).untilShown(() -> refused.columns("incident")))
        .isInstanceOf(DictionaryUnreadableException.class);
    assertThat(waited()).isEmpty();
  }

  private static Dictionary hidden() {
    return dictionary(request -> new Page(List.of(), OptionalLong.of(0)));
  }

  private static Dictionary dictionary(Function<PageRequest, Page> pages) {
    return new Dictionary(
        new io.snbridge.common.schema.Tables() {
          @Override
          public Page page(PageRequest request) {
            return pages.apply(request);
          }

          @Override
          public long count(String table, EncodedQuery query) {
            return 0;
          }
        });
  }
}
