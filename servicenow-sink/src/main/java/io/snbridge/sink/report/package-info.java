/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** What is told of an outcome: dead letters, the report topic, reviews. */
package io.snbridge.sink.report;
