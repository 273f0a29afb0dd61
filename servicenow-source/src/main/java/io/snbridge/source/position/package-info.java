/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** Where a table has been read to: the position, its offset map, the source partitions. */
@NullMarked
package io.snbridge.source.position;

import org.jspecify.annotations.NullMarked;
