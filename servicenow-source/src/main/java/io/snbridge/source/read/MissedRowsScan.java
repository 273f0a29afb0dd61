/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.read;

import io.snbridge.common.table.Row;
import io.snbridge.source.config.TableConfig;
import io.snbridge.source.position.Position.InStream;
import io.snbridge.source.scan.BranchOrder;
import io.snbridge.source.scan.HiddenRows;
import io.snbridge.source.scan.Instance;
import io.snbridge.source.scan.KeysetColumns;
import io.snbridge.source.scan.PageFetcher;
import io.snbridge.source.scan.Scan;
import io.snbridge.source.scan.ScanTarget;
import io.snbridge.source.scan.TableRetries;
import io.snbridge.source.scan.Window;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Asks for the ids and timestamps of a time, and compares them with {@link SeenRows}. */
final class MissedRowsScan {

  private static final int LEAST_PAGE = 1000;

  private final String alias;
  private final ScanTarget idsOnly;
  private final PageFetcher pages;
  private final BranchOrder shape;
  private final KeysetColumns reader;
  private final SeenRows seen;

  /**
   * What was seen of some time.
   *
   * @param earliest row that was not handed out
   * @param late the same, of times that hid none
   * @param hidden rows that were counted and not shown
   * @param doubtful rows that may be such
   */
  record Look(Optional<Instant> earliest, Optional<Instant> late, long hidden, long doubtful) {

    /**
     * Rows that are hidden at most: as many as are, unless others leave the time while it is looked
     * at. Two looks are compared by it, because how many are surely hidden depends on how the time
     * was cut into pages.
     */
    long mostHidden() {
      return hidden + doubtful;
    }
  }

  MissedRowsScan(
      TableConfig config,
      Instance instance,
      TableRetries retries,
      BranchOrder shape,
      SeenRows seen) {
    this.alias = config.alias();
    this.reader = new KeysetColumns(config.timestampField(), config.idField());
    this.idsOnly =
        ScanTarget.columns(config, List.of(config.idField(), config.timestampField()), LEAST_PAGE);
    this.pages = new PageFetcher(instance, idsOnly, retries);
    this.shape = shape;
    this.seen = seen;
  }

  Look lookAt(InStream from, Instant end) throws InterruptedException {
    Optional<Instant> earliest = Optional.empty();
    Optional<Instant> late = Optional.empty();
    HiddenRows counted = HiddenRows.countedElsewhere(alias);
    Scan scan = new Scan(alias, pages, new Window(idsOnly, from, end, shape), counted);
    for (Optional<List<Row>> rows = scan.next(); rows.isPresent(); rows = scan.next()) {
      for (Row row : rows.get()) {
        if (seen.lack(row)) {
          Optional<Instant> stamp = Optional.of(reader.timestamp(row));
          earliest = earliest.or(() -> stamp);
          late = late.or(() -> stamp.filter(unused -> !seen.mayHaveBeenHidden(row)));
        }
      }
    }
    return new Look(earliest, late, counted.count(), scan.doubtful());
  }
}
