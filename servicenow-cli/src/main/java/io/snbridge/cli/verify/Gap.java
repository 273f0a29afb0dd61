/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.cli.verify;

import io.snbridge.common.table.EncodedQuery;
import io.snbridge.common.table.EncodedQuery.Operator;
import io.snbridge.common.table.GlideDateTime;
import io.snbridge.source.config.TableConfig;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The rows that are to be read again, so that none is missing or stale.
 *
 * @param query which of the table's rows; empty for all
 * @param words what they are
 */
record Gap(Optional<EncodedQuery> query, String words) {

  /** Ids that fit into a query beside the table's own. */
  private static final int MOST_IDS = 100;

  /** Counts rows that match a query. */
  interface Counting {
    long count(EncodedQuery query) throws InterruptedException;
  }

  /**
   * As few rows as a query can say: by their ids, else by the time in which they were changed, else
   * all.
   *
   * @return empty when no row is to be read again
   */
  static Optional<Gap> of(Outcome outcome, TableConfig table, Counting rows)
      throws InterruptedException {
    long wanted = outcome.count(Kind.MISSING) + outcome.count(Kind.STALE);
    List<Finding> known =
        outcome.findings().stream().filter(finding -> finding.kind() != Kind.EXTRA).toList();
    if (wanted == 0) {
      return Optional.empty();
    }
    if (known.size() < wanted) {
      return Optional.of(all());
    }
    if (wanted <= MOST_IDS) {
      List<String> ids = known.stream().map(Finding::id).toList();
      return Optional.of(
          new Gap(
              Optional.of(EncodedQuery.whereIn(table.idField(), ids)),
              "%d rows are read again".formatted(wanted)));
    }
    return Optional.of(byTime(known, outcome, table, rows));
  }

  private static Gap byTime(List<Finding> known, Outcome outcome, TableConfig table, Counting rows)
      throws InterruptedException {
    List<Instant> stamps =
        known.stream()
            .flatMap(finding -> finding.inTable().flatMap(RowState::stamp).stream())
            .toList();
    if (stamps.size() < known.size()) {
      return all();
    }
    Instant first = stamps.stream().min(Comparator.naturalOrder()).orElseThrow();
    Instant last = stamps.stream().max(Comparator.naturalOrder()).orElseThrow();
    EncodedQuery between =
        EncodedQuery.where(
                table.timestampField(), Operator.GREATER_OR_EQUAL, GlideDateTime.text(first))
            .and(
                EncodedQuery.where(
                    table.timestampField(), Operator.LESS_OR_EQUAL, GlideDateTime.text(last)));
    long there = rows.count(between);
    return there > outcome.rows / 2
        ? all()
        : new Gap(
            Optional.of(between),
            "%d rows that were changed from %s to %s are read again"
                .formatted(there, GlideDateTime.text(first), GlideDateTime.text(last)));
  }

  private static Gap all() {
    return new Gap(Optional.empty(), "all rows are read again");
  }
}
