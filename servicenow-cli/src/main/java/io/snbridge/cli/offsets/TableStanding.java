/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.cli.offsets;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.snbridge.cli.console.Output;
import io.snbridge.common.log.Words;
import io.snbridge.common.table.GlideDateTime;
import io.snbridge.source.position.Position.InRange;
import io.snbridge.source.position.TablePartition;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** How far a table is, in the terms of a person. */
final class TableStanding {

  private static final String STREAM = "stream";
  private static final String SNAPSHOT = "snapshot";
  private static final String UNREADABLE = "unreadable";
  private static final String NONE = "none";

  /** Digits of an id behind its first that say how far a range is. */
  private static final int DIGITS = 4;

  private static final double IDS = Math.pow(16, DIGITS);

  private final TableOffsets offsets;
  private final Instant now;

  TableStanding(TableOffsets offsets, Instant now) {
    this.offsets = offsets;
    this.now = now;
  }

  /** What it does: {@code stream} or {@code snapshot}. */
  String phase() {
    if (offsets.stream().isPresent()) {
      return STREAM;
    }
    if (!offsets.ranges().isEmpty()) {
      return SNAPSHOT;
    }
    return offsets.unreadable().isEmpty() ? NONE : UNREADABLE;
  }

  /** One sentence for each thing that is read of it. */
  List<String> sentences() {
    List<String> all = new ArrayList<>();
    offsets.stream()
        .ifPresent(
            stream ->
                all.add(
                    "Kafka has the changes until %s%s"
                        .formatted(
                            since(stream.timestamp()),
                            stream.early().size() == 0
                                ? ""
                                : ", and %d rows of later ones".formatted(stream.early().size()))));
    if (offsets.stream().isEmpty() && !offsets.ranges().isEmpty()) {
      all.add(
          "about %d %% of the rows; then the changes since %s"
              .formatted(
                  percent(offsets.ranges()), GlideDateTime.text(streamStart(offsets.ranges()))));
    }
    if (!offsets.again().isEmpty()) {
      all.add(
          "read once more, since %s: about %d %% of the rows"
              .formatted(
                  GlideDateTime.text(streamStart(offsets.again())), percent(offsets.again())));
    }
    offsets.stream()
        .map(stream -> stream.hidden().times().size())
        .filter(times -> times > 0)
        .ifPresent(
            times -> all.add("%d times with hidden rows are looked at again".formatted(times)));
    offsets
        .deletes()
        .ifPresent(
            deletes ->
                all.add("Kafka has the deletes until " + since(deletes.audit().timestamp())));
    all.addAll(offsets.unreadable());
    if (all.isEmpty()) {
      all.add("nothing is stored");
    }
    return all;
  }

  private String since(Instant time) {
    Duration age = Duration.between(time, now);
    return "%s, %s"
        .formatted(
            GlideDateTime.text(time),
            age.isNegative()
                ? Words.of(age.negated()) + " from now"
                : Words.of(Duration.ofSeconds(age.toSeconds())) + " ago");
  }

  private static Instant streamStart(Map<String, InRange> ranges) {
    return ranges.values().stream().map(InRange::streamStart).min(Instant::compareTo).orElseThrow();
  }

  /** Ids are spread evenly: the last one of each range tells how far that is. */
  private static long percent(Map<String, InRange> ranges) {
    double done = 0;
    for (Map.Entry<String, InRange> range : ranges.entrySet()) {
      String id = range.getValue().lastId();
      if (id.startsWith(range.getKey()) && id.matches("[0-9a-f]{32}")) {
        done += Integer.parseInt(id.substring(1, 1 + DIGITS), 16) / IDS;
      }
    }
    return Math.round(100 * done / TablePartition.RANGES.size());
  }

  /** The same for programs. */
  ObjectNode json() {
    ObjectNode json = Output.object();
    json.put("table", offsets.table().alias());
    json.put("instance", offsets.table().instance());
    json.put("phase", phase());
    offsets.stream()
        .ifPresent(
            stream -> {
              json.put("timestamp", GlideDateTime.text(stream.timestamp()));
              stream.lastId().ifPresent(id -> json.put("sys_id", id));
              json.put("age_seconds", Duration.between(stream.timestamp(), now).toSeconds());
            });
    if (!offsets.ranges().isEmpty() && offsets.stream().isEmpty()) {
      json.put("snapshot_percent", percent(offsets.ranges()));
      json.put("stream_start", GlideDateTime.text(streamStart(offsets.ranges())));
    }
    if (!offsets.again().isEmpty()) {
      json.put("again_percent", percent(offsets.again()));
    }
    offsets
        .deletes()
        .ifPresent(deletes -> json.put("deletes", GlideDateTime.text(deletes.audit().timestamp())));
    if (!offsets.unreadable().isEmpty()) {
      offsets.unreadable().forEach(json.putArray(UNREADABLE)::add);
    }
    return json;
  }
}
