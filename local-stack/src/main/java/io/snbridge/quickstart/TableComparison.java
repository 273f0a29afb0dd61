/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.quickstart;

import java.io.IOException;
import java.util.HashSet;
import java.util.Set;

/**
 * A table of the instance beside its topic, by sys_ids. The company goes on working, so that the
 * two are never the same at one moment: first all rows that there are now must come into the topic,
 * then all that are only in the topic must be deleted there.
 */
final class TableComparison {

  private final Instance instance;
  private final TableTopics topics;
  private final String table;
  private final Set<String> missing;
  private final int rows;
  private Set<String> stale;

  TableComparison(Instance instance, TableTopics topics, String table)
      throws IOException, InterruptedException {
    this.instance = instance;
    this.topics = topics;
    this.table = table;
    this.missing = instance.ids(table);
    this.rows = missing.size();
  }

  /** How many rows the instance had at first. */
  int rows() {
    return rows;
  }

  /** Looks again. */
  boolean isSame() throws IOException, InterruptedException {
    Set<String> inKafka = topics.ids(Quickstart.topic(table));
    missing.removeAll(inKafka);
    if (!missing.isEmpty()) {
      // What was deleted since then will not come any more.
      missing.retainAll(instance.ids(table));
      return missing.isEmpty() && isSame();
    }
    if (stale == null) {
      stale = new HashSet<>(inKafka);
      stale.removeAll(instance.ids(table));
    }
    stale.retainAll(inKafka);
    return stale.isEmpty();
  }

  /** What is not the same. */
  String describe() {
    return "Topic %s lacks %d of %d rows of table %s (%s) and has %d that were deleted (%s)"
        .formatted(
            Quickstart.topic(table),
            missing.size(),
            rows,
            table,
            some(missing),
            stale == null ? 0 : stale.size(),
            stale == null ? "" : some(stale));
  }

  private static String some(Set<String> ids) {
    return String.join(", ", ids.stream().limit(3).toList());
  }
}
