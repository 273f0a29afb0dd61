/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.read;

import io.snbridge.source.config.TableConfig;
import io.snbridge.source.record.RecordBuilder;
import io.snbridge.source.scan.BranchOrder;
import io.snbridge.source.scan.HiddenRows;
import io.snbridge.source.scan.Instance;
import io.snbridge.source.scan.PageFetcher;
import io.snbridge.source.scan.RetryingInstance;
import io.snbridge.source.scan.Sleeper;
import io.snbridge.source.scan.TableBytes;
import io.snbridge.source.scan.TableRetries;

/**
 * What all share that read one table: its snapshot, its stream, its deletes and its rescan.
 *
 * @param instance which bears refusals ({@link RetryingInstance}) and whose clock is steady
 * @param pages those of the table's rows, counted in bytes
 * @param bytes of all pages that its readers have in hand
 * @param hidden rows that the snapshot and the stream stepped over
 * @param known the rows that a rescan compares
 * @param early what was sent of rows that have not settled
 * @param queue of the task, to Connect
 * @param timer when the stream reads next
 * @param sleeper where its readers wait, and their monotonic time
 */
record TableReading(
    TableConfig config,
    Instance instance,
    PageFetcher pages,
    TableBytes bytes,
    TableRetries retries,
    BranchOrder shape,
    RecordBuilder records,
    EmittedRows known,
    HiddenRows hidden,
    Lookback lookback,
    EarlyRows early,
    TableProgress progress,
    PageQueue queue,
    PollTimer timer,
    Sleeper sleeper) {}
