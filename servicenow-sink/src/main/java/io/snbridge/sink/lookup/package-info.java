/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** Finds the rows that records name by their content ({@code id.mode=lookup}). */
package io.snbridge.sink.lookup;
