/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** What a record asks for: {@code SinkRecord} to {@code Write}. Does no I/O. */
package io.snbridge.sink.record;
