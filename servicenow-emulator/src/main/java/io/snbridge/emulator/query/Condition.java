/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.emulator.query;

import io.snbridge.emulator.store.Row;
import java.util.function.Predicate;

/**
 * A term that is valid in a table.
 *
 * @param path the field
 * @param operator the operator
 * @param value the value in the form the index has: a stored date-time, a folded text
 * @param test tells whether a row fulfils it
 */
record Condition(FieldPath path, Operator operator, String value, Predicate<Row> test) {}
