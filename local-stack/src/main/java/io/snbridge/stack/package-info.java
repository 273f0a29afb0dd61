/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * A real broker and real Connect workers, each a process of its own on the loopback interface, for
 * the quickstart, the integration tests and the benchmarks. Nothing here knows ServiceNow.
 */
package io.snbridge.stack;
