/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** The command line {@code servicenow-kafka}: puts its commands together. */
@NullMarked
package io.snbridge.cli;

import org.jspecify.annotations.NullMarked;
