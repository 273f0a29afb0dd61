/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** The keys of the source, their checks, and their values with types. */
@NullMarked
package io.snbridge.source.config;

import org.jspecify.annotations.NullMarked;
