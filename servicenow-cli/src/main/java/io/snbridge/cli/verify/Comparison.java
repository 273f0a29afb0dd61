/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.cli.verify;

import io.snbridge.cli.console.Progress;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Compares a topic with a table: both are read once, one after the other, into files, and the files
 * are compared one by one. What differs is looked at again. Owned by one thread.
 */
final class Comparison {

  private static final Buckets.Format<TopicState> RECORDS =
      new Buckets.Format<>() {
        @Override
        public void write(TopicState state, DataOutputStream out) throws IOException {
          state.write(out);
        }

        @Override
        public TopicState read(DataInputStream in) throws IOException {
          return TopicState.read(in);
        }
      };

  private static final Buckets.Format<RowState> ROWS =
      new Buckets.Format<>() {
        @Override
        public void write(RowState state, DataOutputStream out) throws IOException {
          state.write(out);
        }

        @Override
        public RowState read(DataInputStream in) throws IOException {
          return RowState.read(in);
        }
      };

  private final Topic topic;
  private final RecordReader records;
  private final TableRows rows;
  private final Direction direction;
  private final Path folder;
  private final int mostSuspects;
  private final Function<String, Progress> progress;
  private final Outcome outcome = new Outcome();
  private final List<Suspect> suspects = new ArrayList<>();

  /**
   * @param folder for files that are gone afterwards
   * @param mostSuspects rows that are looked at twice
   * @param progress shows how far each step is
   */
  Comparison(
      Topic topic,
      RecordReader records,
      TableRows rows,
      Direction direction,
      Path folder,
      int mostSuspects,
      Function<String, Progress> progress) {
    this.topic = topic;
    this.records = records;
    this.rows = rows;
    this.direction = direction;
    this.folder = folder;
    this.mostSuspects = mostSuspects;
    this.progress = progress;
  }

  /**
   * Reads both sides, and looks at what differs until that stands.
   *
   * @param second how what differs is looked at again
   */
  Outcome run(SecondLook second) throws InterruptedException {
    topic.begin();
    try (Buckets<TopicState> inKafka = new Buckets<>(folder, "records", RECORDS);
        Buckets<RowState> inTable = new Buckets<>(folder, "rows", ROWS)) {
      try (Progress shown = progress.apply("topic")) {
        topic.readOn(
            record -> records.read(record).ifPresent(state -> inKafka.add(state.id(), state)),
            shown);
      }
      records.check();
      inKafka.written();
      try (Progress shown = progress.apply("table")) {
        rows.readAll(row -> inTable.add(row.id(), row), shown);
      }
      inTable.written();
      outcome.records = inKafka.count();
      outcome.rows = inTable.count();
      outcome.hidden = rows.hidden();
      for (int i = 0; i < Buckets.COUNT; i++) {
        compare(i, inKafka, inTable);
      }
    }
    second.look(suspects, outcome);
    outcome.ofOthers = records.ofOthers();
    outcome.unreadable = records.unreadable();
    outcome.firstUnreadable = records.firstProblem();
    outcome.cut = topic.cut();
    return outcome;
  }

  private void compare(int bucket, Buckets<TopicState> inKafka, Buckets<RowState> inTable) {
    Map<String, TopicState> last = new HashMap<>();
    inKafka.forEach(
        bucket,
        state ->
            last.merge(state.id(), state, (older, newer) -> newer.isAfter(older) ? newer : older));
    outcome.keys += last.size();
    outcome.deleted += last.values().stream().filter(TopicState::deleted).count();
    Set<String> shown = new HashSet<>();
    inTable.forEach(
        bucket,
        row -> {
          if (shown.add(row.id())) {
            outcome.excluded += row.sent() ? 0 : 1;
            suspect(row.id(), Optional.ofNullable(last.get(row.id())), Optional.of(row));
          }
        });
    last.values().stream()
        .filter(state -> !shown.contains(state.id()))
        .forEach(state -> suspect(state.id(), Optional.of(state), Optional.empty()));
  }

  private void suspect(String id, Optional<TopicState> inKafka, Optional<RowState> inTable) {
    direction
        .compare(inKafka, inTable)
        .ifPresent(
            kind -> {
              if (suspects.size() < mostSuspects) {
                suspects.add(new Suspect(id, inKafka, inTable));
              } else {
                outcome.seenOnce(kind);
              }
            });
  }
}
