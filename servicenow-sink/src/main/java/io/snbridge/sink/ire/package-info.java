/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** Writes through the Identification and Reconciliation API. */
@NullMarked
package io.snbridge.sink.ire;

import org.jspecify.annotations.NullMarked;
