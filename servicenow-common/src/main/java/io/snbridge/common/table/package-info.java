/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** The Table API as types: encoded queries, pages, rows, writes. */
package io.snbridge.common.table;
