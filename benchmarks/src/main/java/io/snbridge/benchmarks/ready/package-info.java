/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** A source that has its rows already: what it costs in Connect is Connect's own. */
package io.snbridge.benchmarks.ready;
