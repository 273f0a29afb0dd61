/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** Writes through the Table API: creates, updates, deletes, journals, verification. */
package io.snbridge.sink.table;
