/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.table;

import io.snbridge.common.table.Row;
import io.snbridge.common.table.TableApi;
import io.snbridge.common.transport.Reply;
import io.snbridge.sink.write.FewAtATime;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * What a write needs of the {@link TableApi}, which see. A read that ServiceNow fails at is not
 * repeated as it is: see {@link UnrepeatedPages}.
 */
public interface Rows {

  CompletableFuture<Reply<Optional<Row>>> get(String table, String sysId, String correlationId);

  CompletableFuture<Reply<Row>> insert(
      String table, Map<String, String> values, String correlationId);

  CompletableFuture<Reply<Row>> update(
      String table, String sysId, Map<String, String> values, String correlationId);

  CompletableFuture<Reply<Void>> delete(String table, String sysId, String correlationId);

  /**
   * Rows of an instance.
   *
   * @param reading not in batches: one row that is never answered for would keep all of its batch
   * @param mostReads at a time, so that connections are left where none of them is answered
   */
  static Rows of(TableApi api, TableApi reading, int mostReads) {
    UnrepeatedPages reads = new UnrepeatedPages(reading);
    FewAtATime few = new FewAtATime(mostReads);
    return new Rows() {
      @Override
      public CompletableFuture<Reply<Optional<Row>>> get(
          String table, String sysId, String correlationId) {
        return few.run(table, () -> reads.get(table, sysId, correlationId));
      }

      @Override
      public CompletableFuture<Reply<Row>> insert(
          String table, Map<String, String> values, String correlationId) {
        return api.insert(table, values, correlationId);
      }

      @Override
      public CompletableFuture<Reply<Row>> update(
          String table, String sysId, Map<String, String> values, String correlationId) {
        return api.update(table, sysId, values, correlationId);
      }

      @Override
      public CompletableFuture<Reply<Void>> delete(
          String table, String sysId, String correlationId) {
        return api.delete(table, sysId, correlationId);
      }
    };
  }
}
