/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * Connect's {@code PluginMetrics} (KIP-877), which 3.9 and 4.0 lack: all else is compiled against
 * 3.9.
 */
@NullMarked
package io.snbridge.metrics;

import org.jspecify.annotations.NullMarked;
