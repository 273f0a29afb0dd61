/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** Writes through the Identification and Reconciliation API. */
package io.snbridge.sink.ire;
