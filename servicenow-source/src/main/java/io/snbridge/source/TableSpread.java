/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Spreads tables over tasks by rendezvous hashing with bounded load: each table wants the task that
 * scores highest with it, and a task takes {@code ceil(tables / tasks)} at most, those that score
 * highest with it. So tasks have about as many tables each, the order of the tables does not
 * matter, and a table that comes or goes moves few others.
 */
final class TableSpread {

  private record Pair(String alias, int task, long score) {

    static Pair of(String alias, int task) {
      return new Pair(alias, task, TableSpread.hash(alias, task));
    }
  }

  private TableSpread() {}

  /**
   * The aliases of each task, sorted; every alias once, no task without one.
   *
   * @param most how many tasks there may be, at least one
   */
  static List<List<String>> over(Collection<String> aliases, int most) {
    int tasks = Math.min(most, aliases.size());
    List<List<String>> spread = new ArrayList<>();
    for (int task = 0; task < tasks; task++) {
      spread.add(new ArrayList<>());
    }
    if (tasks > 0) {
      assign(aliases, spread);
    }
    spread.removeIf(List::isEmpty);
    spread.forEach(tables -> tables.sort(Comparator.naturalOrder()));
    return spread;
  }

  private static void assign(Collection<String> aliases, List<List<String>> spread) {
    int room = (aliases.size() + spread.size() - 1) / spread.size();
    Set<String> assigned = new HashSet<>();
    bestFirst(aliases, spread.size())
        .forEach(
            pair -> {
              List<String> task = spread.get(pair.task());
              if (task.size() < room && !assigned.contains(pair.alias())) {
                task.add(pair.alias());
                assigned.add(pair.alias());
              }
            });
  }

  private static Stream<Pair> bestFirst(Collection<String> aliases, int tasks) {
    return aliases.stream()
        .flatMap(alias -> IntStream.range(0, tasks).mapToObj(task -> Pair.of(alias, task)))
        .sorted(
            Comparator.comparingLong(Pair::score)
                .reversed()
                .thenComparing(Pair::alias)
                .thenComparingInt(Pair::task));
  }

  /** The same in every JVM, and spread evenly whatever the names look like. */
  private static long hash(String alias, int task) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256")
              .digest((task + "/" + alias).getBytes(StandardCharsets.UTF_8));
      return ByteBuffer.wrap(digest).getLong();
    } catch (NoSuchAlgorithmException everyJavaHasIt) {
      throw new IllegalStateException(everyJavaHasIt);
    }
  }
}
