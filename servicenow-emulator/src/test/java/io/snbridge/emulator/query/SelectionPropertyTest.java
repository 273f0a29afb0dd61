/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.emulator.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.snbridge.emulator.DuplicateIds;
import io.snbridge.emulator.TableDefinition;
import io.snbridge.emulator.store.Author;
import io.snbridge.emulator.store.Row;
import io.snbridge.emulator.store.Store;
import io.snbridge.emulator.store.SysIds;
import io.snbridge.emulator.store.Table;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/**
 * Whatever index answers a query, the rows, their order and their count are those of a full scan.
 */
class SelectionPropertyTest {
  private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");

  /** A comparison of one of the two indexed columns. */
  record Test(String column, String operator, String value, String to) {
    String encoded() {
      return switch (operator) {
        case "ISEMPTY" -> column + operator;
        case "BETWEEN" -> column + operator + value + "@" + to;
        default -> column + operator + value;
      };
    }

    boolean holds(Row row) {
      String actual = row.asMap().get(column);
      if (operator.equals("ISEMPTY")) {
        return actual.isEmpty();
      }
      if (operator.equals("!=")) {
        return !actual.isEmpty() && !actual.equals(value);
      }
      int order = actual.compareTo(value);
      return !actual.isEmpty()
          && switch (operator) {
            case "=" -> order == 0;
            case ">" -> order > 0;
            case "<" -> order < 0;
            case ">=" -> order >= 0;
            case "<=" -> order <= 0;
            default -> order >= 0 && actual.compareTo(to) <= 0;
          };
    }
  }

  @Property(tries = 2000)
  void indexesGiveWhatAScanGives(
      @ForAll("branches") List<List<Test>> branches,
      @ForAll("stamps") List<String> stamps,
      @ForAll("orders") String order,
      @ForAll("pages") List<Integer> page) {
    Store store = new Store(() -> NOW, () -> Duration.ZERO, new SysIds(1));
    Table table = store.define(TableDefinition.table("u_t"));
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < stamps.size(); i++) {
      Map<String, String> values =
          Map.of("sys_id", "%02x".formatted(i * 7 % 256), "sys_updated_on", stamps.get(i));
      rows.add(store.insert(table, values, Author.TEST, DuplicateIds.FORBIDDEN_403));
    }
    String query =
        branches.stream()
            .map(branch -> branch.stream().map(Test::encoded).collect(Collectors.joining("^")))
            .collect(Collectors.joining("^NQ"));
    Session session = new Session(ZoneOffset.UTC, false, true, false, 5, NOW);
    Selection selection = Selection.of(store, table, query + order, session);
    List<String> expected =
        rows.stream()
            .filter(row -> branches.stream().anyMatch(b -> b.stream().allMatch(t -> t.holds(row))))
            .sorted(
                order.contains("updated")
                    ? Comparator.comparing((Row row) -> row.asMap().get("sys_updated_on"))
                        .thenComparing(Row::sysId)
                    : Comparator.comparing(Row::sysId))
            .map(Row::sysId)
            .toList();
    List<String> all = ids(selection.rows(0, 1000));
    assertThat(selection.count()).as(query).isEqualTo(expected.size());
    if (order.isEmpty()) {
      assertThat(all).as(query).containsExactlyInAnyOrderElementsOf(expected);
    } else {
      assertThat(all).as(query + order).containsExactlyElementsOf(expected);
      int from = Math.min(page.get(0), expected.size());
      int to = Math.min(from + page.get(1), expected.size());
      assertThat(ids(selection.rows(page.get(0), page.get(1))))
          .containsExactlyElementsOf(expected.subList(from, to));
    }
  }

  private static List<String> ids(List<Row> rows) {
    return rows.stream().map(Row::sysId).toList();
  }

  @Provide
  Arbitrary<List<List<Test>>> branches() {
    Arbitrary<String> operator =
        Arbitraries.of("=", ">", "<", ">=", "<=", "!=", "ISEMPTY", "BETWEEN");
    Arbitrary<String> id = Arbitraries.integers().between(0, 255).map("%02x"::formatted);
    Arbitrary<Test> onId =
        Combinators.combine(operator, id, id).as((o, a, b) -> test("sys_id", o, a, b));
    Arbitrary<Test> onStamp =
        Combinators.combine(operator, stamp(), stamp())
            .as((o, a, b) -> test("sys_updated_on", o, a, b));
    return Arbitraries.oneOf(onId, onStamp)
        .list()
        .ofMinSize(1)
        .ofMaxSize(3)
        .list()
        .ofMinSize(1)
        .ofMaxSize(3);
  }

  private static Test test(String column, String operator, String a, String b) {
    boolean ordered = a.compareTo(b) <= 0;
    return new Test(column, operator, ordered ? a : b, ordered ? b : a);
  }

  private static Arbitrary<String> stamp() {
    return Arbitraries.integers().between(0, 5).map("2026-03-01 10:00:0%d"::formatted);
  }

  @Provide
  Arbitrary<List<String>> stamps() {
    return Arbitraries.oneOf(stamp(), Arbitraries.just("")).list().ofMaxSize(36);
  }

  @Provide
  Arbitrary<String> orders() {
    return Arbitraries.of("", "^ORDERBYsys_id", "^ORDERBYsys_updated_on^ORDERBYsys_id");
  }

  @Provide
  Arbitrary<List<Integer>> pages() {
    return Arbitraries.integers().between(0, 12).list().ofSize(2);
  }
}
