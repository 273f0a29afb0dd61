/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class InternalTypesTest {

  private static final Path GUIDE = Path.of("..", "docs", "guides", "schema.md");
  private static final Pattern CODE = Pattern.compile("`([A-Za-z0-9_]+)`");

  /** A row of the table under "Types": types, schema, schema with {@code time.mode=string}. */
  @Test
  void guideAndCodeHaveTheSameTypes() throws IOException {
    Map<String, String> guide = new TreeMap<>();
    Files.readAllLines(GUIDE).stream()
        .dropWhile(line -> !line.equals("## Types"))
        .takeWhile(line -> line.equals("## Types") || !line.startsWith("## "))
        .filter(line -> line.startsWith("| `"))
        .map(line -> line.split("\\s*\\|\\s*", -1))
        .forEach(
            cells ->
                CODE.matcher(cells[1])
                    .results()
                    .forEach(type -> guide.put(type.group(1), cells[2] + " / " + cells[3])));

    Map<String, String> code = new TreeMap<>();
    new LinkedHashMap<>(InternalTypes.TYPES)
        .forEach(
            (type, value) ->
                code.put(
                    type, value.description() + " / " + value.in(TimeMode.STRING).description()));
    assertThat(guide).isEqualTo(code);
  }

  @Test
  void unknownTypesAreText() {
    assertThat(InternalTypes.of("u_invented_tomorrow")).isEqualTo(ValueType.TEXT);
  }
}
