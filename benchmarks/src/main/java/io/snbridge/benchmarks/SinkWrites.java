/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.benchmarks;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.snbridge.emulator.RecordedRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What a sink wrote of a topic, and when. */
final class SinkWrites {

  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * A write that was done.
   *
   * @param sequence of its record
   */
  record Write(int sequence, int partition, Instant at) {}

  /** The longest time in which nothing new of a partition was written. */
  record Pause(Instant start, Instant end) {

    Duration length() {
      return Duration.between(start, end);
    }
  }

  private final int all;
  private final Map<Integer, List<Instant>> newOnes = new TreeMap<>();

  /**
   * @param writes in any order
   */
  SinkWrites(List<Write> writes) {
    all = writes.size();
    Set<Integer> known = new HashSet<>();
    writes.stream()
        .sorted(Comparator.comparing(Write::at))
        .filter(write -> known.add(write.sequence()))
        .forEach(
            write ->
                newOnes
                    .computeIfAbsent(write.partition(), first -> new ArrayList<>())
                    .add(write.at()));
  }

  /**
   * The writes among requests.
   *
   * @param partitions of the records, by their sequence; others are left out
   */
  static SinkWrites of(List<RecordedRequest> requests, Map<Integer, Integer> partitions) {
    List<Write> writes = new ArrayList<>();
    for (RecordedRequest request : requests) {
      if (!request.method().equals("GET") && request.status() / 100 == 2) {
        int sequence = sequence(request.body());
        if (partitions.containsKey(sequence)) {
          writes.add(new Write(sequence, partitions.get(sequence), request.end()));
        }
      }
    }
    return new SinkWrites(writes);
  }

  private static int sequence(String body) {
    try {
      return JSON.readTree(body).path("u_seq").asInt();
    } catch (IOException notJson) {
      throw new UncheckedIOException(notJson);
    }
  }

  /** Writes of records that were written before. */
  int repeated() {
    return all - records();
  }

  /** Records that were written. */
  int records() {
    return newOnes.values().stream().mapToInt(List::size).sum();
  }

  /** How many partitions have something new since then. */
  int partitionsSince(Instant time) {
    return (int)
        newOnes.values().stream()
            .filter(times -> times.get(times.size() - 1).isAfter(time))
            .count();
  }

  /** The longest pause of each partition that ended after a time. */
  List<Pause> pauses(Instant time) {
    List<Pause> pauses = new ArrayList<>();
    for (List<Instant> times : newOnes.values()) {
      List<Pause> ofPartition = new ArrayList<>();
      for (int i = 1; i < times.size(); i++) {
        if (times.get(i).isAfter(time)) {
          ofPartition.add(new Pause(times.get(i - 1), times.get(i)));
        }
      }
      ofPartition.stream().max(Comparator.comparing(Pause::length)).ifPresent(pauses::add);
    }
    return pauses;
  }
}
