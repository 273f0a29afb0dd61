/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** What both connectors tell Connect: their version, their errors. */
@NullMarked
package io.snbridge.common.connect;

import org.jspecify.annotations.NullMarked;
