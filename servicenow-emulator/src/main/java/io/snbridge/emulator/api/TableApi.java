/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.emulator.api;

import io.snbridge.emulator.http.Answer;
import io.snbridge.emulator.http.JsonBytes;
import io.snbridge.emulator.http.Request;
import io.snbridge.emulator.query.Selection;
import io.snbridge.emulator.store.Row;
import io.snbridge.emulator.store.Table;
import java.util.List;
import java.util.Optional;

/** The Table API: reading. Writing is {@link TableWrites}. */
final class TableApi {
  private final Context context;
  private final TableWrites writes;

  TableApi(Context context) {
    this.context = context;
    this.writes = new TableWrites(context);
  }

  /**
   * Answers a request.
   *
   * @param version {@code v1}, {@code v2} or empty
   * @param id the sys_id in the path, empty for the collection
   */
  Answer answer(Request request, String version, String tableName, String id, String user) {
    Optional<Table> found = context.store().table(tableName);
    if (found.isEmpty()) {
      return Errors.invalidTable(tableName);
    }
    Table table = found.get();
    return switch (request.method()) {
      case "GET", "HEAD" -> id.isEmpty() ? list(request, version, table) : row(request, table, id);
      case "POST" ->
          id.isEmpty() ? writes.insert(request, table, user) : Errors.methodNotAllowed("POST");
      case "PUT", "PATCH" ->
          id.isEmpty()
              ? Errors.methodNotAllowed(request.method())
              : writes.update(request, table, id, user);
      case "DELETE" ->
          id.isEmpty() ? Errors.methodNotAllowed("DELETE") : writes.delete(table, id, user);
      default -> Errors.methodNotAllowed(request.method());
    };
  }

  private Answer row(Request request, Table table, String id) {
    Optional<Row> row = context.store().find(table, id).filter(context.access()::sees);
    if (row.isEmpty() || context.access().isDenied(table)) {
      return Errors.noRecord();
    }
    return Answer.json(200, one(request, table, row.get()).bytes());
  }

  /** A row in its envelope. */
  JsonBytes one(Request request, Table table, Row row) {
    JsonBytes json = new JsonBytes(2048).raw("{\"result\":");
    renderer(request, table).write(json, row);
    return json.raw('}');
  }

  private RowRenderer renderer(Request request, Table table) {
    return new RowRenderer(context.store(), context.access(), table, request, context.view());
  }

  private Answer list(Request request, String version, Table table) {
    if (context.access().isDenied(table)) {
      return Errors.queryDenied();
    }
    Paging paging;
    try {
      paging = Paging.of(request);
    } catch (NumberFormatException notANumber) {
      return Answer.error(400, "Invalid parameter", "sysparm_limit and sysparm_offset are numbers");
    }
    String query = Query.of(request);
    boolean counted = !request.isSet("sysparm_no_count");
    Selection selection =
        request.isSet("sysparm_query_no_domain")
            ? context.inAllDomains(table, query)
            : context.selection(table, query);
    if (isOverQuota(selection, counted)) {
      return Errors.cancelled();
    }
    long total = counted ? context.store().read(selection::count) : -1;
    context.steps().counted();
    long changes = context.store().changes();
    List<Row> ids = context.store().read(() -> selection.rows(paging.offset(), paging.limit()));
    context.steps().chosen();
    boolean paged = !request.isSet("sysparm_suppress_pagination_header") && counted;
    if (paged
        && query.length() > context.switches().longestPagedQuery()
        && total > paging.limit()) {
      return paginationTooLong(total);
    }
    if (ids.isEmpty() && version.equals("v1")) {
      return Errors.noRecords();
    }
    List<Row> rows = context.store().changes() == changes ? ids : asTheyAre(table, ids);
    Answer answer = Answer.json(200, render(request, table, rows).bytes());
    return counted ? paging.describe(answer, request, context.base().get(), total) : answer;
  }

  /** What has changed since the ids were chosen is shown as it is now, what is gone is not. */
  private List<Row> asTheyAre(Table table, List<Row> chosen) {
    return chosen.stream()
        .map(row -> context.store().find(table, row.sysId()))
        .flatMap(Optional::stream)
        .toList();
  }

  private boolean isOverQuota(Selection selection, boolean counted) {
    long quota = Long.MAX_VALUE;
    if (counted) {
      quota = context.switches().countQuota();
    }
    if (selection.isSorted()) {
      quota = Math.min(quota, context.switches().sortQuota());
    }
    return quota < Long.MAX_VALUE && context.store().read(selection::count) > quota;
  }

  /** ACLs come here, after the limit: a page may be short, or empty, with more behind it. */
  private JsonBytes render(Request request, Table table, List<Row> rows) {
    RowRenderer renderer = renderer(request, table);
    JsonBytes json = new JsonBytes(256 + rows.size() * 512).raw("{\"result\":[");
    boolean first = true;
    for (Row row : rows) {
      if (context.access().sees(row)) {
        if (!first) {
          json.raw(',');
        }
        first = false;
        renderer.write(json, row);
      }
    }
    return json.raw("]}");
  }

  private static Answer paginationTooLong(long total) {
    return Answer.error(
        400,
        "Pagination not supported",
        ("The requested query is too long to build the response pagination header URLs. Please do one"
                + " of the following: shorten the sysparm_query, or query without pagination by"
                + " setting the parameter 'sysparm_suppress_pagination_header' to true, or set"
                + " 'sysparm_limit' with a value larger then %d to bypass the need for pagination.")
            .formatted(total));
  }
}
