/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink;

import io.snbridge.emulator.ServiceNowEmulator;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * An emulated instance, and the tasks that write to it. As an extension, all of them end with the
 * test, however it ends, and after its own {@code @AfterEach} methods.
 */
final class SinkTestBed implements AfterEachCallback {

  /** As many as the busiest test sends. */
  private static final int RECORDED_REQUESTS = 60_000;

  final ServiceNowEmulator emulator =
      ServiceNowEmulator.builder()
          .port(0)
          .credentials("u", "p")
          .recordedRequests(RECORDED_REQUESTS)
          .start();
  private final List<TaskDriver> drivers = new ArrayList<>();

  /** A task that is to end with the test. */
  TaskDriver add(TaskDriver driver) {
    drivers.add(driver);
    return driver;
  }

  /** Ends a task before the test does. */
  void end(TaskDriver driver) {
    drivers.remove(driver);
    driver.close();
  }

  /** Polls without records, for all tasks. */
  void put() {
    drivers.forEach(TaskDriver::put);
  }

  @Override
  public void afterEach(ExtensionContext context) {
    drivers.forEach(TaskDriver::close);
    emulator.close();
  }
}
