/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** The commands {@code offsets}: positions of a source in the terms of a person. */
@NullMarked
package io.snbridge.cli.offsets;

import org.jspecify.annotations.NullMarked;
