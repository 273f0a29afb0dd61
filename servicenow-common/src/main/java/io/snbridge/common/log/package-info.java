/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** Whose a log line and a thread is. */
@NullMarked
package io.snbridge.common.log;

import org.jspecify.annotations.NullMarked;
