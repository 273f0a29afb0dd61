/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** The command {@code check}: what validation knows, and what takes longer. */
@NullMarked
package io.snbridge.cli.check;

import org.jspecify.annotations.NullMarked;
