/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.read;

/**
 * What the tables of a task have together.
 *
 * @param requests in flight at a time; so many threads there are beside those of the tables
 */
public record ReadLimits(int requests) {

  static final ReadLimits USUAL = new ReadLimits(4);
}
