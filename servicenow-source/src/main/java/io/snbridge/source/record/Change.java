/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.record;

import io.snbridge.common.table.Row;
import java.time.Instant;
import java.util.Optional;

/**
 * What happened to a row.
 *
 * @param row as it is after the change; of a deleted row what is known of it, its id at least
 * @param at when; empty when that is not known
 */
record Change(Row row, Operation operation, Optional<Instant> at) {}
