/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** The Table API as types: encoded queries, pages, rows, writes. */
@NullMarked
package io.snbridge.common.table;

import org.jspecify.annotations.NullMarked;
