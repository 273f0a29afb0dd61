/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** Writes through import sets: their API, and what becomes of a staged row. */
@NullMarked
package io.snbridge.sink.importset;

import org.jspecify.annotations.NullMarked;
