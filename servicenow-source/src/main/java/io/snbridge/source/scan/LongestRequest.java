/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.scan;

import io.snbridge.common.table.EncodedQuery;
import io.snbridge.common.table.PageRequest;
import io.snbridge.common.table.UrlLength;
import io.snbridge.source.config.TableConfig;
import io.snbridge.source.position.Position.InStream;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/** The longest request that reading a table can come to, whatever its position. */
public final class LongestRequest {

  /** As long as stamps, ids and offsets get. */
  private static final Instant SOME_TIME = Instant.parse("2026-10-10T10:10:10Z");

  private static final String SOME_ID = "1".repeat(32);
  private static final int SOME_OFFSET = 100_000_000;

  /** Scheme, host and port, for who does not know them. */
  private static final int LONG_ADDRESS = 300;

  /** What a URL has room for after them. */
  public static final int AFTER_ADDRESS = UrlLength.LONGEST - LONG_ADDRESS;

  private LongestRequest() {}

  /** Characters of its URL after scheme, host and port. */
  public static int of(TableConfig config) {
    ScanTarget rows = ScanTarget.rows(config);
    return Math.max(
        length(rows, window(rows, BranchOrder.apart(rows))),
        length(
            rows,
            range(config.again().map(again -> config.withOnly(again.query())).orElse(config))));
  }

  /** With bounds on both sides that are as long as they get. */
  private static EncodedQuery range(TableConfig config) {
    SnapshotRangeQuery range =
        new SnapshotRangeQuery(
            SnapshotRange.ALL.get(1), config, Optional.of(SOME_ID), new OpenRanges(Set.of()));
    boolean cut = true;
    while (cut) {
      cut = range.narrows();
    }
    var unused = range.exhausted();
    return range.query();
  }

  /** Whether both clauses of a window, each with the user's query, can be asked in one request. */
  static boolean fitsTogether(ScanTarget rows, BranchOrder shape) {
    return length(rows, window(rows, shape)) <= AFTER_ADDRESS;
  }

  private static EncodedQuery window(ScanTarget rows, BranchOrder shape) {
    InStream position = InStream.after(SOME_TIME, SOME_ID);
    return new Window(rows, position, SOME_TIME.plusSeconds(1), shape).query();
  }

  private static int length(ScanTarget rows, EncodedQuery query) {
    return UrlLength.of(
        new PageRequest(
            rows.table(),
            query,
            rows.fields(),
            rows.mostPageSize(),
            SOME_OFFSET,
            true,
            rows.display()));
  }
}
