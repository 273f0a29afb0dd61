/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.validation;

import io.snbridge.common.check.ColumnCheck;
import io.snbridge.common.check.Probe;
import io.snbridge.common.check.ProbeContext;
import io.snbridge.common.config.ConfigErrors;
import io.snbridge.common.transport.Reply;
import io.snbridge.common.transport.ServiceNowException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Whether the columns that keys name exist. They name them for all tables, so one is wrong only
 * when no table has it.
 *
 * @param tables all that are written
 * @param keys by column, the key that names it
 */
record ColumnsProbe(Set<String> tables, Map<String, String> keys, ConfigErrors errors)
    implements Probe {

  private static final String ID = "sys_id";
  private static final int ROWS = 5;

  @Override
  public String about() {
    return "columns of " + tables;
  }

  @Override
  public void ask(ProbeContext probeContext) throws InterruptedException {
    Set<String> unknown = new HashSet<>(keys.keySet());
    for (String table : tables) {
      if (!unknown.isEmpty()) {
        unknown.retainAll(unknown(probeContext, table, List.copyOf(unknown)));
      }
    }
    unknown.forEach(
        column ->
            errors.error(
                Objects.requireNonNull(keys.get(column)),
                "%s has a column '%s': ServiceNow would silently leave it out"
                    .formatted(
                        tables.size() == 1
                            ? "Neither table '%s' nor one that it extends"
                                .formatted(tables.iterator().next())
                            : "None of the tables " + tables,
                        column)));
  }

  private static Set<String> unknown(ProbeContext probeContext, String table, List<String> columns)
      throws InterruptedException {
    try {
      return ColumnCheck.of(probeContext, table, ID, columns, ROWS).unknown();
    } catch (ServiceNowException failure) {
      if (failure.reply() instanceof Reply.Refused) {
        return Set.of(); // Said of the table already.
      }
      throw failure;
    }
  }
}
