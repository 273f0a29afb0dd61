/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.transport;

/** What the attempts of one kind go through. */
record Channel(Timing timing, Pacer pacer, Wire wire, Lane lane, Credentials credentials) {}
