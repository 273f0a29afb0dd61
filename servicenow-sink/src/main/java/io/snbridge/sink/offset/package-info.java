/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** Which offsets may be committed: the longest finished prefix of each original partition. */
@NullMarked
package io.snbridge.sink.offset;

import org.jspecify.annotations.NullMarked;
