/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** What is told of an outcome: dead letters, the report topic, reviews. */
@NullMarked
package io.snbridge.sink.report;

import org.jspecify.annotations.NullMarked;
