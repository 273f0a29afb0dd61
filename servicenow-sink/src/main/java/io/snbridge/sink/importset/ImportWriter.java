/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.importset;

import io.snbridge.sink.record.Write;
import io.snbridge.sink.write.RetryPolicy;
import io.snbridge.sink.write.ServerErrorBudget;
import io.snbridge.sink.write.TableWriteCounts;
import io.snbridge.sink.write.WriteAttempts;
import io.snbridge.sink.write.WriteCall;
import io.snbridge.sink.write.WriteOutcome;
import io.snbridge.sink.write.Writer;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Writes by the Import Set API. */
public final class ImportWriter implements Writer {

  private final Imports imports;
  private final Optional<StagedRows> staged;
  private final boolean coalesces;
  private final RetryPolicy retryPolicy;
  private final TableWriteCounts written = new TableWriteCounts();

  /**
   * A writer to one instance.
   *
   * @param staged finds rows by the record that they came from; empty when they do not tell it
   * @param coalesces whether every transform map finds the row that it made before, so that
   *     importing a row twice does no harm
   */
  public ImportWriter(
      Imports imports, Optional<StagedRows> staged, boolean coalesces, RetryPolicy retryPolicy) {
    this.imports = imports;
    this.staged = staged;
    this.coalesces = coalesces;
    this.retryPolicy = retryPolicy;
  }

  @Override
  public CompletableFuture<WriteOutcome> write(WriteCall call) {
    WriteAttempts attempts =
        new WriteAttempts(
            retryPolicy,
            call,
            new ServerErrorBudget(retryPolicy.maxServerErrors(), written.of(call.write().table())));
    return new ImportFlow(imports, staged, coalesces, attempts, (Write.Import) call.write())
        .run()
        .whenComplete((outcome, error) -> attempts.holdLane(outcome));
  }
}
