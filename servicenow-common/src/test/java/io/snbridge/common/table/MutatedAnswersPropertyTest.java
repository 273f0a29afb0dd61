/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.table;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.opentest4j.TestAbortedException;

/**
 * Good answers that are cut, flipped, doubled, nested and mixed up. What comes out of them is what
 * another parser reads, or an {@link IOException}, which is never believed: no other row, no other
 * number of rows, no other throwable.
 */
class MutatedAnswersPropertyTest {

  private static final List<String> GOOD =
      List.of(
          "{\"result\":[{\"sys_id\":\"1\",\"n\":\"a\"},{\"sys_id\":\"2\",\"n\":\"b\"},{\"sys_id\":\"3\"}]}",
          "{\"result\":[{\"a\":{\"link\":\"https://x/y\",\"value\":\"v\"},\"b\":null,\"c\":[1,{}],\"d\":-1.5e3}]}",
          "{\"result\":[{\"a\":{\"display_value\":\"D\",\"value\":\"\"},\"b\":true,\"\":\"x\"},{}]}",
          "{\"result\":[{\"t\":\"gr\u00fc\u00df \u65e5\ud83d\ude00 \\\\u00e4 \\\"q\\\" \\n\"}],\"session\":{\"x\":[1]}}",
          "{\"result\":[]}",
          "{\"error\":{\"message\":\"Transaction cancelled\",\"detail\":\"d\"},\"status\":\"failure\",\"result\":[{\"a\":\"1\"}]}");

  private static final List<String> PIECES =
      List.of(
          "{",
          "}",
          "[",
          "]",
          ",",
          ":",
          "\"",
          "null",
          "\"result\":[",
          "\"a\":\"1\",",
          "{},",
          "1e999999",
          "\"error\":{\"message\":\"m\"},",
          "\\u0000",
          "\u0000",
          "[[[[[[[[",
          "{\"a\":".repeat(1_100),
          "[".repeat(1_100),
          "9".repeat(2_000),
          " ",
          "/*",
          "\ufeff",
          "\\ud800");

