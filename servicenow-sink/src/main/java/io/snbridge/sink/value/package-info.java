/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** Makes of what a record has what a column of its type can hold. Asks nobody. */
@NullMarked
package io.snbridge.sink.value;

import org.jspecify.annotations.NullMarked;
