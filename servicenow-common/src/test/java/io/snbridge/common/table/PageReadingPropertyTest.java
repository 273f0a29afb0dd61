/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.table;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class PageReadingPropertyTest {

  @Property
  void everyRowComesBackWithItsColumnsInTheirOrder(@ForAll("pages") List<Map<String, String>> page)
      throws IOException {
    String body =
        page.stream().map(RowJson::of).collect(Collectors.joining(",", "{\"result\":[", "]}"));

    List<Row> rows =
        Envelope.read(
            new ByteArrayInputStream(body.getBytes(UTF_8)),
            new RowReader(DisplayValue.FALSE)::rows);

    assertThat(rows)
        .extracting(row -> List.copyOf(row.values().entrySet()))
        .isEqualTo(page.stream().map(row -> List.copyOf(row.entrySet())).toList());
    assertThat(rows)
        .allSatisfy(
            row ->
                row.values().forEach((name, value) -> assertThat(row.value(name)).hasValue(value)));
  }

  /**
   * Rows of few columns, so that neighbours often have as many, but others, or in another order.
   */
  @Provide
  Arbitrary<List<Map<String, String>>> pages() {
    Arbitrary<String> value = Arbitraries.strings().excludeChars('\0').ofMaxLength(3);
    return Arbitraries.of("a", "b", "c")
        .list()
        .uniqueElements()
        .ofMaxSize(3)
        .flatMap(columns -> value.list().ofSize(columns.size()).map(values -> row(columns, values)))
        .list()
        .ofMaxSize(6);
  }

  private static Map<String, String> row(List<String> columns, List<String> values) {
    Map<String, String> row = new LinkedHashMap<>();
    for (int i = 0; i < columns.size(); i++) {
      row.put(columns.get(i), values.get(i));
    }
    return row;
  }
}