  /** Without limits of its own on numbers. */
  private static final JsonMapper OTHER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNumberLength(Integer.MAX_VALUE).build())
                  .build())
          .enable(JsonReadFeature.ALLOW_UNESCAPED_CONTROL_CHARS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .build();

  @Property(tries = 4_000)
  void rowsAreAsSentOrNone(
      @ForAll long seed, @ForAll @IntRange(min = 0, max = 5) int good, @ForAll DisplayValue mode) {
    byte[] body = mutated(new Random(seed), GOOD.get(good));
    List<Row> rows;
    try {
      rows = Envelope.read(new ByteArrayInputStream(body), new RowReader(mode)::rows);
    } catch (IOException notBelieved) {
      return;
    }
    JsonNode sent = tree(body);
    assertThat(sent).as("what another parser reads of it").isNotNull();
    assertThat(sent.has("error") && !sent.get("error").isNull()).isFalse();
    assertThat(rows).hasSameSizeAs(sent.get("result"));
    for (int i = 0; i < rows.size(); i++) {
      assertSame(rows.get(i), sent.get("result").get(i), mode);
    }
  }

  @Property(tries = 1_500)
  void countsAreAsSentOrNone(@ForAll long seed) {
    byte[] body = mutated(new Random(seed), "{\"result\":{\"stats\":{\"count\":\"1234\"}}}");
    long count;
    try {
      count = Envelope.read(new ByteArrayInputStream(body), CountReader::read);
    } catch (IOException notBelieved) {
      return;
    }
    JsonNode sent = tree(body);
    assertThat(sent).isNotNull();
    assertThat(Long.parseLong(sent.at("/result/stats/count").asText())).isEqualTo(count);
  }

  @Property(tries = 1_500)
  void groupsAreAsSentOrNone(@ForAll long seed) {
    String good =
        "{\"result\":[{\"stats\":{\"count\":\"5\"},\"groupby_fields\":[{\"field\":\"c\",\"value\":\"x\"}]},"
            + "{\"stats\":{\"count\":\"7\"},\"groupby_fields\":[{\"field\":\"c\",\"value\":\"y\"}]}]}";
    byte[] body = mutated(new Random(seed), good);
    Map<String, Long> counts;
    try {
      counts = Envelope.read(new ByteArrayInputStream(body), new GroupCountReader("c")::read);
    } catch (IOException notBelieved) {
      return;
    }
    JsonNode sent = tree(body);
    assertThat(sent).isNotNull();
    long total = 0;
    for (JsonNode group : sent.get("result")) {
      total += group.has("stats") ? Long.parseLong(group.at("/stats/count").asText()) : 0;
    }
    assertThat(counts.values().stream().mapToLong(Long::longValue).sum()).isEqualTo(total);
  }

  @Property(tries = 1_500)
  void treesAreAsSentOrNone(@ForAll long seed) {
    String good =
        "{\"result\":{\"items\":[{\"className\":\"c\",\"errors\":[],\"sysId\":\"1\"}],\"n\":null,\"b\":false}}";
    byte[] body = mutated(new Random(seed), good);
    Optional<JsonTree> tree;
    try {
      tree = JsonTree.read(new ByteArrayInputStream(body));
    } catch (IOException notBelieved) {
      return;
    }
    if (tree.isPresent()) {
      JsonNode sent = tree(body);
      assertThat(sent).isNotNull();
      assertThat(tree.get().member("result").member("items").elements())
          .hasSize(sent.at("/result/items").isArray() ? sent.at("/result/items").size() : 0);
    }
  }

  private static void assertSame(Row row, JsonNode sent, DisplayValue mode) {
    Set<String> columns = new HashSet<>();
    sent.fieldNames().forEachRemaining(columns::add);
    assertThat(row.values().keySet()).isEqualTo(columns);
    String wanted = mode == DisplayValue.TRUE ? "display_value" : "value";
    row.values()
        .forEach(
            (column, text) -> {
              JsonNode value = sent.get(column);
              JsonNode plain = value.isObject() && value.has(wanted) ? value.get(wanted) : value;
              assertThat(isSame(text, plain)).as("%s of %s", text, value).isTrue();
            });
  }

  private static boolean isSame(String text, JsonNode sent) {
    if (sent.isContainerNode()) {
      return sent.equals(tree(text));
    }
    if (sent.isNumber()) {
      return new BigDecimal(text).compareTo(sent.decimalValue()) == 0;
    }
    return text.equals(sent.isNull() ? "" : sent.asText());
  }

  /** Null for what is no JSON. */
  private static JsonNode tree(byte[] body) {
    try {
      return OTHER.readTree(body);
    } catch (IOException notJson) {
      return null;
    } catch (NumberFormatException beyondBigDecimal) {
      throw new TestAbortedException("The other parser cannot say", beyondBigDecimal);
    }
  }

  /** Not as bytes: there are halves of surrogate pairs. */
  private static JsonNode tree(String text) {
    try {
      return OTHER.readTree(text);
    } catch (IOException notJson) {
      return null;
    } catch (NumberFormatException beyondBigDecimal) {
      throw new TestAbortedException("The other parser cannot say", beyondBigDecimal);
    }
  }

  private static byte[] mutated(Random random, String good) {
    byte[] body = good.getBytes(UTF_8);
    int changes = random.nextInt(4);
    for (int i = 0; i < changes && body.length > 0; i++) {
      body = changed(random, body);
    }
    return body;
  }

  private static byte[] changed(Random random, byte[] body) {
    int from = random.nextInt(body.length);
    int to = from + random.nextInt(Math.min(40, body.length - from) + 1);
    byte[] part = Arrays.copyOfRange(body, from, to);
    return switch (random.nextInt(6)) {
      case 0 -> Arrays.copyOf(body, from);
      case 1 -> {
        byte[] flipped = body.clone();
        flipped[from] ^= (byte) (1 << random.nextInt(8));
        yield flipped;
      }
      case 2 -> joined(Arrays.copyOf(body, from), Arrays.copyOfRange(body, to, body.length));
      case 3 -> joined(Arrays.copyOf(body, to), part, Arrays.copyOfRange(body, to, body.length));
      case 4 -> {
        int at = random.nextInt(body.length);
        yield joined(Arrays.copyOf(body, at), part, Arrays.copyOfRange(body, at, body.length));
      }
      default -> {
        byte[] piece = PIECES.get(random.nextInt(PIECES.size())).getBytes(UTF_8);
        yield joined(Arrays.copyOf(body, from), piece, Arrays.copyOfRange(body, from, body.length));
      }
    };
  }

  private static byte[] joined(byte[]... parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return out.toByteArray();
  }
}
