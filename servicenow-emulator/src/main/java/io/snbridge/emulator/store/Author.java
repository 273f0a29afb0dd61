/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.emulator.store;

/**
 * In whose name and how a row is written.
 *
 * @param user goes to sys_created_by and sys_updated_by
 * @param setsSysFields whether given {@code sys_*} values win over the server's
 * @param stamps whether an update leaves a stamp; false is {@code autoSysFields(false)}
 */
public record Author(String user, boolean setsSysFields, boolean stamps) {
  /** A test: may write anything. */
  public static final Author TEST = new Author("system", true, true);

  /** A script with {@code autoSysFields(false)}: changes values and leaves no trace. */
  public static final Author SILENT = new Author("system", true, false);

  /** A user of the REST API. */
  public static Author user(String name) {
    return new Author(name, false, true);
  }
}
