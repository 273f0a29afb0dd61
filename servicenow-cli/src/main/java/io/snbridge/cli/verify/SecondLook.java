/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.cli.verify;

import io.snbridge.cli.console.Progress;
import io.snbridge.source.scan.Sleeper;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Looks again at rows that differ, after the connector has had the time to send what has changed
 * meanwhile. What differs still, while its row stays as it was, is a finding; the others are looked
 * at once more. Owned by one thread.
 */
final class SecondLook {

  private static final int MOST_LOOKS = 3;

  /**
   * How long the connector may take.
   *
   * @param changes until a change is in Kafka
   * @param deletes until a delete is
   */
  record Delays(Duration changes, Duration deletes) {}

  private final Topic topic;
  private final RecordReader records;
  private final TableRows rows;
  private final Direction direction;
  private final Delays delays;
  private final Sleeper sleeper;
  private final Function<String, Progress> progress;

  SecondLook(
      Topic topic,
      RecordReader records,
      TableRows rows,
      Direction direction,
      Delays delays,
      Sleeper sleeper,
      Function<String, Progress> progress) {
    this.topic = topic;
    this.records = records;
    this.rows = rows;
    this.direction = direction;
    this.delays = delays;
    this.sleeper = sleeper;
    this.progress = progress;
  }

  /** Adds to the outcome what becomes of each of them. */
  void look(List<Suspect> suspects, Outcome outcome) throws InterruptedException {
    List<Suspect> left = suspects;
    for (int looks = 0; looks < MOST_LOOKS && !left.isEmpty(); looks++) {
      try (Progress shown = progress.apply("second look")) {
        shown.doing("waits for what is on its way");
        sleeper.await(delay(left));
        left = again(left, outcome, shown);
      }
    }
    outcome.changing = left.size();
  }

  private Duration delay(List<Suspect> suspects) {
    boolean isGone = suspects.stream().anyMatch(suspect -> suspect.inTable().isEmpty());
    return isGone && delays.deletes().compareTo(delays.changes()) > 0
        ? delays.deletes()
        : delays.changes();
  }

  /** Those that have changed since, and differ as they are now. */
  private List<Suspect> again(List<Suspect> suspects, Outcome outcome, Progress shown)
      throws InterruptedException {
    Map<String, RowState> inTable = new HashMap<>();
    List<String> ids = suspects.stream().map(Suspect::id).toList();
    rows.read(ids).forEach(row -> inTable.put(row.id(), row));
    // The topic last: what it lacks of these rows, it has had the time to get.
    Map<String, TopicState> inKafka = new HashMap<>();
    Set<String> wanted = new HashSet<>(ids);
    suspects.forEach(
        suspect -> suspect.inKafka().ifPresent(state -> inKafka.put(suspect.id(), state)));
    topic.readOn(
        record ->
            records
                .read(record)
                .filter(state -> wanted.contains(state.id()))
                .ifPresent(
                    state ->
                        inKafka.merge(
                            state.id(),
                            state,
                            (older, newer) -> newer.isAfter(older) ? newer : older)),
        shown);
    List<Suspect> unsettled = new ArrayList<>();
    List<Suspect> gone = new ArrayList<>();
    for (Suspect before : suspects) {
      Suspect now =
          new Suspect(
              before.id(),
              Optional.ofNullable(inKafka.get(before.id())),
              Optional.ofNullable(inTable.get(before.id())));
      Optional<Kind> kind = direction.compare(now.inKafka(), now.inTable());
      if (kind.isEmpty()) {
        continue;
      }
      if (!isAsBefore(before, now)) {
        unsettled.add(now);
      } else if (now.inTable().isEmpty()) {
        gone.add(now);
      } else {
        outcome.found(new Finding(kind.get(), now.id(), now.inKafka(), now.inTable()));
      }
    }
    lookFor(gone, outcome);
    return unsettled;
  }

  private static boolean isAsBefore(Suspect before, Suspect now) {
    return before.inTable().isPresent()
        ? now.inTable().filter(row -> row.isSame(before.inTable().get())).isPresent()
        : now.inTable().isEmpty();
  }

  /** Rows that are not shown may be hidden, or no longer match the query. */
  private void lookFor(List<Suspect> gone, Outcome outcome) throws InterruptedException {
    List<String> ids = gone.stream().map(Suspect::id).toList();
    Set<String> existing = ids.isEmpty() ? Set.of() : rows.existing(ids);
    Set<String> shown = existing.isEmpty() ? Set.of() : rows.shown(existing);
    for (Suspect suspect : gone) {
      String id = suspect.id().toLowerCase(Locale.ROOT);
      if (shown.contains(id)) {
        outcome.unmatched++;
      } else if (existing.contains(id)) {
        outcome.hiddenInKafka++;
      } else {
        direction
            .compare(suspect.inKafka(), Optional.empty())
            .ifPresent(
                kind ->
                    outcome.found(
                        new Finding(kind, suspect.id(), suspect.inKafka(), Optional.empty())));
      }
    }
  }
}
