/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink;

import io.snbridge.common.table.TableApi;
import io.snbridge.sink.table.CurrentRows;
import io.snbridge.sink.table.Rows;
import io.snbridge.sink.write.FewAtATime;

/**
 * What the writers that write rows by their sys_id share.
 *
 * @param api asks each question alone, not in batches
 * @param rows writes
 * @param current reads rows as they are now
 * @param apart begins reads that may have no answer ever
 */
record RowAccess(TableApi api, Rows rows, CurrentRows current, FewAtATime apart) {}
