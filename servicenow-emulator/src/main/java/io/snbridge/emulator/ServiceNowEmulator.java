/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.emulator;

import io.snbridge.emulator.api.Access;
import io.snbridge.emulator.api.Api;
import io.snbridge.emulator.api.Context;
import io.snbridge.emulator.api.Tokens;
import io.snbridge.emulator.http.Answer;
import io.snbridge.emulator.http.HttpFront;
import io.snbridge.emulator.http.Request;
import io.snbridge.emulator.store.Author;
import io.snbridge.emulator.store.Column;
import io.snbridge.emulator.store.LateRow;
import io.snbridge.emulator.store.Range;
import io.snbridge.emulator.store.Row;
import io.snbridge.emulator.store.Stamps;
import io.snbridge.emulator.store.Store;
import io.snbridge.emulator.store.SysIds;
import io.snbridge.emulator.store.Table;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * A ServiceNow instance in this JVM, reached over HTTP like a real one.
 *
 * <pre>{@code
 * try (ServiceNowEmulator emulator =
 *     ServiceNowEmulator.builder().credentials("admin", "secret").start()) {
 *   emulator.defineTable(TableDefinition.table("u_thing", ColumnDefinition.col("name", "string")));
 *   String sysId = emulator.insert("u_thing", Map.of("name", "first"));
 *   emulator.faults().next(1, Fault.transactionCancelled(), RequestMatcher.table("u_thing"));
 * }
 * }</pre>
 *
 * <p>The methods here act as a script on the instance would: no ACL, fault or log has to do with
 * them. Thread safe.
 */
public final class ServiceNowEmulator implements AutoCloseable {
  private final EmulatorBuilder built;
  private final Switches switches = new Switches();
  private final Access access = new Access();
  private final ListSteps listing = new ListSteps();
  private final RequestLog log;
  private final Faults faults;
  private final Store store;
  private final Api api;
  private final ControlSurface control;
  private final HttpFront http;

