/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** Writes through the Table API: creates, updates, deletes, journals, verification. */
@NullMarked
package io.snbridge.sink.table;

import org.jspecify.annotations.NullMarked;
