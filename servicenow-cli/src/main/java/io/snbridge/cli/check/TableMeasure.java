/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.cli.check;

import io.snbridge.common.log.Words;
import io.snbridge.common.table.DisplayValue;
import io.snbridge.common.table.EncodedQuery;
import io.snbridge.common.table.GlideDateTime;
import io.snbridge.common.table.Page;
import io.snbridge.common.transport.Reply;
import io.snbridge.source.config.TableConfig;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/** How large a table is, whether its rows are shown, and how long it takes to read it. */
final class TableMeasure {

  /** Rows of a page that is measured. */
  private static final int SAMPLE = 200;

  /** A question for the newest rows that takes longer than this, and much longer than one by id. */
  private static final Duration SLOW = Duration.ofSeconds(1);

  private static final int MUCH = 5;

  private static final long LARGE_ROW = 64 * 1024;

  private final Probing probing;
  private final TableConfig table;
  private final Instant now;
  private final Findings findings;
  private final String about;

  TableMeasure(Probing probing, TableConfig table, Instant now, Findings findings) {
    this.probing = probing;
    this.table = table;
    this.now = now;
    this.findings = findings;
    this.about = "table '" + table.alias() + "'";
  }

  void run() throws InterruptedException {
    Probing.Timed<Long> counted = probing.count(table.table(), table.query());
    if (!(counted.reply() instanceof Reply.Ok<Long> count)) {
      failed("its rows cannot be counted", counted.reply());
      return;
    }
    Probing.Timed<Page> one = snapshotPage(1);
    Probing.Timed<Page> many = snapshotPage(SAMPLE);
    if (!(many.reply() instanceof Reply.Ok<Page> sample)) {
      failed("a page of %d rows cannot be read".formatted(SAMPLE), many.reply());
      return;
    }
    hidden(count.body(), sample.body());
    size(count.body(), sample.body(), one.took(), many.took());
    index(one.took());
  }

  private Probing.Timed<Page> snapshotPage(int rows) throws InterruptedException {
    return probing.page(
        table.table(),
        table.query().orderBy(table.idField()),
        table.record().requestedFields(),
        rows,
        table.record().requestedDisplay());
  }

  private void failed(String what, Reply<?> reply) {
    findings.error(
        about,
        what
            + ": "
            + (reply instanceof Reply.NotOk<?> notOk ? notOk.failure().describe() : "no answer"));
  }

  /** Row ACLs cut a page after its limit: what is missing is hidden. */
  private void hidden(long rows, Page sample) {
    long expected = Math.min(SAMPLE, rows);
    long hidden = expected - sample.rows().size();
    if (hidden > 0) {
      findings.warning(
          about,
          "of its first %d rows %d are hidden from the user by row ACLs, and are never read. Give the user a role that may read them, or leave them out with 'query'"
              .formatted(expected, hidden));
    }
  }

  private void size(long rows, Page sample, Duration one, Duration many) {
    int shown = Math.max(1, sample.rows().size());
    long bytes = sample.bytes() / shown;
    if (bytes > LARGE_ROW) {
      findings.warning(
          about,
          "a row has some %d KiB. Name the columns that you need in 'fields'"
              .formatted(bytes / 1024));
    }
    double pages = Math.ceil((double) rows / table.pageSizeMax());
    double perRow = Math.max(0, many.minus(one).toNanos()) / (double) shown;
    double nanos = (pages * one.toNanos() + rows * perRow) / table.snapshotParallelism();
    findings.note(
        about,
        String.format(
            Locale.ROOT,
            "%,d rows of some %,d bytes. Its snapshot takes some %,.0f requests of up to %,d rows, and some %s if the instance goes on as it answered now",
            rows,
            bytes,
            Math.max(1, pages),
            table.pageSizeMax(),
            Words.of(Duration.ofSeconds(Math.max(1, Math.round(nanos / 1e9))))));
  }

  /** The newest rows are asked for at each poll. */
  private void index(Duration byId) throws InterruptedException {
    EncodedQuery newest =
        table
            .query()
            .and(
                EncodedQuery.where(
                    table.timestampField(),
                    EncodedQuery.Operator.GREATER_OR_EQUAL,
                    GlideDateTime.text(now)))
            .orderBy(table.timestampField(), table.idField());
    Probing.Timed<Page> answer =
        probing.page(table.table(), newest, List.of(table.idField()), 1, DisplayValue.FALSE);
    if (!(answer.reply() instanceof Reply.Ok<Page>)) {
      failed(
          "the newest rows cannot be asked for by '" + table.timestampField() + "'",
          answer.reply());
    } else if (answer.took().compareTo(SLOW) > 0
        && answer.took().compareTo(byId.multipliedBy(MUCH)) > 0) {
      findings.warning(
          about,
          "the newest rows take %s, a row by its id %s: there may be no index on '%s'. Have one made, or each poll reads the whole table"
              .formatted(Words.of(answer.took()), Words.of(byId), table.timestampField()));
    }
  }
}
