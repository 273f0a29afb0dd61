/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.quickstart;

import java.io.IOException;
import java.util.OptionalDouble;
import java.util.SortedSet;

/** What is measured, and what is alerted of. */
interface Metrics {

  /** The first value of an instant query, if there is one now. */
  OptionalDouble value(String query) throws IOException, InterruptedException;

  /** Names of the alerts that fire. */
  SortedSet<String> firing() throws IOException, InterruptedException;
}
