/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** Settings held against the instance, within seconds, before a connector runs with them. */
@NullMarked
package io.snbridge.common.check;

import org.jspecify.annotations.NullMarked;
