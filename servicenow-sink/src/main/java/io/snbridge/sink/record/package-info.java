/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** What a record asks for: {@code SinkRecord} to {@code Write}. Does no I/O. */
@NullMarked
package io.snbridge.sink.record;

import org.jspecify.annotations.NullMarked;
