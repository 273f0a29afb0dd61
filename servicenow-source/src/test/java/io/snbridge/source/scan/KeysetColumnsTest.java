/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.scan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.snbridge.common.table.Row;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeysetColumnsTest {

  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

  private static Row row(String id, String stamp) {
    return new Row(Map.of("sys_id", id, "sys_updated_on", stamp), Map.of());
  }

  @ParameterizedTest
  @ValueSource(strings = {"[\"a\"]", "[{}]", "[[]]", "[]", "{\"a\":1}", "{}"})
  void nestedValueIsNoId(String id) {
    KeysetColumns columns = new KeysetColumns("sys_updated_on", "sys_id");
    assertThatThrownBy(() -> columns.requireId(row(id, "")))
        .isInstanceOf(PageRejectedException.class)
        .hasMessageContaining("'" + id + "' in column 'sys_id', which is no text");
  }

  @Test
  void rowWithoutIdOrStampIsNamed() throws Exception {
    KeysetColumns columns = new KeysetColumns("sys_updated_on", "sys_id");
    assertThat(columns.requireId(row("[a", ""))).isEqualTo("[a");
    assertThatThrownBy(() -> columns.requireId(row(" ", "")))
        .hasMessageContaining("no value in column 'sys_id'")
        .extracting(rejected -> ((PageRejectedException) rejected).rule())
        .isEqualTo(PageRejectedException.Rule.COMPLETE);
    assertThatThrownBy(() -> columns.requireTimestamp(row("7", "soon")))
        .hasMessageContaining("row 7 has 'soon' in column 'sys_updated_on'");
    assertThat(columns.requireTimestamp(row("7", "2026-03-01 12:00:00"))).isEqualTo(NOON);
    assertThat(columns.timestamp(row("7", "2026-03-01 12:00:00"))).isEqualTo(NOON);
    assertThat(columns.id(row("7", ""))).isEqualTo("7");
  }
}
