/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** The source connector, its task and its settings. */
@NullMarked
package io.snbridge.source;

import org.jspecify.annotations.NullMarked;
