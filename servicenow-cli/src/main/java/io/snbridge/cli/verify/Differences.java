/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.cli.verify;

import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.connect.source.SourceRecord;

/** Finds the columns that make rows stale: reads their records and the rows once more. */
final class Differences {

  private final Topic topic;
  private final TopicFormat format;
  private final TableRows rows;

  Differences(Topic topic, TopicFormat format, TableRows rows) {
    this.topic = topic;
    this.format = format;
    this.rows = rows;
  }

  /**
   * Adds them to the outcome.
   *
   * @param most findings that are looked at
   */
  void find(Outcome outcome, int most) throws InterruptedException {
    List<Finding> stale =
        outcome.findings().stream()
            .limit(most)
            .filter(finding -> finding.kind() == Kind.STALE)
            .toList();
    Map<String, SourceRecord> now = rows.records(stale.stream().map(Finding::id).toList());
    for (Finding finding : stale) {
      SourceRecord row = now.get(finding.id());
      if (row != null) {
        finding
            .inKafka()
            .flatMap(state -> topic.at(state.partition(), state.offset()))
            .ifPresent(record -> outcome.differ(finding.id(), columns(record, row)));
      }
    }
  }

  /** Their names, never their values. */
  private List<String> columns(ConsumerRecord<byte[], byte[]> record, SourceRecord row) {
    Map<String, Long> there = ValueDigest.columns(format.row(record));
    Map<String, Long> here = ValueDigest.columns(format.row(row));
    TreeSet<String> names = new TreeSet<>(there.keySet());
    names.addAll(here.keySet());
    names.removeIf(name -> here.containsKey(name) && here.get(name).equals(there.get(name)));
    return List.copyOf(names);
  }
}
