/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** Compares a topic with its table: each row once, in bounded memory. */
@NullMarked
package io.snbridge.cli.verify;

import org.jspecify.annotations.NullMarked;
