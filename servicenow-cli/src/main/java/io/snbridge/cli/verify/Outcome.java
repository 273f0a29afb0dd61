/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.cli.verify;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What a comparison has found, and what it could not look at. Owned by one thread. */
final class Outcome {

  private final Map<Kind, Long> onceSeen = new EnumMap<>(Kind.class);
  private final List<Finding> findings = new ArrayList<>();
  private final Map<String, List<String>> columns = new HashMap<>();

  /** Rows that ServiceNow showed. */
  long rows;

  /** Records of the table's rows. */
  long records;

  /** Rows that records are of. */
  long keys;

  /** Of these, those whose last record says that they are deleted. */
  long deleted;

  /** Rows that ServiceNow counts and does not show. */
  long hidden;

  /** Rows in Kafka that exist, and that ServiceNow does not show. */
  long hiddenInKafka;

  /** Rows in Kafka that exist, and that the table's query leaves out. */
  long unmatched;

  /** Rows that were last changed by a user whose changes are not sent. */
  long excluded;

  /** Rows that changed each time they were looked at. */
  long changing;

  /** Records of other tables or instances. */
  long ofOthers;

  /** Records that no converter could read. */
  long unreadable;

  String firstUnreadable = "";

  /** Records that the topic no longer has. */
  long cut;

  void found(Finding finding) {
    findings.add(finding);
  }

  /** A row that was looked at once only, because there are too many of them. */
  void seenOnce(Kind kind) {
    onceSeen.merge(kind, 1L, Long::sum);
  }

  /** These columns of a stale row have other values. */
  void differ(String id, List<String> names) {
    columns.put(id, names);
  }

  /** The columns of a stale row that have other values; none if nobody has looked. */
  List<String> columns(String id) {
    return columns.getOrDefault(id, List.of());
  }

  List<Finding> findings() {
    return findings;
  }

  /** Rows that are counted, and were not looked at twice. */
  long onceSeen() {
    return onceSeen.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Rows of a kind, whether looked at twice or not. */
  long count(Kind kind) {
    return onceSeen.getOrDefault(kind, 0L)
        + findings.stream().filter(finding -> finding.kind() == kind).count();
  }

  long count() {
    return findings.size() + onceSeen();
  }
}
