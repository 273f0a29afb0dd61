/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** The configuration keys that both connectors share. */
@NullMarked
package io.snbridge.common.config;

import org.jspecify.annotations.NullMarked;
