/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** Rows become source records. Knows nothing of requests. */
@NullMarked
package io.snbridge.source.record;

import org.jspecify.annotations.NullMarked;
