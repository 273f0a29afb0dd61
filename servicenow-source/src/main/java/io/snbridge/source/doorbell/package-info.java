/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */

/** Messages that say which table to read at once. */
@NullMarked
package io.snbridge.source.doorbell;

import org.jspecify.annotations.NullMarked;
