/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.config;

import io.snbridge.common.table.EncodedQuery;

/**
 * A table that is to be read once more, beside its stream.
 *
 * @param id the user's name for this reading: another one is another reading
 * @param query which of the table's rows
 */
public record SnapshotAgain(String id, EncodedQuery query) {}
