/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.emulator.company;

import io.snbridge.emulator.ServiceNowEmulator;

/**
 * A small company's tables and rows, the same for the same seed.
 *
 * @param seed decides every value
 * @param people rows of sys_user; everything else is in proportion
 * @param incidents rows of incident
 */
public record Company(long seed, int people, int incidents) {
  /** 300 people with 2,000 incidents. */
  public static Company small() {
    return new Company(7, 300, 2000);
  }

  /** Defines the tables and puts the rows in. */
  public void fill(ServiceNowEmulator emulator) {
    CompanyTables.ALL.forEach(emulator::defineTable);
    new CompanyRows(emulator, this).fill();
  }
}
