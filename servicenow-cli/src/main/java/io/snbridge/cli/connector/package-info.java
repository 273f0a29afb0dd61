/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** A connector's configuration, from a file or from Connect, as a worker would read it. */
@NullMarked
package io.snbridge.cli.connector;

import org.jspecify.annotations.NullMarked;
