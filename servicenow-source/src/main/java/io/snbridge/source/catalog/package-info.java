/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
/**
 * What a table consists of beside its rows: its classes, the names of tables, what is audited of
 * deletes.
 */
@NullMarked
package io.snbridge.source.catalog;

import org.jspecify.annotations.NullMarked;
