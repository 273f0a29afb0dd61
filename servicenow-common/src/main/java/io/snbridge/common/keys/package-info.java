/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** Which keys of a configuration somebody reads, and what to say of one that nobody does. */
@NullMarked
package io.snbridge.common.keys;

import org.jspecify.annotations.NullMarked;
