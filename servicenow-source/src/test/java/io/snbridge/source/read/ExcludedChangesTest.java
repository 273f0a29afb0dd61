/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.read;

import static io.snbridge.source.scan.FakeInstance.at;
import static io.snbridge.source.scan.FakeInstance.id;
import static org.assertj.core.api.Assertions.assertThat;

import io.snbridge.common.table.EncodedQuery;
import io.snbridge.common.table.GlideDateTime;
import io.snbridge.source.config.SnapshotMode;
import io.snbridge.source.config.TableConfig;
import io.snbridge.source.position.Position.InStream;
import io.snbridge.source.position.PositionCodec;
import io.snbridge.source.record.DeleteMode;
import io.snbridge.source.scan.FakeInstance;
import io.snbridge.source.scan.Tables;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A table that was read up to 11:00, and that a sink has written since. */
@Timeout(60)
class ExcludedChangesTest {

  private static final int PAGE = 5;
  private static final Instant STORED = at("2026-03-01 11:00:00");

  private final FakeInstance instance = new FakeInstance();
  private final Run.Kafka kafka = new Run.Kafka();
  private final TableConfig config =
      new TableConfig(
          "incident",
          "incident",
          EncodedQuery.everything(),
          PAGE,
          Duration.ofSeconds(5),
          Duration.ofSeconds(2),
          SnapshotMode.INITIAL,
          4,
          Optional.empty(),
          DeleteMode.NONE,
          Duration.ZERO,
          Tables.record(Set.of("kafka")));

  @BeforeEach
  void store() {
    instance.put(id(1), GlideDateTime.text(STORED), by("someone"));
    kafka.offsets.put(
        Run.PARTITION.stream(),
        new PositionCodec("incident", "incident").encode(InStream.after(STORED, id(1))));
    for (int i = 2; i < 2002; i++) {
      instance.put(id(i), GlideDateTime.text(STORED.plusSeconds(i)), by("kafka"));
    }
  }

  @Test
  void changesOfNobodyElseAreNotReadAgainAndAgain() throws Exception {
    assertThat(read()).isEmpty();
    assertThat(instance.requests.size() + instance.counts.get()).isLessThan(10);
  }

  @Test
  void changesOfOthersAmongThemArrive() throws Exception {
    for (int i : List.of(900, 901, 1200, 2000)) {
      instance.put(id(i), GlideDateTime.text(STORED.plusSeconds(i)), by("someone"));
    }

    assertThat(read()).containsExactlyInAnyOrder(id(900), id(901), id(1200), id(2000));
    assertThat(instance.requests.size() + instance.counts.get()).isLessThan(2000 / PAGE / 2);
  }

  /** To the database's conditions and counts they are the same user. */
  @Test
  void changesOfAUserWhoseNameDiffersInAnAccentOnlyArrive() throws Exception {
    instance.ignoresAccents = true;
    for (int i : List.of(900, 901, 1700)) {
      instance.put(id(i), GlideDateTime.text(STORED.plusSeconds(i)), by("k\u00e1fka"));
    }

    assertThat(read()).containsExactlyInAnyOrder(id(900), id(901), id(1700));
    assertThat(instance.requests.size() + instance.counts.get()).isLessThan(2000 / PAGE / 2);
  }

  /**
   * Who changed a row that is hidden now is not known, only that the database takes it for them.
   */
  @Test
  void hiddenRowsAmongThemAreNotPassedOver() throws Exception {
    instance.ignoresAccents = true;
    instance.put(id(900), GlideDateTime.text(STORED.plusSeconds(900)), by("k\u00e1fka"));
    instance.hidden = id(900)::equals;
    assertThat(read()).isEmpty();
    assertThat(instance.requests).hasSizeGreaterThan(900 / PAGE);
  }

  @Test
  void upperCaseMakesNoOtherUser() throws Exception {
    instance.put(id(900), GlideDateTime.text(STORED.plusSeconds(900)), by("Kafka"));

    assertThat(read()).isEmpty();
    assertThat(instance.requests.size() + instance.counts.get()).isLessThan(10);
  }

  /** Where the user may not query by users, each row is read. */
  @Test
  void countsOfAConditionThatIsIgnoredAreNotBelieved() throws Exception {
    instance.ignored = "sys_updated_by";
    instance.put(id(120), GlideDateTime.text(STORED.plusSeconds(120)), by("someone"));

    assertThat(read()).containsExactly(id(120));
  }

  private static Map<String, String> by(String user) {
    return Map.of("sys_updated_by", user);
  }

  private List<String> read() throws InterruptedException {
    try (Run run = new Run(instance, config, kafka)) {
      return run.all().stream().map(record -> (String) record.key()).toList();
    }
  }
}
