/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** Carries writes out: in order for one row, in parallel for different ones. */
@NullMarked
package io.snbridge.sink.write;

import org.jspecify.annotations.NullMarked;
