/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.snbridge.source.LogText;
import io.snbridge.source.scan.FakeInstance;
import io.snbridge.source.scan.Tables;
import io.snbridge.source.scan.TooMuch;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CompletenessCheckTest {

  private final FakeInstance instance = new FakeInstance();
  private final SpareThreads threads = new SpareThreads(1, Thread::new);
  private final CompletenessCheck completeness =
      new CompletenessCheck(Tables.incident(5), instance, threads);

  @BeforeEach
  void fill() {
    for (int i = 0; i < 10; i++) {
      instance.put(FakeInstance.id(i), "2026-02-01 00:00:00");
    }
  }

  @AfterEach
  void stop() {
    threads.close();
  }

  @Test
  void rowsThatNeitherCameNorAreHiddenAreMissing() {
    assertThat(completeness.missing()).isEqualTo(-1);
    completeness.begins("snapshot").ends(7, 2);
    await().until(() -> completeness.counted() == 10);
    assertThat(completeness.missing()).isEqualTo(1);
  }

  @Test
  void countThatTakesTooLongIsGivenUp() throws Exception {
    instance.quotaApart = 5;
    CompletenessCheck counting =
        new CompletenessCheck(Tables.incident(5), instance, new SpareThreads(0, Thread::new));
    CompletenessCheck.Check check = counting.begins("snapshot");
    assertThatThrownBy(() -> check.before().get()).hasRootCauseInstanceOf(TooMuch.class);
    check.ends(10, 0);
    assertThat(counting.missing()).isEqualTo(-1);
    assertThat(instance.counts).hasValue(1);
  }

  /** The count is interrupted, which is no answer. */
  @Test
  void stopIsNotTakenForAnInstanceThatDoesNotCount() {
    instance.counting = new CountDownLatch(1);
    CompletenessCheck stopping =
        new CompletenessCheck(Tables.incident(5), instance, new SpareThreads(0, Thread::new));
    try (LogText log = new LogText()) {
      Thread.currentThread().interrupt();
      CompletenessCheck.Check check = stopping.begins("snapshot");
      check.ends(10, 0);
      assertThat(log.messages("INFO", CompletenessCheck.class)).isEmpty();
      assertThat(log.messages("WARN", CompletenessCheck.class)).isEmpty();
    } finally {
      assertThat(Thread.interrupted()).as("whoever counts for itself is told").isTrue();
    }
    assertThat(stopping.missing()).isEqualTo(-1);
  }

  @Test
  void rowsThatCameWhileItWasReadAreNotMissing() throws Exception {
    CompletenessCheck.Check check = completeness.begins("snapshot");
    assertThat(check.before().get()).isEqualTo(10);
    instance.put(FakeInstance.id(77), "2026-02-01 00:00:00");
    check.ends(8, 2);
    await().until(() -> completeness.counted() == 11);
    assertThat(completeness.missing()).isZero();
  }
}
