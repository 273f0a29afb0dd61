/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.lookup;

import static org.assertj.core.api.Assertions.assertThat;

import io.snbridge.common.table.EncodedQuery;
import io.snbridge.common.table.Page;
import io.snbridge.common.table.PageRequest;
import io.snbridge.common.table.Row;
import io.snbridge.common.transport.Reply;
import io.snbridge.sink.record.BusinessKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Whatever rows there are, seen or hidden: no key is told of a row that is not its own. */
class TableLookupPropertyTest {

  private record Stored(int value, boolean upper, boolean hidden) {
    String text() {
      String text = "key" + value;
      return upper ? text.toUpperCase(Locale.ROOT) : text;
    }
  }

  /** An instance that ignores case, cuts a page before it hides rows, and counts those. */
  private record Instance(List<Stored> rows, boolean counts, boolean ignores) implements Pages {

    @Override
    public CompletableFuture<Reply<Page>> page(PageRequest request, String correlationId) {
      List<Row> shown =
          matching(request.query())
              .limit(request.limit())
              .filter(i -> !rows.get(i).hidden())
              .map(i -> new Row(Map.of("sys_id", "id" + i, "u_key", rows.get(i).text()), Map.of()))
              .toList();
      OptionalLong total =
          counts ? OptionalLong.of(matching(request.query()).count()) : OptionalLong.empty();
      return CompletableFuture.completedFuture(
          new Reply.Ok<>(new Page(shown, total), OptionalLong.empty()));
    }

    @Override
    public CompletableFuture<Reply<Long>> count(
        String table, EncodedQuery query, String correlationId) {
      return CompletableFuture.completedFuture(
          new Reply.Ok<>(matching(query).count(), OptionalLong.empty()));
    }

    private Stream<Integer> matching(EncodedQuery query) {
      String list = query.text().replaceFirst("^u_key(IN|=)", "");
      List<String> wanted = Arrays.asList(list.toLowerCase(Locale.ROOT).split(",", -1));
      return Stream.iterate(0, i -> i + 1)
          .limit(rows.size())
          .filter(i -> ignores || wanted.contains(rows.get(i).text().toLowerCase(Locale.ROOT)));
    }
  }

  @Property(tries = 500)
  void everyKeyIsToldTheTruthOrThatItCannotBeTold(
      @ForAll @Size(max = 40) List<@IntRange(max = 119) Integer> stored,
      @ForAll @Size(min = 1, max = 30) List<@IntRange(max = 29) Integer> keys,
      @ForAll boolean exact,
      @ForAll boolean counts) {
    // Of each value: lower case or upper, and one in six is hidden.
    List<Stored> rows =
        stored.stream().map(n -> new Stored(n % 30, n / 30 % 2 == 0, n % 6 == 0)).toList();
    List<LookupResult> found = ask(new Instance(rows, counts, false), keys, exact);
    for (int k = 0; k < keys.size(); k++) {
      String key = "key" + keys.get(k);
      List<Integer> all = new ArrayList<>();
      boolean hidden = false;
      for (int i = 0; i < rows.size(); i++) {
        String text = rows.get(i).text();
        if (text.equals(key) || (!exact && text.equalsIgnoreCase(key))) {
          all.add(i);
        }
        hidden |= text.equalsIgnoreCase(key) && rows.get(i).hidden();
      }
      if (all.size() > 1 || hidden) {
        assertThat(found.get(k)).isInstanceOf(LookupResult.Doubtful.class);
      } else {
        assertThat(found.get(k))
            .isEqualTo(
                all.isEmpty() ? new LookupResult.None() : new LookupResult.One("id" + all.get(0)));
      }
    }
  }

  @Property(tries = 100)
  void conditionThatIsIgnoredFindsNothing(
      @ForAll @Size(min = 1, max = 40) List<@IntRange(max = 29) Integer> stored,
      @ForAll @Size(min = 1, max = 30) List<@IntRange(min = 30, max = 59) Integer> keys) {
    List<Stored> rows = stored.stream().map(n -> new Stored(n, false, false)).toList();
    assertThat(ask(new Instance(rows, true, true), keys, false))
        .allMatch(LookupResult.Doubtful.class::isInstance);
  }

  private static List<LookupResult> ask(Instance instance, List<Integer> keys, boolean exact) {
    return new TableLookup(instance, "u_order")
        .ask(
            keys.stream()
                .map(
                    key ->
                        new LookupRequest(
                            new BusinessKey(
                                "u_order", new TreeMap<>(Map.of("u_key", "key" + key)), exact),
                            "c"))
                .toList())
        .join();
  }
}
