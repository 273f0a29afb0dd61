/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.column;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.snbridge.common.schema.TableColumn;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StoredValueComparatorTest {

  private static StoredValueComparator.Match compare(
      String type, int length, String written, String stored) {
    Optional<TableColumn> column =
        type.equals("-")
            ? Optional.empty()
            : Optional.of(
                new TableColumn(
                    "u_x", type, "X", type.equals("reference") ? "sys_user" : "", length, false));
    return StoredValueComparator.compare(column, written, stored);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        "string|abc|abc",
        "string| abc |abc",
        "string|a\\r\\nb|a\\nb",
        "string|''|''",
        "boolean|1|true",
        "boolean|TRUE|true",
        "boolean|0|false",
        "boolean|''|false",
        "integer|007|7",
        "integer|7.0|7",
        "integer|''|0",
        "decimal|3.14159|3.14",
        "decimal|2.5|2.50",
        "decimal|-0|0",
        "float|1e3|1000",
        "glide_date_time|2026-01-02|2026-01-02 00:00:00",
        "glide_date|2026-01-02 03:04:05|2026-01-02",
        "glide_time|03:04:05|1970-01-01 03:04:05",
        "glide_duration|2 03:04:05|1970-01-03 03:04:05",
        "reference|AAAABBBBCCCCDDDDEEEEFFFF00001111|aaaabbbbccccddddeeeeffff00001111",
        "reference|Fred Luddy|aaaabbbbccccddddeeeeffff00001111",
        "glide_list|b, a|a,b",
        "html|<p>x<script/></p>|<p>x</p>",
        "password2|secret|9f8e7d",
        "currency|JPY;4369.21|39.40",
        "phone_number_e164|+1 (555) 0100|+15550100",
        "-|1|true",
        "-|3.14159|3.14",
        "-|2026-01-02|2026-01-02 00:00:00",
        "-|b,a|a,b",
      })
  void valueInServiceNowsOwnFormIsTheSame(String type, String written, String stored) {
    assertThat(compare(type, 40, unescaped(written), unescaped(stored)))
        .isEqualTo(StoredValueComparator.Match.SAME);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "string|abc|''",
        "string|''|abc",
        "string|abc|ABC",
        "string|007|7",
        "string|1|true",
        "boolean|1|false",
        "boolean|false|true",
        "boolean|maybe|false",
        "integer|5|4",
        "integer|5|''",
        "integer|''|5",
        "decimal|3.14159|3.15",
        "decimal|4|3.99",
        "decimal|12|''",
        "glide_date_time|2026-01-02 03:04:05|2026-01-02 02:04:05",
        "glide_date_time|2026-01-02|''",
        "glide_date|2026-01-02|2026-01-03",
        "glide_duration|1970-01-02 02:00:00|1970-01-01 00:00:00",
        "timer|1970-01-02 02:00:00|''",
        "reference|aaaabbbbccccddddeeeeffff00001111|aaaabbbbccccddddeeeeffff00002222",
        "reference|Fred Luddy|''",
        "reference|''|aaaabbbbccccddddeeeeffff00001111",
        "glide_list|a,b|a",
        "html|<p>x</p>|''",
        "-|abc|xyz",
        "-|1|false",
        "-|5|4",
        "-|short|sh",
      })
  void valueThatIsNotThereIsDifferent(String type, String written, String stored) {
    assertThat(compare(type, 40, written, stored)).isEqualTo(StoredValueComparator.Match.DIFFERENT);
  }

  @Test
  void textThatIsTooLongIsCut() {
    assertThat(compare("string", 5, "abcdefg", "abcde")).isEqualTo(StoredValueComparator.Match.CUT);
    assertThat(compare("string", 5, "abcd efg", "abcd")).isEqualTo(StoredValueComparator.Match.CUT);
    assertThat(compare("string", 5, "abcdefg", "ab"))
        .isEqualTo(StoredValueComparator.Match.DIFFERENT);
    assertThat(compare("-", 0, "x".repeat(50), "x".repeat(40)))
        .isEqualTo(StoredValueComparator.Match.CUT);
  }

  private static String unescaped(String text) {
    return text.replace("\\r", "\r").replace("\\n", "\n");
  }

  /** An expression that tries each way to part the digits takes hours. */
  @Test
  void veryLongNumberTakesNoTime() {
    String digits = "1".repeat(1_000_000);

    assertTimeoutPreemptively(
        Duration.ofSeconds(5), () -> compare("decimal", 40, digits + "x", digits + "y"));
    assertTimeoutPreemptively(
        Duration.ofSeconds(5), () -> compare("decimal", 40, digits, digits + "1"));
  }
}
