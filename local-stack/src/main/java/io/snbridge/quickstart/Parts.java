/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.quickstart;

import io.snbridge.stack.ConnectRest;
import io.snbridge.stack.LocalStack;

/**
 * All that runs. What was started for the flow alone ends with it; the stack and the instance do
 * not.
 *
 * @param tables the tables as their topics have them
 * @param flow what flows, told by {@code tail}
 */
record Parts(
    Instance instance,
    LocalStack stack,
    WebShop shop,
    TableTopics tables,
    Flow flow,
    TopicTail tail)
    implements AutoCloseable {

  ConnectRest rest() {
    return stack.rest();
  }

  @Override
  public void close() {
    tail.close();
    shop.close();
  }
}
