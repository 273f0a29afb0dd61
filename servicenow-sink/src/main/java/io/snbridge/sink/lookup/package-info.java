/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** Finds the rows that records name by their content ({@code id.mode=lookup}). */
@NullMarked
package io.snbridge.sink.lookup;

import org.jspecify.annotations.NullMarked;
