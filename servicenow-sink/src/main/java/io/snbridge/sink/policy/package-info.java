/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** The conflict policies that come with the connector. */
@NullMarked
package io.snbridge.sink.policy;

import org.jspecify.annotations.NullMarked;
