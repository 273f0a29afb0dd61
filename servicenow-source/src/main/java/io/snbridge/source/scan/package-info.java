/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** How rows are asked for and believed: windows, pages, counts, retries, clocks. */
@NullMarked
package io.snbridge.source.scan;

import org.jspecify.annotations.NullMarked;
