/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** What a request carries to be let in, and how it stays valid: one renewal at a time. */
@NullMarked
package io.snbridge.common.auth;

import org.jspecify.annotations.NullMarked;
