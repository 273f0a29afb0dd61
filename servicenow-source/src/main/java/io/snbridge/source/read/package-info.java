/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** Reads tables: snapshot ranges, stream windows, and the threads that do it. */
@NullMarked
package io.snbridge.source.read;

import org.jspecify.annotations.NullMarked;
