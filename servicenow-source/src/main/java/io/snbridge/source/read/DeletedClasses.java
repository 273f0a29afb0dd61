/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.read;

import io.snbridge.common.log.Words;
import io.snbridge.common.table.InLists;
import io.snbridge.common.transport.ServiceNowException;
import io.snbridge.source.catalog.DeleteAudit;
import io.snbridge.source.catalog.TableClasses;
import io.snbridge.source.config.TableConfig;
import io.snbridge.source.scan.Instance;
import io.snbridge.source.scan.InstanceTables;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The classes whose deletes are a table's deletes. ServiceNow audits a row under the class that it
 * was created in: a query for {@code cmdb_ci} finds none. A class stays when its table is dropped,
 * for the deletes before that. Owned by the table's poller.
 */
final class DeletedClasses {

  private static final Logger LOG = LoggerFactory.getLogger(DeletedClasses.class);

  private final Instance instance;
  private final TableConfig table;
  private final TableClasses classes;
  private final DeleteAudit audit;
  private final SortedSet<String> names = new TreeSet<>();

  /** Of these, whether they are audited was not looked up. */
  private final SortedSet<String> unlooked = new TreeSet<>();

  private Instant readAt = Instant.MIN;
  private boolean saidHidden;
  private boolean saidUnknown;

  DeletedClasses(Instance instance, TableConfig table) {
    this.instance = instance;
    this.table = table;
    InstanceTables tables = new InstanceTables(instance);
    this.classes = new TableClasses(tables);
    this.audit = new DeleteAudit(tables);
  }

  /**
   * The classes of all rows that were deleted before a time, in parts that a query can hold. They
   * are read anew when a class may have been made since they were. Whether they are audited is
   * looked up when they are read again: a former task has said so.
   *
   * @throws io.snbridge.source.catalog.ClassesUnreadableException when the user may not read them
   */
  List<List<String>> before(Instant end) throws InterruptedException {
    if (end.isAfter(readAt)) {
      boolean again = !names.isEmpty();
      read();
      if (again) {
        warnOfUnaudited();
      }
    }
    return InLists.parts(names);
  }

  private void read() throws InterruptedException {
    Instant begun = instance.now(AuditTable.NAME).truncatedTo(ChronoUnit.SECONDS);
    TableClasses.Found found = classes.of(table.table());
    if (found.hidden() > 0 && !saidHidden) {
      saidHidden = true;
      LOG.warn(
          "Table '{}': {} of the tables that extend '{}' are not shown to the user, and"
              + " their rows' deletes will not be seen. Give the user read access to all rows of"
              + " sys_db_object.",
          table.alias(),
          found.hidden(),
          table.table());
    }
    SortedSet<String> added = new TreeSet<>(found.names());
    added.removeAll(names);
    if (!added.isEmpty()) {
      LOG.info("Table '{}': deletes are read for classes {}", table.alias(), Words.of(added));
    }
    names.addAll(added);
    unlooked.addAll(added);
    readAt = begun;
  }

  /** Says which classes the instance does not audit, of those that were not looked up before. */
  void warnOfUnaudited() throws InterruptedException {
    if (!unlooked.isEmpty()) {
      SortedSet<String> added = new TreeSet<>(unlooked);
      unlooked.clear();
      warnOfUnaudited(added);
    }
  }

  private void warnOfUnaudited(SortedSet<String> added) throws InterruptedException {
    SortedSet<String> unknown = added;
    try {
      DeleteAudit.Found found = audit.of(added);
      unknown = found.unknown();
      if (!found.excluded().isEmpty()) {
        LOG.warn(
            "Table '{}': the instance does not audit deletes of {}: its dictionary entry has"
                + " the attribute no_audit_delete=true. They will not be seen. Remove the"
                + " attribute, or compare the whole table now and then.",
            table.alias(),
            found.excluded());
      }
    } catch (ServiceNowException refused) {
      LOG.debug("Table '{}': the dictionary is not readable", table.alias(), refused);
    }
    if (!unknown.isEmpty() && !saidUnknown) {
      saidUnknown = true;
      LOG.info(
          "Table '{}': the user may not see in sys_dictionary (name, attributes) whether the"
              + " instance audits deletes of {}; if no_audit_delete=true is among their"
              + " attributes, they will not be seen",
          table.alias(),
          unknown);
    }
    if (added.first().startsWith("sys_") && table.table().startsWith("sys_")) {
      LOG.warn(
          "Table '{}': deletes of system tables are audited only for those that the property"
              + " glide.ui.audit_deleted_tables lists. Check whether {} is listed.",
          table.alias(),
          table.table());
    }
  }
}
