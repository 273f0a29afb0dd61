/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.record;

/**
 * A column as a record shall have it.
 *
 * @param type what its text becomes
 * @param label documents its field; may be empty
 */
record TypedColumn(ValueType type, String label) {}
