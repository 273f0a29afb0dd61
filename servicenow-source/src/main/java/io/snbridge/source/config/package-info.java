/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
/** The keys of the source, their checks, and their values with types. */
package io.snbridge.source.config;
