/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.validation;

import io.snbridge.common.check.ColumnCheck;
import io.snbridge.common.check.Probe;
import io.snbridge.common.check.ProbeContext;
import io.snbridge.common.config.ConfigErrors;
import io.snbridge.common.schema.DictionaryUnreadableException;
import io.snbridge.common.table.DisplayValue;
import io.snbridge.common.table.EncodedQuery;
import io.snbridge.common.table.InLists;
import io.snbridge.common.table.PageRequest;
import io.snbridge.common.table.Row;
import io.snbridge.common.transport.Reply;
import io.snbridge.common.transport.ServiceNowException;
import io.snbridge.source.catalog.ClassesUnreadableException;
import io.snbridge.source.catalog.TableClasses;
import io.snbridge.source.config.SourceKeys;
import io.snbridge.source.config.TableConfig;
import io.snbridge.source.config.TableOverrides;
import io.snbridge.source.record.DeleteMode;
import io.snbridge.source.record.KeyMode;
import io.snbridge.source.record.SchemaMode;
import io.snbridge.source.scan.TimestampProbe;
import java.time.Clock;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether a table is there, may be read as it will be, and has the columns that are named. */
record TableProbe(TableConfig config, TableOverrides keys, ConfigErrors errors) implements Probe {

  private static final Logger LOG = LoggerFactory.getLogger(TableProbe.class);

  /** Enough to see a column that some rows hide, and few enough to be quick. */
  private static final int ROWS = 10;

  private static final String UPDATED_BY = "sys_updated_by";
  private static final String DELETED = "sys_audit_delete";
  private static final List<String> DELETED_COLUMNS =
      List.of("sys_id", "tablename", "documentkey", "sys_created_on");

  @Override
  public String about() {
    return "table '" + config.alias() + "'";
  }

  @Override
  public void ask(ProbeContext asked) throws InterruptedException {
    ProbeContext probeContext = asked.with(config.options());
    Map<String, Collection<String>> named = named();
    Optional<List<Row>> rows = rows(probeContext, named);
    if (rows.isPresent()) {
      warnIfAllAreHidden(probeContext, rows.get());
      columns(probeContext, named, rows.get());
      dictionary(probeContext);
      stamps(probeContext, rows.get());
      deletes(probeContext);
    }
  }

  /** The columns that each key names. */
  private Map<String, Collection<String>> named() {
    Map<String, Collection<String>> named = new LinkedHashMap<>();
    named.put(SourceKeys.ID_FIELD, List.of(config.idField()));
    named.put(SourceKeys.TIMESTAMP_FIELD, List.of(config.timestampField()));
    named.put(SourceKeys.QUERY, config.query().columns());
    config
        .again()
        .ifPresent(again -> named.put(SourceKeys.SNAPSHOT_QUERY, again.query().columns()));
    named.put(SourceKeys.FIELDS, config.record().fields());
    if (config.record().keyMode() == KeyMode.FIELD_HASH) {
      named.put(SourceKeys.KEY_FIELDS, config.record().keyFields());
    }
    if (!config.record().excludedUsers().isEmpty()) {
      named.put(SourceKeys.EXCLUDE_UPDATED_BY, List.of(UPDATED_BY));
    }
    return named;
  }

  /** Any of the table's, in the order of the snapshot; empty when it may not be read. */
  private Optional<List<Row>> rows(ProbeContext probeContext, Map<String, Collection<String>> named)
      throws InterruptedException {
    return page(
        probeContext,
        config.table(),
        EncodedQuery.everything().orderBy(config.idField()),
        parts(named).get(0),
        tableKey(),
        ("Table '%s' cannot be read. Check the name (not the label), and that one of the user's"
                + " roles may read it")
            .formatted(config.table()));
  }

  /** All columns, id and timestamp first, in parts that one URL has room for. */
  private static List<List<String>> parts(Map<String, Collection<String>> named) {
    Set<String> columns = new LinkedHashSet<>();
    named.values().forEach(columns::addAll);
    return InLists.parts(columns);
  }

  private Optional<List<Row>> page(
      ProbeContext probeContext,
      String table,
      EncodedQuery query,
      List<String> columns,
      String key,
      String refused)
      throws InterruptedException {
    PageRequest request =
        new PageRequest(table, query, columns, ROWS, 0, false, DisplayValue.FALSE);
    try {
      return Optional.of(probeContext.tables().page(request).rows());
    } catch (ServiceNowException failure) {
      if (failure.reply() instanceof Reply.Refused) {
        errors.error(key, refused + ": " + failure.getMessage());
        return Optional.empty();
      }
      throw failure;
    }
  }

