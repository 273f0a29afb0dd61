/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** Placeholder. */
package io.snbridge.source;
