/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.column;

import io.snbridge.common.log.OneLine;
import io.snbridge.common.schema.TableColumn;
import io.snbridge.common.transport.ServiceNowException;
import io.snbridge.sink.record.Write;
import io.snbridge.sink.write.SaidOnce;
import io.snbridge.sink.write.WriteCall;
import io.snbridge.sink.write.WriteOutcome;
import io.snbridge.sink.write.Writer;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.kafka.connect.errors.ConnectException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets no column pass that the write's table does not have: ServiceNow would leave it out without a
 * word. Names are compared as they are written, as ServiceNow does. A dot-walked column is another
 * row's, and no write reaches it; but {@code variables.x}, a variable of a catalog item, is none of
 * the dictionary's, and passes. A column of which nothing tells passes, too.
 */
public final class UnknownColumnFilter implements Writer {

  private static final Logger LOG = LoggerFactory.getLogger(UnknownColumnFilter.class);
  private static final String VARIABLE = "variables.";

  /** A refusal names so many columns. */
  private static final int NAMED = 20;

  private final Writer writer;
  private final ColumnCatalog catalog;
  private final boolean drops;
  private final SaidOnce said = new SaidOnce();
  private final AtomicLong dropped = new AtomicLong();

  /**
   * A gate before a writer.
   *
   * @param drops whether unknown columns are left out; else their record is refused
   */
  public UnknownColumnFilter(Writer writer, ColumnCatalog catalog, boolean drops) {
    this.writer = writer;
    this.catalog = catalog;
    this.drops = drops;
  }

  /** How many values were left out. */
  public long dropped() {
    return dropped.get();
  }

  @Override
  public CompletableFuture<WriteOutcome> write(WriteCall call) {
    Write write = call.write();
    if (write.values().isEmpty()) {
      return writer.write(call);
    }
    Set<String> columns =
        write.values().keySet().stream()
            .filter(column -> !isDotted(column))
            .collect(Collectors.toSet());
    return call.cancellation()
        .begin(() -> catalog.find(write.table(), columns))
        .<Supplier<CompletableFuture<WriteOutcome>>>handle(
            (found, error) ->
                error == null
                    ? () -> checked(call, found)
                    : () -> CompletableFuture.completedFuture(failed(call, error)))
        .thenCompose(Supplier::get);
  }

  private CompletableFuture<WriteOutcome> checked(WriteCall call, ColumnFindings found) {
    Write write = call.write();
    Set<String> unknown = unknown(write, found);
    if (unknown.isEmpty()) {
      return writer.write(call);
    }
    Map<String, String> left = new LinkedHashMap<>(write.values());
    left.keySet().removeAll(unknown);
    if (!drops || left.isEmpty()) {
      return CompletableFuture.completedFuture(refused(write, unknown, found));
    }
    drop(write, unknown);
    return writer.write(call.with(write.with(left)));
  }

  /** Whether the dictionary has a say in a column: it has none in the id and in variables. */
  public static boolean isChecked(String column) {
    return !column.equals("sys_id") && !column.startsWith(VARIABLE);
  }

  private static boolean isDotted(String column) {
    return column.indexOf('.') >= 0;
  }

  private static Set<String> unknown(Write write, ColumnFindings found) {
    Set<String> unknown = new TreeSet<>(found.unknown());
    write.values().keySet().stream()
        .filter(column -> isDotted(column) && isChecked(column))
        .forEach(unknown::add);
    return unknown;
  }

  private void drop(Write write, Set<String> unknown) {
    dropped.addAndGet(unknown.size());
    for (String column : unknown) {
      if (said.isNew(write.table(), column)) {
        LOG.warn(
            "Table '{}' has no column '{}': what records have for it is left out (unknown.columns=drop)",
            write.table(),
            shown(column));
      }
    }
  }

  private WriteOutcome refused(Write write, Set<String> unknown, ColumnFindings found) {
    String names =
        unknown.stream()
            .limit(NAMED)
            .map(column -> "'" + shown(column) + "'" + hint(column, found))
            .collect(Collectors.joining(", "));
    return new WriteOutcome.Refused(
        new ConnectException(
            ("The %s was not made: table '%s' has no %s %s%s, and ServiceNow would silently leave"
                    + " it out. %s")
                .formatted(
                    write.describe(),
                    write.table(),
                    unknown.size() == 1 ? "column" : "columns",
                    names,
                    unknown.size() > NAMED ? " and %d more".formatted(unknown.size() - NAMED) : "",
                    drops
                        ? "Without it there is nothing to write"
                        : "Leave it out (fields.exclude, fields.include, unknown.columns=drop),"
                            + " rename it (fields.rename), or add it to the table")));
  }

  private static String hint(String column, ColumnFindings found) {
    if (isDotted(column)) {
      return " (dot-walked, a column of another row)";
    }
    String lower = column.toLowerCase(Locale.ROOT);
    return found
        .described()
        .flatMap(table -> table.column(lower))
        .map(TableColumn::name)
        .map(name -> " (it has '" + name + "')")
        .orElse("");
  }

  /** A record may hold anything: one line of bounded length. */
  private static String shown(String column) {
    return OneLine.of(column, 80);
  }

  /** What asks for columns tells of nothing but refused credentials, and of its end. */
  static WriteOutcome failed(WriteCall call, Throwable error) {
    Throwable cause = error instanceof CompletionException ? error.getCause() : error;
    if (cause instanceof ServiceNowException refused) {
      return new WriteOutcome.Failed(
          new ConnectException(
              "The %s was not made, because the credentials were not accepted: %s [correlation id %s]"
                  .formatted(call.write().describe(), refused.getMessage(), call.correlationId()),
              refused));
    }
    throw new CompletionException(cause);
  }
}
