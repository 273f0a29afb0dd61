/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** {@code sys_dictionary} and {@code sys_db_object} as a table's columns and classes. */
@NullMarked
package io.snbridge.common.schema;

import org.jspecify.annotations.NullMarked;
