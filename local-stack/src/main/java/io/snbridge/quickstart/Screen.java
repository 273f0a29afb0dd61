/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.quickstart;

/** Where the user sees what flows. */
sealed interface Screen extends AutoCloseable permits FullScreen, LineScreen, MonitoredScreen {

  /** An event, by the thread that read it. */
  void happened(Flow.Event event);

  /** The state, several times a second. */
  void show(Picture picture);

  /** Every row is in Kafka: now is the time for what to type next. */
  void complete();

  /** Gives the terminal back. */
  @Override
  void close();
}
