/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.schema;

/** Tells the columns of tables. Thread-safe; blocks. */
@FunctionalInterface
public interface ColumnLookup {

  /**
   * The columns of a table, the inherited ones included.
   *
   * @throws DictionaryUnreadableException when the user may not read them, or there are none
   * @throws io.snbridge.common.transport.ServiceNowException when the instance failed otherwise, or
   *     the retry time is over
   */
  TableColumns columns(String table) throws InterruptedException;
}
