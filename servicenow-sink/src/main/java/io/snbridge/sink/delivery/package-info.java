/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** From Connect to the writes, and back to the offsets: order, limits, repeats. */
@NullMarked
package io.snbridge.sink.delivery;

import org.jspecify.annotations.NullMarked;