  ServiceNowEmulator(EmulatorBuilder built) {
    this.built = built;
    this.log = new RequestLog(built.recordedRequests());
    this.faults = new Faults(built.seed());
    switches.copyFrom(built.switches());
    EmulatorClock clock = built.clock();
    store =
        new Store(
            clock::now, switches::deleteAuditLag, new SysIds(built.seed()), switches::columnFit);
    Context context =
        new Context(
            store,
            access,
            switches,
            clock,
            () -> url().toString(),
            listing,
            new SplittableRandom(built.seed()));
    api = new Api(context, built.credentials(), this::answerItem);
    control = new ControlSurface(this);
    try {
      http =
          new HttpFront(
              built.listen(), clock, switches, log, this::answer, api::answer, control::answer);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "The emulator cannot listen on %s:%d: %s"
              .formatted(built.listen().host(), built.listen().port(), e.getMessage()),
          e);
    }
    built.setup().accept(this);
  }

  /** What to set before the start. */
  public static EmulatorBuilder builder() {
    return new EmulatorBuilder();
  }

  private Answer answer(Request request, java.util.function.Supplier<Answer> proceed) {
    return faults.answer(request, proceed, http.pause()::pause, clock()::now);
  }

  /** An item of a batch meets faults of its own, but no delays: those are of the whole request. */
  private Answer answerItem(Request request, java.util.function.Supplier<Answer> proceed) {
    Answer answer = faults.answerItem(request, proceed, http.pause()::pause, clock()::now);
    log.answered(request, answer.status(), "batch", clock().now());
    return answer;
  }

  /** Scheme, host and port, without a slash at the end. */
  public URI url() {
    return http.url();
  }

  /** Stops serving; waiting requests are woken and their connections closed. */
  @Override
  public void close() {
    http.close();
  }

  /** Makes it as it was after the start: tables, rows, faults, ACLs, log, sessions, tokens. */
  public void reset() {
    faults.clear();
    access.clear();
    listing.clear();
    switches.copyFrom(built.switches());
    api.tokens().clear();
    api.imports().clear();
    api.identification().clear();
    http.clearSessions();
    store.clear();
    built.setup().accept(this);
    log.clear();
  }

  /** The instance's clock. */
  public EmulatorClock clock() {
    return built.clock();
  }

  /** How the instance behaves where instances differ. */
  public Switches switches() {
    return switches;
  }

  /** What goes wrong. */
  public Faults faults() {
    return faults;
  }

  /** What was asked. */
  public RequestLog requests() {
    return log;
  }

  /** The OAuth tokens that are alive. */
  public Tokens tokens() {
    return api.tokens();
  }

  /** The most requests with one session's cookie that were here at once, waiting ones included. */
  public int greatestConcurrencyPerSession() {
    return http.greatestConcurrencyPerSession();
  }

  /** How many sessions were opened: one for each request without a session's cookie. */
  public int sessionsOpened() {
    return http.sessionsOpened();
  }

  /**
   * A switch of nodes: who comes with the cookie of a session that was opened so far is refused
   * from now on, and answered in a new one (KB2466644).
   *
   * @param status 401 or 403
   */
  public void refuseSessions(int status) {
    http.refuseSessions(status);
  }

  /**
   * Tags a row, as a user's label does: its {@code sys_tags} show them, as display values only.
   *
   * @param tags separated by commas
   */
  public void tag(String sysId, String tags) {
    store.tag(sysId, tags);
  }

  /** What happens between the steps of a list. */
  public ListSteps listing() {
    return listing;
  }

  /**
   * Defines a table, or adds the columns that a table of that name does not have yet.
   *
   * @throws IllegalArgumentException when its parent is not defined
   */
  public void defineTable(TableDefinition definition) {
    store.define(definition);
  }

  /**
   * Takes a column of its own from a table, its values and its dictionary entry with it.
   *
   * @throws IllegalArgumentException when the table does not define it
   */
  public void removeColumn(String table, String column) {
    store.removeColumn(store.required(table), column);
  }

  /**
   * Gives a column another internal type; its values stay as they are.
   *
   * @throws IllegalArgumentException when the table does not define it
   */
  public void changeType(String table, String column, String type) {
    store.changeType(store.required(table), column, type);
  }

  /** Defines a table that extends nothing. */
  public void table(String name, ColumnDefinition... columns) {
    defineTable(TableDefinition.table(name, columns));
  }

  /** The names of all tables. */
  public List<String> tables() {
    return store.tables().stream().map(Table::name).toList();
  }

  /**
   * Inserts a row. Values of {@code sys_*} columns win over what the server would set.
   *
   * @return its sys_id
   * @throws IllegalArgumentException when the table or a column does not exist
   * @throws IllegalStateException when the sys_id exists
   */
  public String insert(String table, Map<String, String> values) {
    return insertAll(table, List.of(values)).get(0);
  }

  /**
   * Inserts many rows with the same stamp.
   *
   * @return their sys_ids
   * @throws IllegalArgumentException when the table or a column does not exist
   * @throws IllegalStateException when a sys_id exists; the rows before it are in
   */
  public List<String> insertAll(String table, Collection<Map<String, String>> rows) {
    Table target = store.required(table);
    rows.forEach(row -> check(target, row));
    try {
      return store.insertAll(target, rows, Author.TEST).stream().map(Row::sysId).toList();
    } catch (io.snbridge.emulator.store.DuplicateIdException taken) {
      throw new IllegalStateException(taken.getMessage(), taken);
    }
  }

  /**
   * Updates a row and stamps it, even when nothing changes.
   *
   * @throws IllegalArgumentException when the table, the row or a column does not exist
   */
  public void update(String table, String sysId, Map<String, String> values) {
    change(table, sysId, values, Author.TEST);
  }

  /**
   * Updates a row as a script with {@code autoSysFields(false)} does: no stamp, no count.
   *
   * @throws IllegalArgumentException when the table, the row or a column does not exist
   */
  public void updateSilently(String table, String sysId, Map<String, String> values) {
    change(table, sysId, values, Author.SILENT);
  }

  /**
   * Updates all rows for which a predicate holds, within one second.
   *
   * @return how many
   */
  public int updateAll(
      String table, Predicate<Map<String, String>> which, Map<String, String> values) {
    Table target = store.required(table);
    check(target, values);
    return store.write(
        () -> {
          List<Row> rows = rows(target).stream().filter(row -> which.test(row.asMap())).toList();
          rows.forEach(row -> store.update(target, row.sysId(), values, Author.TEST));
          return rows.size();
        });
  }

  /**
   * Deletes a row; {@code sys_audit_delete} gets one.
   *
   * @throws IllegalArgumentException when the table or the row does not exist
   */
  public void delete(String table, String sysId) {
    if (!store.delete(store.required(table), sysId, Author.TEST)) {
      throw noRow(table, sysId);
    }
  }

  /**
   * Puts a deleted row back with its sys_id, its values and a stamp of now.
   *
   * @throws IllegalArgumentException when the audit has no such row
   */
  public void undelete(String sysId) {
    undelete(sysId, Author.TEST);
  }

  /**
   * Puts a deleted row back exactly as it was, its stamp included.
   *
   * @throws IllegalArgumentException when the audit has no such row
   */
  public void undeleteSilently(String sysId) {
    undelete(sysId, Author.SILENT);
  }

  private void undelete(String sysId, Author author) {
    if (!store.undelete(sysId, author)) {
      throw noRow("sys_audit_delete", sysId);
    }
  }

  /**
   * Prunes {@code sys_audit_delete}, as a table cleaner does.
   *
   * @param before rows made before it go
   */
  public void pruneDeleteAudit(Instant before) {
    Table audit = store.required("sys_audit_delete");
    String stamp = Stamps.of(before);
    store.write(
        () -> {
          rows(audit).stream()
              .map(Row::asMap)
              .filter(row -> row.get("sys_created_on").compareTo(stamp) < 0)
              .forEach(row -> store.delete(audit, row.get("sys_id"), Author.TEST));
          return null;
        });
  }

  /** Inserts a row that is stamped now and visible after {@link LateRow#commit()}. */
  public LateRow insertLate(String table, Map<String, String> values) {
    Table target = store.required(table);
    check(target, values);
    return store.insertLate(target, values, Author.TEST);
  }

  /** Updates a row with a stamp of now, visible after {@link LateRow#commit()}. */
  public LateRow updateLate(String table, String sysId, Map<String, String> values) {
    Table target = store.required(table);
    check(target, values);
    return store.updateLate(target, sysId, values, Author.TEST);
  }

  /** The raw values of all rows of a table and of those that extend it, by sys_id. */
  public List<Map<String, String>> rows(String table) {
    return rows(store.required(table)).stream().map(Row::asMap).toList();
  }

  /**
   * The raw values of one row.
   *
   * @throws IllegalArgumentException when there is none
   */
  public Map<String, String> row(String table, String sysId) {
    return store
        .find(store.required(table), sysId)
        .map(Row::asMap)
        .orElseThrow(() -> noRow(table, sysId));
  }

  /** How many rows a table and those that extend it have. */
  public int count(String table) {
    Table counted = store.required(table);
    return store.read(() -> counted.byId().size());
  }

  /** Inserts, updates and deletes since the start, those of its tests and its own included. */
  public long changes() {
    return store.changes();
  }

  /** Hides rows from REST, after the limit and uncounted: pages get short. */
  public void hideRows(String table, Predicate<Map<String, String>> hidden) {
    access.hideRows(table, hidden);
  }

  /**
   * Separates domains: who does not ask for all of them ({@code sysparm_query_no_domain}) finds and
   * counts only rows for which conditions hold, such as {@code company=acme}. The Aggregate API has
   * no such parameter.
   */
  public void separateDomains(String table, String own) {
    access.separateDomains(table, own);
  }

  /** Hides fields from REST: their keys are absent. */
  public void hideFields(String table, Set<String> fields) {
    access.hideFields(table, fields);
  }

  /** Shows all rows of a table again. */
  public void showRows(String table) {
    access.showRows(table);
  }

  /** Refuses REST queries of a table with 403. */
  public void denyQueries(String table) {
    access.denyQueries(table);
  }

  /** Lets no query of a table compare these fields by more or less, or sort by them. */
  public void denyRanges(String table, Set<String> fields) {
    access.denyRanges(table, fields);
  }

  /** Ignores REST writes to fields, without a word. */
  public void protectFields(String table, Set<String> fields) {
    access.protectFields(table, fields);
  }

  /**
   * Refuses REST writes with 403 {@code Operation Failed} and a detail. The predicate sees the row
   * as it would be; before a delete it sees the row with {@code operation=delete}.
   */
  public void refuseWrites(String table, Predicate<Map<String, String>> when, String detail) {
    access.refuseWrites(table, when, detail);
  }

  /** A business rule that changes what REST writes. */
  public void rewriteWrites(String table, UnaryOperator<Map<String, String>> rule) {
    access.rewriteWrites(table, rule);
  }

  /**
   * A staging table for the Import Set API, with the target's columns and one transform map.
   *
   * @param staging its name
   * @param target where its rows go, columns by name
   * @param coalesce the column by which a row that exists is found, empty to always insert
   */
  public void stagingTable(String staging, String target, String coalesce) {
    String[] columns =
        store.required(target).columns().stream()
            .map(Column::name)
            .filter(name -> !name.startsWith("sys_"))
            .toArray(String[]::new);
    StagingTable table = StagingTable.staging(staging, columns);
    stagingTable(
        coalesce.isEmpty() ? table.map(target, target) : table.map(target, target, coalesce));
  }

  /** A staging table for the Import Set API; one of the same name behaves like this from now on. */
  public void stagingTable(StagingTable staging) {
    defineTable(
        TableDefinition.table(
            "sys_import_set",
            ColumnDefinition.col("number", "string"),
            ColumnDefinition.col("table_name", "string"),
            ColumnDefinition.col("state", "string")));
    defineTable(
        TableDefinition.table(
            "sys_import_set_row",
            ColumnDefinition.reference("sys_import_set", "sys_import_set"),
            ColumnDefinition.col("sys_import_state", "string"),
            ColumnDefinition.col("sys_import_state_comment", "string"),
            ColumnDefinition.col("sys_target_table", "string"),
            ColumnDefinition.col("sys_target_sys_id", "string"),
            ColumnDefinition.col("sys_transform_map", "string")));
    ColumnDefinition[] columns =
        staging.columns().stream()
            .map(name -> ColumnDefinition.col(name, "string"))
            .toArray(ColumnDefinition[]::new);
    defineTable(TableDefinition.table(staging.name(), columns).extending("sys_import_set_row"));
    api.imports().define(staging);
  }

  /**
   * An identifier of the Identification and Reconciliation API: by which attributes a configuration
   * item of a class, and of those that extend it, is found. Several of one class are tried in the
   * order of the calls.
   */
  public void identifyBy(String className, String... attributes) {
    defineTable(
        TableDefinition.table(
            "cmdb_rel_ci",
            ColumnDefinition.reference("parent", className),
            ColumnDefinition.reference("child", className),
            ColumnDefinition.col("type", "string")));
    api.identification().identifyBy(className, List.of(attributes));
  }

  /** The choices of {@code cmdb_ci.discovery_source}; just {@code ServiceNow} without a call. */
  public void discoverySources(String... sources) {
    api.identification().sources(Set.of(sources));
  }

  private void change(String table, String sysId, Map<String, String> values, Author author) {
    Table target = store.required(table);
    store.find(target, sysId).ifPresent(row -> check(row.table(), values));
    if (store.update(target, sysId, values, author).isEmpty()) {
      throw noRow(table, sysId);
    }
  }

  private List<Row> rows(Table table) {
    return store.read(
        () -> {
          List<Row> rows = new ArrayList<>(table.byId().size());
          table.byId().visit(Range.ALL, rows::add);
          return rows;
        });
  }

  private static void check(Table table, Map<String, String> values) {
    for (String name : values.keySet()) {
      if (table.column(name) == null) {
        throw new IllegalArgumentException(
            "Table '%s' has no column '%s'".formatted(table.name(), name));
      }
    }
  }

  private static IllegalArgumentException noRow(String table, String sysId) {
    return new IllegalArgumentException("Table '%s' has no row '%s'".formatted(table, sysId));
  }
}
