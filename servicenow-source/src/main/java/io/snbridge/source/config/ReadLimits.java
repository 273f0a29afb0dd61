/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.config;

/**
 * What the tables of a task have together.
 *
 * @param requests in flight at a time; so many threads there are beside those of the tables
 * @param bytes of pages that were asked for, or read, and that Connect has not taken
 */
public record ReadLimits(int requests, long bytes) {

  public static final ReadLimits USUAL = new ReadLimits(4, 64 << 20);
}
