/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** The keys of the sink, their checks, and their values with types; builds nothing. */
@NullMarked
package io.snbridge.sink.config;

import org.jspecify.annotations.NullMarked;
