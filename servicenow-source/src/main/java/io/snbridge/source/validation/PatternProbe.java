/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.validation;

import io.snbridge.common.check.Probe;
import io.snbridge.common.check.ProbeContext;
import io.snbridge.common.config.ConfigErrors;
import io.snbridge.source.catalog.TableNames;
import io.snbridge.source.catalog.TableNamesUnreadableException;
import io.snbridge.source.config.SourceKeys;
import io.snbridge.source.config.TablePattern;
import java.util.Map;

/**
 * Whether a pattern matches any table, and what is asked of those of its tables that have settings
 * of their own.
 *
 * @param ownSettings of tables by that name, which need not be there
 */
record PatternProbe(TablePattern pattern, Map<String, TableProbe> ownSettings, ConfigErrors errors)
    implements Probe {

  @Override
  public String about() {
    return "pattern '" + pattern + "'";
  }

  @Override
  public void ask(ProbeContext probeContext) throws InterruptedException {
    try {
      TableNames.Found found = new TableNames(probeContext.tables()).startingWith(pattern.prefix());
      if (found.names().stream().noneMatch(pattern::matches)) {
        errors.error(
            SourceKeys.TABLES,
            ("No table that the user may see matches '%s': sys_db_object shows %d tables whose"
                    + " names begin with '%s', and hides %d. Check the pattern, or give the user"
                    + " read access to the rows of sys_db_object")
                .formatted(pattern, found.names().size(), pattern.prefix(), found.hidden()));
      }
      for (String table : found.names()) {
        if (ownSettings.containsKey(table)) {
          ownSettings.get(table).ask(probeContext);
        }
      }
    } catch (TableNamesUnreadableException unreadable) {
      errors.error(SourceKeys.TABLES, unreadable.getMessage());
    }
  }
}
