/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.header.ConnectHeaders;
import org.apache.kafka.connect.header.Headers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TableRoutingTest {

  private static final TableNames NAMES = new TableNames("u_${topic}", Map.of("calls", "incident"));
  private static final TableRouting ROUTING =
      new TableRouting(NAMES, Optional.of("table"), Set.of("incident", "u_orders"));

  @Test
  void headerWinsOverTheTopic() {
    assertThat(ROUTING.table("calls", headers("u_orders"))).isEqualTo("u_orders");
    assertThat(ROUTING.table("calls", headers("u_orders".getBytes(StandardCharsets.UTF_8))))
        .isEqualTo("u_orders");
    assertThat(ROUTING.table("calls", headers("sys_user").add("table", "incident", null)))
        .as("the last one")
        .isEqualTo("incident");
  }

  @Test
  void withoutTheHeaderTheTopicChooses() {
    assertThat(ROUTING.table("calls", new ConnectHeaders())).isEqualTo("incident");
    assertThat(ROUTING.table("orders", new ConnectHeaders())).isEqualTo("u_orders");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sys_user",
        "incident/../sys_user",
        "incident%2F..%2Fsys_user",
        "../sys_user",
        "INCIDENT",
        " incident",
        "incident\u0000",
        ""
      })
  void tableOutsideTheListIsRefusedByHeaderAndKey(String table) {
    assertThatThrownBy(() -> ROUTING.table("calls", headers(table)))
        .isInstanceOf(DataException.class)
        .message()
        .contains("Header 'table'", "'" + table.replace('\u0000', '?') + "'", "table.allowlist");
  }

  @Test
  void headerWithoutATableIsRefusedToo() {
    assertThatThrownBy(() -> ROUTING.table("calls", headers(null)))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("'null'");
    assertThatThrownBy(() -> ROUTING.table("calls", headers(Map.of("a", 1))))
        .isInstanceOf(DataException.class);
  }

  @Test
  void listHoldsForTopicsAsWell() {
    assertThatThrownBy(() -> ROUTING.table("bills", new ConnectHeaders()))
        .isInstanceOf(DataException.class)
        .message()
        .contains("Topic 'bills'", "'u_bills'", "table.allowlist");
    assertThat(
            new TableRouting(NAMES, Optional.empty(), Set.of()).table("bills", headers("sys_user")))
        .as("a header that nobody asked for")
        .isEqualTo("u_bills");
  }

  @Property
  void noHeaderLeavesTheList(@ForAll String table) {
    String chosen;
    try {
      chosen = ROUTING.table("calls", headers(table));
    } catch (DataException refused) {
      chosen = "incident";
    }
    assertThat(chosen).isIn("incident", "u_orders");
  }

  private static Headers headers(Object table) {
    return new ConnectHeaders().add("table", table, null);
  }
}
