/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.read;

import static io.snbridge.source.scan.FakeInstance.at;
import static io.snbridge.source.scan.FakeInstance.id;
import static org.assertj.core.api.Assertions.assertThat;

import io.snbridge.source.config.TableConfig;
import io.snbridge.source.position.Position.InRange;
import io.snbridge.source.scan.FakeInstance;
import io.snbridge.source.scan.Tables;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A snapshot was read by a former task, and the stream has given no record yet. */
@Timeout(60)
class UnreadTest {

  private static final Instant BEGAN = at("2026-03-01 11:00:00");

  private final FakeInstance instance = new FakeInstance();
  private final TableConfig config = Tables.incident(10);

  @BeforeEach
  void fill() {
    instance.put(id(1), "2026-03-01 10:00:00");
    instance.put(id(2), "2026-03-01 10:00:00");
  }

  @Test
  void nothingIsLeftWhenTheRowReadLastIsAsItWas() throws Exception {
    assertThat(nothingBefore()).contains(at("2026-03-01 11:59:58"));
  }

  @Test
  void changeOfTheRowReadLastIsSomething() throws Exception {
    instance.put(id(2), "2026-03-01 11:30:00");
    assertThat(nothingBefore()).isEmpty();
  }

  @Test
  void changeOfAnotherRowIsSomething() throws Exception {
    instance.put(id(1), "2026-03-01 11:30:00");
    assertThat(nothingBefore()).isEmpty();
  }

  @Test
  void rowsThatWereNotReadAreSomething() throws Exception {
    instance.put(id(3), "2026-03-01 10:00:00");
    assertThat(nothingBefore()).isEmpty();
  }

  @Test
  void rowWhoseTimestampIsNotShownProvesNothing() throws Exception {
    instance.put(id(2), "");
    assertThat(nothingBefore()).isEmpty();
  }

  /** Nor is anything else looked at there again. */
  @Test
  void changeOfTheOnlyRowArrivesAfterARestart() throws Exception {
    instance.remove(id(1));
    Run.Kafka kafka = new Run.Kafka();
    try (Run run = new Run(instance, config, kafka)) {
      run.drain();
    }
    String changed = "2026-03-01 12:30:00";
    instance.put(id(2), changed);
    instance.setNow(at("2026-03-01 13:00:00"));
    try (Run run = new Run(instance, config, kafka)) {
      run.drain();
    }
    assertThat(kafka.stamps).containsEntry(id(2), changed);
  }

  private Optional<Instant> nothingBefore() throws InterruptedException {
    return new Unread(config, instance, () -> 0)
        .nothingBefore(Map.of("0", new InRange(BEGAN, id(2))), BEGAN);
  }
}
