/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * {@code ./quickstart.sh}: both connectors on a real broker and worker, and what flows through
 * them.
 */
package io.snbridge.quickstart;
