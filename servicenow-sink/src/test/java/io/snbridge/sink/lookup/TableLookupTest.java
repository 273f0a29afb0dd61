/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.lookup;

import static org.assertj.core.api.Assertions.assertThat;

import io.snbridge.common.table.EncodedQuery;
import io.snbridge.common.table.Page;
import io.snbridge.common.table.PageRequest;
import io.snbridge.common.transport.Reply;
import io.snbridge.sink.record.BusinessKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TableLookupTest {

  private final List<String> queries = new ArrayList<>();

  /** A table without rows. */
  private final Pages empty =
      new Pages() {
        @Override
        public CompletableFuture<Reply<Page>> page(PageRequest request, String correlationId) {
          queries.add(request.query().text());
          return CompletableFuture.completedFuture(
              new Reply.Ok<>(new Page(List.of(), OptionalLong.of(0)), OptionalLong.of(0)));
        }

        @Override
        public CompletableFuture<Reply<Long>> count(
            String table, EncodedQuery query, String correlationId) {
          throw new AssertionError("the page has its count");
        }
      };

  /** A column's type may have made such a value of another one. */
  @Test
  void keyThatNoQueryCanAskForIsToldApartFromThoseThatAreAskedForWithIt() {
    List<LookupResult> found =
        new TableLookup(empty, "u_order")
            .ask(
                Stream.of("a", "b", "NULL", "c\nd", "e")
                    .map(
                        value ->
                            new LookupRequest(
                                new BusinessKey(
                                    "u_order", new TreeMap<>(Map.of("u_key", value)), false),
                                "c"))
                    .toList())
            .join();
    assertThat(found)
        .map(LookupResult::getClass)
        .map(Class::getSimpleName)
        .containsExactly("None", "None", "Unaskable", "Unaskable", "None");
    assertThat(queries).noneMatch(query -> query.contains("NULL"));
  }
}
