/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.doorbell;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DoorbellMessageTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "                  | {\"table\": \"incident\"}                                       |"
            + " incident",
        "                  | {\"other\": {\"table\": \"no\"}, \"table\": \" incident \"}       |"
            + " incident",
        "                  | {\"schema\": {\"type\": \"struct\"}, \"payload\": {\"table\": \"a\"}}"
            + " | a",
        "                  | {\"table\": [\"a\", 1, null, {\"b\": []}, \"c\"]}               | a,c",
        "incident          |                                                                |"
            + " incident",
        "\"incident\"      |                                                                |"
            + " incident",
        "key               | {\"table\": \"value\"}                                          |"
            + " value",
        "key               | {\"no\": 1}                                                    | key",
        "key               | null                                                           | key",
        "key               | [\"a\"]                                                         | key",
        "key               | {\"table\": \"cut                                              | key",
      })
  void tableIsNamedInTheValueOrElseInTheKey(String key, String value, String tables) {
    assertThat(DoorbellMessage.tables(bytes(key), bytes(value))).containsExactly(tables.split(","));
  }

  @Test
  void messageThatNamesNothingHasNone() {
    assertThat(DoorbellMessage.tables(null, null)).isEmpty();
    assertThat(DoorbellMessage.tables(bytes(" "), bytes("{}"))).isEmpty();
    assertThat(DoorbellMessage.tables(bytes("\"\""), bytes("{\"table\": 7}"))).isEmpty();
  }

  @Test
  void messageOfMoreTablesThanAreReadHasTheFirst() {
    String many = "\"t\",".repeat(DoorbellMessage.MOST_TABLES) + "\"last\"";
    assertThat(DoorbellMessage.tables(null, bytes("{\"table\": [" + many + "]}")))
        .hasSize(DoorbellMessage.MOST_TABLES)
        .doesNotContain("last");
  }

  @Property(tries = 200)
  void anyBytesAreRead(@ForAll byte[] key, @ForAll byte[] value) {
    List<String> tables = DoorbellMessage.tables(key, value);
    assertThat(tables).doesNotContain("");
  }

  private static byte[] bytes(String text) {
    return text == null ? null : text.getBytes(UTF_8);
  }
}
