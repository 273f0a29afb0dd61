/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.snbridge.common.schema.Tables;
import io.snbridge.common.table.EncodedQuery;
import io.snbridge.common.table.Page;
import io.snbridge.common.table.PageRequest;
import io.snbridge.common.table.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class ClassChainsTest {

  private final List<String> queries = new ArrayList<>();
  private final List<Row> objects = new ArrayList<>();
  private final ClassChains chains =
      new ClassChains(
          new Tables() {
            @Override
            public Page page(PageRequest request) {
              queries.add(request.query().text());
              List<Row> found =
                  objects.stream()
                      .filter(
                          row -> matches(request, "name", row) || matches(request, "sys_id", row))
                      .toList();
              return new Page(found, OptionalLong.of(found.size()), 0);
            }

            @Override
            public long count(String table, EncodedQuery query) {
              throw new AssertionError("each page has a count");
            }
          });

  private static boolean matches(PageRequest request, String column, Row row) {
    String query = request.query().text();
    return query.startsWith(column + "IN")
        && List.of(query.substring(column.length() + 2).split("\\^", -1)[0].split(",", -1))
            .contains(row.values().get(column));
  }

  @Test
  void chainGoesUpToTheBaseAndIsAskedForOnce() throws Exception {
    object("1", "task", "");
    object("2", "incident", "1");
    object("3", "problem", "1");
    object("4", "u_incident", "2");
    chains.learn(List.of("u_incident", "problem"));
    assertThat(chains.of("u_incident")).contains(List.of("u_incident", "incident", "task"));
    assertThat(chains.of("problem")).contains(List.of("problem", "task"));
    assertThat(chains.of("task")).contains(List.of("task"));
    assertThat(queries).hasSize(2);
    chains.learn(List.of("problem", "incident", "task"));
    assertThat(queries).hasSize(2);
  }

  @Test
  void whatIsNotShownIsNotGuessed() throws Exception {
    object("2", "incident", "1");
    chains.learn(List.of("incident", "u_gone"));
    assertThat(chains.of("incident")).isEmpty();
    assertThat(chains.of("u_gone")).isEmpty();
    object("1", "task", "");
    int before = queries.size();
    chains.learn(List.of("incident", "u_gone"));
    assertThat(queries).as("not asked for at each count").hasSize(before);
    chains.refresh(List.of("incident"));
    assertThat(chains.of("incident")).contains(List.of("incident", "task"));
  }

  @Test
  void classThatGetsAnotherParentIsKnownOnceItIsAskedForAgain() throws Exception {
    object("1", "task", "");
    object("2", "u_base", "");
    object("3", "u_part", "1");
    chains.learn(List.of("u_part"));
    assertThat(chains.of("u_part")).contains(List.of("u_part", "task"));
    objects.remove(2);
    object("3", "u_part", "2");
    chains.refresh(List.of("u_part"));
    assertThat(chains.of("u_part")).contains(List.of("u_part", "u_base"));
    assertThat(chains.of("task")).isEmpty();
  }

  @Test
  void tablesThatExtendEachOtherHaveNoBase() throws Exception {
    object("1", "a", "2");
    object("2", "b", "1");
    chains.learn(List.of("a"));
    assertThat(chains.of("a")).isEmpty();
  }

  private void object(String id, String name, String parent) {
    objects.add(new Row(Map.of("sys_id", id, "name", name, "super_class", parent), Map.of()));
  }
}
