/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** What the columns of the tables are that are written, as far as the instance tells. */
@NullMarked
package io.snbridge.sink.column;

import org.jspecify.annotations.NullMarked;