  private void warnIfAllAreHidden(ProbeContext probeContext, List<Row> rows)
      throws InterruptedException {
    if (rows.isEmpty()) {
      long there = probeContext.tables().count(config.table(), EncodedQuery.everything());
      if (there > 0) {
        LOG.warn(
            "Table '{}' has {} rows, but the first of them are hidden from the user by row ACLs."
                + " Hidden rows are never read.",
            config.table(),
            there);
      }
    }
  }

  private void columns(
      ProbeContext probeContext, Map<String, Collection<String>> named, List<Row> rows)
      throws InterruptedException {
    List<List<String>> parts = parts(named);
    String id = config.idField();
    ColumnCheck.Found found = ColumnCheck.of(probeContext, config.table(), id, parts.get(0), rows);
    List<String> others = parts.stream().skip(1).flatMap(List::stream).toList();
    found.add(ColumnCheck.of(probeContext, config.table(), id, others, ROWS));
    named.forEach((key, columns) -> columns.forEach(column -> judge(key, column, found)));
    if (!found.undecided().isEmpty()) {
      LOG.warn(
          "Table '{}' shows no row, and the dictionary does not say whether it has the columns"
              + " {}. A condition on a column that does not exist would match every row.",
          config.table(),
          found.undecided());
    }
  }

  private void judge(String key, String column, ColumnCheck.Found found) {
    if (found.unknown().contains(column)) {
      errors.error(
          origin(key),
          "Table '%s' has no column '%s'%s"
              .formatted(
                  config.table(),
                  column,
                  key.equals(SourceKeys.QUERY) || key.equals(SourceKeys.SNAPSHOT_QUERY)
                      ? ": ServiceNow would ignore the condition on it, and every row would match"
                      : ""));
    } else if (found.hidden().contains(column)) {
      hidden(key, column);
    }
  }

  private void hidden(String key, String column) {
    switch (key) {
      case SourceKeys.QUERY, SourceKeys.SNAPSHOT_QUERY -> {
        // A query may ask for what the user does not see.
      }
      case SourceKeys.FIELDS ->
          LOG.warn(
              "Table '{}': none of the rows that were checked shows column '{}'. The user may"
                  + " lack a role that may read it.",
              config.table(),
              column);
      default ->
          errors.error(
              origin(key),
              ("Table '%s': no row shows column '%s', which is needed. Give the user a role that"
                      + " may read it")
                  .formatted(config.table(), column));
    }
  }

  private void dictionary(ProbeContext probeContext) throws InterruptedException {
    if (config.record().schemaMode() != SchemaMode.DICTIONARY) {
      return;
    }
    try {
      probeContext.dictionary().columns(config.table());
    } catch (DictionaryUnreadableException unreadable) {
      errors.error(origin(SourceKeys.SCHEMA_MODE), unreadable.getMessage());
    }
  }

  private void stamps(ProbeContext probeContext, List<Row> rows) throws InterruptedException {
    TimestampProbe probe =
        new TimestampProbe(
            probeContext.tables(),
            probeContext.tables(),
            config.table(),
            config.idField(),
            config.timestampField(),
            Clock.systemUTC());
    TimestampProbe.Finding finding = probe.of(rows);
    String key =
        switch (finding) {
          case OTHER_ZONE -> probeContext.userKey();
          case NOT_BY_ID -> origin(SourceKeys.ID_FIELD);
          default -> origin(SourceKeys.TIMESTAMP_FIELD);
        };
    if (finding != TimestampProbe.Finding.NOT_SHOWN || errors.isSound(key)) {
      probe.problem(finding).ifPresent(problem -> errors.error(key, problem));
    }
  }

  /** Their reader says more at its start; here it is what keeps it from starting. */
  private void deletes(ProbeContext probeContext) throws InterruptedException {
    if (config.deletes() == DeleteMode.NONE) {
      return;
    }
    String key = origin(SourceKeys.DELETES);
    String refused =
        "Deletes are read from '%s', which the user may not read. Give the user a role with read ACLs on it and its fields, or set 'deletes=none'"
            .formatted(DELETED);
    page(
            probeContext,
            DELETED,
            EncodedQuery.everything().orderBy("sys_id"),
            DELETED_COLUMNS,
            key,
            refused)
        .filter(rows -> rows.stream().anyMatch(row -> !showsAll(row)))
        .ifPresent(rows -> errors.error(key, refused + ": rows lack one of " + DELETED_COLUMNS));
    try {
      var unused = new TableClasses(probeContext.tables()).of(config.table());
    } catch (ClassesUnreadableException unreadable) {
      errors.error(key, unreadable.getMessage());
    }
  }

  private static boolean showsAll(Row row) {
    return DELETED_COLUMNS.stream().allMatch(column -> row.value(column).isPresent());
  }

  private String tableKey() {
    String name = TableOverrides.name(config.alias(), SourceKeys.NAME);
    return errors.property(name).isEmpty() ? SourceKeys.TABLES : name;
  }

  private String origin(String key) {
    return keys.origin(config.alias(), key);
  }
}
