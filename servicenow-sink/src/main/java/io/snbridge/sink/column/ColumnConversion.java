/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.column;

import io.snbridge.common.schema.TableColumn;
import io.snbridge.sink.record.Write;
import io.snbridge.sink.write.RetryPolicy;
import io.snbridge.sink.write.SaidOnce;
import io.snbridge.sink.write.WriteCall;
import io.snbridge.sink.write.WriteOutcome;
import io.snbridge.sink.write.Writer;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.apache.kafka.connect.errors.ConnectException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the values of each write fit the columns of its table, and those that its row is looked up
 * by: ServiceNow stores nothing, or something else, of what does not fit, without a word. Comes
 * before all that looks at values. Thread-safe.
 */
public final class ColumnConversion implements Writer {

  /** What becomes of a value that cannot be made fit. */
  public enum Invalid {
    /** Its record is refused. */
    FAIL,
    /** It is left out. */
    DROP,
    /** It is sent as it is. */
    IGNORE
  }

  private static final Logger LOG = LoggerFactory.getLogger(ColumnConversion.class);
  private static final ColumnFindings NOTHING_ASKED =
      new ColumnFindings(Optional.empty(), Set.of(), Set.of(), true);

  private final Writer next;
  private final Optional<ColumnCatalog> catalog;
  private final RetryPolicy retryPolicy;
  private final Invalid invalid;
  private final boolean display;
  private final SaidOnce said = new SaidOnce();
  private final AtomicLong dropped = new AtomicLong();

  /**
   * A conversion before a writer.
   *
   * @param catalog tells the types of columns; empty when nobody may ask for them
   * @param retryPolicy how long types are waited for
   * @param display whether texts are what users see
   */
  public ColumnConversion(
      Writer next,
      Optional<ColumnCatalog> catalog,
      RetryPolicy retryPolicy,
      Invalid invalid,
      boolean display) {
    this.next = next;
    this.catalog = catalog;
    this.retryPolicy = retryPolicy;
    this.invalid = invalid;
    this.display = display;
  }

  /** How many values were left out. */
  public long dropped() {
    return dropped.get();
  }

  @Override
  public CompletableFuture<WriteOutcome> write(WriteCall call) {
    Set<String> columns = columns(call.write());
    if (columns.isEmpty()) {
      return next.write(call);
    }
    return call.cancellation()
        .begin(() -> errors(call, columns))
        .thenCompose(found -> untilAnswered(call, columns, found))
        .<Supplier<CompletableFuture<WriteOutcome>>>handle(
            (found, error) ->
                error == null
                    ? () -> converted(call, found)
                    : () -> CompletableFuture.completedFuture(failed(call, error)))
        .thenCompose(Supplier::get);
  }

  private static WriteOutcome failed(WriteCall call, Throwable error) {
    boolean isLate =
        error instanceof TimeoutException || error.getCause() instanceof TimeoutException;
    return isLate
        ? new WriteOutcome.Failed(
            new ConnectException(
                ("The %s was not made: the dictionary did not tell the types of its columns within"
                        + " servicenow.retry.timeout.ms [correlation id %s]")
                    .formatted(call.write().describe(), call.correlationId())))
        : UnknownColumnFilter.failed(call, error);
  }

  /** Dot-walked ones and variables are none of the table's. */
  private static Set<String> columns(Write write) {
    Set<String> columns = new HashSet<>(write.values().keySet());
    write.key().ifPresent(key -> columns.addAll(key.values().keySet()));
    columns.removeIf(column -> column.indexOf('.') >= 0);
    return columns;
  }

  /** While the dictionary is asked, which may last, others have the slot. */
  private CompletableFuture<ColumnFindings> errors(WriteCall call, Set<String> columns) {
    if (catalog.isEmpty()) {
      return CompletableFuture.completedFuture(NOTHING_ASKED);
    }
    CompletableFuture<ColumnFindings> found = catalog.get().find(call.write().table(), columns);
    return found.isDone() ? found : call.turn().parked(() -> found);
  }

  private CompletableFuture<ColumnFindings> untilAnswered(
      WriteCall call, Set<String> columns, ColumnFindings found) {
    if (found.answered() || invalid == Invalid.IGNORE) {
      return CompletableFuture.completedFuture(found);
    }
    CompletableFuture<ColumnFindings> answer =
        catalog.orElseThrow().described(call.write().table(), columns, retryPolicy.timeout());
    return call.cancellation()
        .begin(
            () -> {
              CompletableFuture<ColumnFindings> waiting = call.turn().parked(() -> answer);
              CompletableFuture<?> unused =
                  waiting.whenComplete((known, error) -> answer.cancel(false));
              return waiting;
            });
  }

  private CompletableFuture<WriteOutcome> converted(WriteCall call, ColumnFindings found) {
    FittedWrite fitted = new FittedWrite(call, found, invalid, display);
    Optional<String> refusal = fitted.refusal();
    if (refusal.isPresent()) {
      return CompletableFuture.completedFuture(
          new WriteOutcome.Refused(
              new ConnectException(
                  "The %s was not made: %s [correlation id %s]"
                      .formatted(call.write().describe(), refusal.get(), call.correlationId()))));
    }
    fitted.leftOut().forEach((column, why) -> drop(call.write(), column, why));
    return next.write(call.with(fitted.write()));
  }

  private void drop(Write write, TableColumn column, String why) {
    dropped.incrementAndGet();
    if (said.isNew(write.table(), column.name())) {
      LOG.warn(
          "Table '{}': {}. It is left out of the {} (invalid.values=drop). Further ones are counted in"
              + " invalid-values-dropped-total",
          write.table(),
          why,
          write.describe());
    }
  }
}
