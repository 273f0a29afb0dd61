/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** One request in, one classified reply out: pacing, retry, deadlines. Knows HTTP, not tables. */
@NullMarked
package io.snbridge.common.transport;

import org.jspecify.annotations.NullMarked;
