/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.validation;

import io.snbridge.common.check.ColumnCheck;
import io.snbridge.common.check.Probe;
import io.snbridge.common.check.ProbeContext;
import io.snbridge.common.config.ConfigErrors;
import io.snbridge.common.table.DisplayValue;
import io.snbridge.common.table.EncodedQuery;
import io.snbridge.common.table.PageRequest;
import io.snbridge.common.table.Row;
import io.snbridge.common.transport.Reply;
import io.snbridge.common.transport.ServiceNowException;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether a table is there, and has the columns that rows are looked up by. Rights to write cannot
 * be asked for without writing.
 *
 * @param key names the table
 * @param lookup columns that rows are looked up by
 * @param lookupKey names those columns
 */
record TableProbe(
    String table, String key, List<String> lookup, String lookupKey, ConfigErrors errors)
    implements Probe {

  private static final Logger LOG = LoggerFactory.getLogger(TableProbe.class);
  private static final String ID = "sys_id";
  private static final int ROWS = 10;

  @Override
  public String about() {
    return "table '" + table + "'";
  }

  @Override
  public void ask(ProbeContext probeContext) throws InterruptedException {
    List<String> columns = new ArrayList<>(lookup);
    columns.add(ID);
    List<Row> rows;
    try {
      rows =
          probeContext
              .tables()
              .page(
                  new PageRequest(
                      table,
                      EncodedQuery.everything().orderBy(ID),
                      columns,
                      ROWS,
                      0,
                      false,
                      DisplayValue.FALSE))
              .rows();
    } catch (ServiceNowException failure) {
      if (!(failure.reply() instanceof Reply.Refused)) {
        throw failure;
      }
      refused(failure);
      return;
    }
    ColumnCheck.of(probeContext, table, ID, lookup, rows)
        .unknown()
        .forEach(
            column ->
                errors.error(
                    lookupKey,
                    "Table '%s' has no column '%s': ServiceNow would ignore the condition on it, and any row would be found"
                        .formatted(table, column)));
  }

  private void refused(ServiceNowException failure) {
    if (failure.reply().failure().status() == 400) {
      errors.error(
          key,
          "Table '%s' cannot be written. Check the name (not the label): %s"
              .formatted(table, failure.getMessage()));
    } else if (!lookup.isEmpty()) {
      errors.error(
          lookupKey,
          ("Table '%s' cannot be read, but rows are looked up in it. Give the user a role that"
                  + " may read it: %s")
              .formatted(table, failure.getMessage()));
    } else {
      LOG.warn(
          "Table '{}' cannot be read. The sink writes to it nevertheless, and reads rows only to"
              + " find out whether a write was done whose answer was lost. {}",
          table,
          failure.getMessage());
    }
  }
}
