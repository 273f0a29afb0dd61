/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.value;

/** Whether a value fits its column. */
public sealed interface Fit {

  /**
   * It does.
   *
   * @param text what is to be sent
   */
  record As(String text) implements Fit {}

  /**
   * It does not.
   *
   * @param why goes on after the value: {@code is not a number}
   */
  record Not(String why) implements Fit {}
}
