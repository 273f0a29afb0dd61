/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * Whole runs of a connector: broker, worker and emulator as processes of their own, measured from
 * outside. See docs/benchmarks.md.
 */
package io.snbridge.benchmarks;
