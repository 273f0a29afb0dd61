/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.table;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.snbridge.common.transport.Clients;
import io.snbridge.common.transport.PoisonedBodyException;
import io.snbridge.common.transport.Reply;
import io.snbridge.common.transport.ServiceNowClient;
import io.snbridge.common.transport.StubInstance;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PageReadingTest {

  private static List<Row> read(DisplayValue mode, String json) throws IOException {
    return Envelope.read(new ByteArrayInputStream(json.getBytes(UTF_8)), new RowReader(mode)::rows);
  }

  private static PoisonedBodyException poisonOf(String json) {
    try {
      List<Row> rows = read(DisplayValue.FALSE, json);
      throw new AssertionError("believed: " + rows);
    } catch (PoisonedBodyException e) {
      return e;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void rawRowsHaveReferencesAsTheirId() throws IOException {
    List<Row> rows =
        read(
            DisplayValue.FALSE,
            """
            {"result":[{"made_sla":"true","watch_list":"","number":"PRB0000050",
             "opened_by":{"link":"https://i.example/api/now/table/sys_user/glide.maint","value":"glide.maint"},
             "sys_domain":{"link":"https://i.example/api/now/table/sys_user_group/global","value":"global"},
             "assigned_to":"","user.name":"Fred Johnson"}]}\
            """);

    assertThat(rows).hasSize(1);
    assertThat(rows.get(0).values())
        .containsExactly(
            entry("made_sla", "true"),
            entry("watch_list", ""),
            entry("number", "PRB0000050"),
            entry("opened_by", "glide.maint"),
            entry("sys_domain", "global"),
            entry("assigned_to", ""),
            entry("user.name", "Fred Johnson"));
    assertThat(rows.get(0).displayValues()).isEmpty();
  }

  @Test
  void shortTextThatComesAgainIsKeptOnce() throws IOException {
    List<Row> rows =
        read(
            DisplayValue.FALSE,
            """
            {"result":[{"state":"open","by":"Zo\u00eb \\"Z\\" Li","also":"open"},
             {"state":"open","by":"Zo\u00eb \\"Z\\" Li","also":"shut"}]}\
            """);

    Map<String, String> first = rows.get(0).values();
    Map<String, String> second = rows.get(1).values();
    assertThat(first).containsEntry("by", "Zoë \"Z\" Li").containsEntry("also", "open");
    assertThat(second.get("state")).isSameAs(first.get("state")).isSameAs(first.get("also"));
    assertThat(second.get("by")).isSameAs(first.get("by"));
    assertThat(second).containsEntry("also", "shut");
  }

  /** These texts have one hash, by which what was read before is found. */
  @Test
  void textsWithOneHashStayApart() throws IOException {
    assertThat("AaBB").hasSameHashCodeAs("BBAa");

    List<Row> rows =
        read(
            DisplayValue.FALSE,
            """
            {"result":[{"a":"AaBB","b":"BBAa","c":"AaAa"},{"a":"BBBB","b":"AaBB","c":""}]}\
            """);

    assertThat(rows.get(0).values().values()).containsExactly("AaBB", "BBAa", "AaAa");
    assertThat(rows.get(1).values().values()).containsExactly("BBBB", "AaBB", "");
  }

  /** Rows may become larger all at once; what cannot be held is not read. */
  @ParameterizedTest
  @CsvSource({"10, true", "1, false"})
  void pageOfSeveralRowsThatHasTooManyBytesIsNotReadToItsEnd(int limit, boolean isCut)
      throws IOException {
    PageRequest request =
        new PageRequest(
                "incident",
                EncodedQuery.everything(),
                List.of(),
                limit,
                0,
                false,
                DisplayValue.FALSE)
            .within(100_000);
    String row = "{\"text\":\"" + "x".repeat(1_000_000) + "\"}";
    try (StubInstance instance = new StubInstance()) {
      instance.otherwise(StubInstance.json(200, "{\"result\":[" + row + "]}"));
      try (ServiceNowClient client =
          ServiceNowClient.open(
              Clients.retryTimeout(Clients.settings(instance.url()), Duration.ZERO),
              Clients.BASIC)) {
        Reply<Page> reply = Clients.join(new TableApi(client).page(request));

        if (isCut) {
          assertThat(reply)
              .isInstanceOfSatisfying(
                  Reply.Poisoned.class,
                  cut -> {
                    assertThat(cut.tooMuch()).isTrue();
                    assertThat(cut.failure().message())
                        .isEqualTo("the answer has more than 100000 bytes");
                  });
        } else {
          assertThat(reply.orThrow().rows()).hasSize(1);
        }
      }
    }
  }

  /** Empty ones are of three bytes, and of many more in the heap. */
  @Test
  void answerOfManyMoreRowsThanWereAskedForIsNotReadToItsEnd() {
    PageRequest request =
        new PageRequest(
            "incident", EncodedQuery.everything(), List.of(), 1, 0, false, DisplayValue.FALSE);
    PageCall call =
        new PageCall(() -> "/api/now/table/incident", () -> request, page -> null, failed -> {});
    var unused = call.request();
    byte[] body = ("{\"result\":[" + "{},".repeat(1_000_000) + "{}]}").getBytes(UTF_8);

    assertThatThrownBy(() -> call.read(new ByteArrayInputStream(body)))
        .isInstanceOf(PoisonedBodyException.class)
        .hasMessageContaining("1 were asked for");
  }

  /** What is held of a page is counted by them. */
  @Test
  void pageHasTheBytesOfItsBody() throws IOException {
    PageRequest request =
        new PageRequest(
            "incident", EncodedQuery.everything(), List.of(), 10, 0, false, DisplayValue.FALSE);
    PageCall call =
        new PageCall(() -> "/api/now/table/incident", () -> request, page -> null, failed -> {});
    String rows = "[" + "{\"text\":\"gr\u00fc\u00df Gott\"},".repeat(2_000) + "{}]";
    byte[] body = ("{\"result\":" + rows + "}").getBytes(UTF_8);
    assertThat(call.read(new ByteArrayInputStream(body)).bytes())
        .isCloseTo((long) body.length, within(10L));
  }

  @Test
  void displayRowsHaveReferencesAsTheirDisplayValue() throws IOException {
    List<Row> rows =
        read(
            DisplayValue.TRUE,
            """
            {"result":[{"opened_by":{"display_value":"Fred","link":"https://i.example/x"},
             "state":"New","due_in":{"display_value":null,"link":"x"}}]}\
            """);

    assertThat(rows.get(0).values())
        .containsExactly(entry("opened_by", "Fred"), entry("state", "New"), entry("due_in", ""));
    assertThat(rows.get(0).displayValues()).isEmpty();
  }

  @Test
  void bothHalvesAreReadAndANullDisplayValueIsAbsent() throws IOException {
    List<Row> rows =
        read(
            DisplayValue.ALL,
            """
            {"result":[{
            "sys_updated_on":{"display_value":"2024-09-10 01:15:50","value":"2024-09-10 08:15:50"},
            "residual":{"display_value":"$509.95","currency_display_value":"USD;509.95","value":"509.95"},
            "due_in":{"display_value":null,"value":""},
            "sla_due":{"display_value":"UNKNOWN","value":""},
            "opened_by":{"display_value":"","value":"glide.maint","link":"https://i.example/x"}}]}\
            """);

    assertThat(rows.get(0).values())
        .containsExactly(
            entry("sys_updated_on", "2024-09-10 08:15:50"),
            entry("residual", "509.95"),
            entry("due_in", ""),
            entry("sla_due", ""),
            entry("opened_by", "glide.maint"));
    assertThat(rows.get(0).displayValues())
        .containsExactly(
            entry("sys_updated_on", "2024-09-10 01:15:50"),
            entry("residual", "$509.95"),
            entry("sla_due", "UNKNOWN"),
            entry("opened_by", ""));
  }

  @Test
  void numbersInListsAndObjectsKeepAllTheirDigits() throws IOException {
    String list = "[1.10,1e400,12345678901234567890.1234567890123456789,-0.0,[100.00,true,null]]";
    String object = "{\"a\":0.30,\"b\":[1E+2]}";
    List<Row> rows =
        read(
            DisplayValue.FALSE,
            "{\"result\":[{\"x\":%s,\"y\":%s,\"z\":{\"c\":%s}}]}".formatted(list, object, list));

    assertThat(rows.get(0).values())
        .containsExactly(
            entry("x", list), entry("y", object), entry("z", "{\"c\":%s}".formatted(list)));
  }

  /** Nobody needs to know which number it is. */
  @Test
  void longNumberInAListTakesNoLongTime() {
    String digits = "7".repeat(2_000_000);
    assertTimeoutPreemptively(
        Duration.ofSeconds(5),
        () ->
            assertThat(
                    read(DisplayValue.FALSE, "{\"result\":[{\"x\":[%s]}]}".formatted(digits))
                        .get(0)
                        .values()
                        .get("x"))
                .hasSize(digits.length() + 2));
  }

  @Test
  void numbersAndBooleansAreTheirTextAndNullIsEmpty() throws IOException {
    List<Row> rows =
        read(
            DisplayValue.FALSE,
            "{\"result\":[{\"a\":12345678901234567890,\"b\":1.50,\"c\":true,\"d\":null,"
                + "\"e\":{\"value\":7},\"f\":{\"value\":null}}]}");

    assertThat(rows.get(0).values())
        .containsExactly(
            entry("a", "12345678901234567890"),
            entry("b", "1.50"),
            entry("c", "true"),
            entry("d", ""),
            entry("e", "7"),
            entry("f", ""));
  }

  @Test
  void listsAndObjectsAreTheirJsonText() throws IOException {
    String page =
        "{\"result\":[{\"a\":[],\"b\":[1,\"x\",null],\"c\":{},\"d\":{\"k\":\"\\\"v\",\"n\":null,"
            + "\"m\":[2]},\"e\":{\"value\":[3]},\"f\":{\"display_value\":\"x\"},\"g\":\"1\"}]}";

    assertThat(read(DisplayValue.FALSE, page).get(0).values())
        .containsExactly(
            entry("a", "[]"),
            entry("b", "[1,\"x\",null]"),
            entry("c", "{}"),
            entry("d", "{\"k\":\"\\\"v\",\"n\":null,\"m\":[2]}"),
            entry("e", "[3]"),
            entry("f", "{\"display_value\":\"x\"}"),
            entry("g", "1"));
    assertThat(read(DisplayValue.TRUE, page).get(0).values())
        .containsEntry("e", "{\"value\":[3]}")
        .containsEntry("f", "x");
  }

  @Test
  void controlCharactersOfAValueAreReadAsTheyAre() throws IOException {
    assertThat(read(DisplayValue.FALSE, "{\"result\":[{\"a\":\"1\n2\u00013\"}]}").get(0).values())
        .containsExactly(entry("a", "1\n2\u00013"));
  }

  /** Jackson's own limit is 20,000,000. */
  @Test
  void longValueIsRead() throws IOException {
    String value = "x".repeat(20_000_001);

    assertThat(
            read(DisplayValue.FALSE, "{\"result\":[{\"a\":\"" + value + "\"}]}")
                .get(0)
                .value("a")
                .orElseThrow()
                .length())
        .isEqualTo(value.length());
  }

  /** Beyond a bound of the parser, which tells no place of it. */
  @Test
  void whatIsBeyondTheParserIsPoisonedAndLessMayHelp() {
    PoisonedBodyException poison =
        poisonOf("{\"result\":[{\"" + "x".repeat(60_000) + "\":\"1\"}]}");

    assertThat(poison).hasMessageContaining("beyond what can be read");
    assertThat(poison.tooMuch()).isTrue();
  }

  @Test
  void rowsOfOnePageMayHaveDifferentColumns() throws IOException {
    List<Row> rows =
        read(
            DisplayValue.FALSE,
            """
            {"result":[{"a":"1","b":"2"},{"a":"3","b":"4"},{"a":"5"},{},{"b":"6","a":"7"},
             {"a":"8","b":"9","c":"10"}]}\
            """);

    assertThat(rows)
        .extracting(row -> List.copyOf(row.values().entrySet()))
        .containsExactly(
            List.of(entry("a", "1"), entry("b", "2")),
            List.of(entry("a", "3"), entry("b", "4")),
            List.of(entry("a", "5")),
            List.of(),
            List.of(entry("b", "6"), entry("a", "7")),
            List.of(entry("a", "8"), entry("b", "9"), entry("c", "10")));
    assertThat(rows.get(2).value("b")).isEmpty();
    assertThat(rows.get(4).value("b")).contains("6");
  }

  @Test
  void rowIsAMapLikeAnyOther() throws IOException {
    Map<String, String> row =
        read(DisplayValue.FALSE, "{\"result\":[{\"a\":\"1\",\"b\":\"2\"}]}").get(0).values();

    assertThat(row)
        .isEqualTo(Map.of("a", "1", "b", "2"))
        .hasSameHashCodeAs(Map.of("a", "1", "b", "2"));
    assertThat(row).containsOnlyKeys("a", "b").containsValue("2").doesNotContainKey("c");
    assertThat(row.get("c")).isNull();
    assertThatThrownBy(() -> row.put("a", "3")).isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> row.keySet().clear())
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void pageOfWideRowsIsRead() throws IOException {
    StringBuilder row = new StringBuilder("{\"c0\":\"0\"");
    for (int i = 1; i < 100; i++) {
      row.append(",\"c").append(i).append("\":\"").append(i).append('"');
    }

    List<Row> rows = read(DisplayValue.FALSE, "{\"result\":[" + row + "}," + row + "}]}");

    assertThat(rows).hasSize(2).allSatisfy(one -> assertThat(one.values()).hasSize(100));
    assertThat(rows.get(1).value("c99")).contains("99");
  }

  @Test
  void emptyPageIsBelieved() throws IOException {
    assertThat(read(DisplayValue.FALSE, "{\"result\":[]}")).isEmpty();
    assertThat(read(DisplayValue.FALSE, " {\"x\":{\"y\":[1]},\"result\":[],\"error\":null} \n"))
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "``                                          | the body is empty",
        "null                                        | the body is null",
        "[]                                          | the body is an array",
        "`\"Transaction\"`                           | the body is a string",
        "<html><title>Instance Hibernating page      | malformed or cut JSON at byte",
        "{}                                          | the body has no \"result\"",
        "{\"status\":\"ok\"}                         | the body has no \"result\"",
        "{\"result\":null}                           | \"result\" is null, not an array",
        "{\"result\":\"\"}                           | \"result\" is a string, not an array",
        "{\"result\":{\"a\":\"1\"}}                  | \"result\" is an object, not an array",
        "{\"result\":[{\"a\":\"1\"},null]}           | element 2 of \"result\" is null",
        "{\"result\":[[]]}                           | element 1 of \"result\" is an array",
        "{\"result\":[3]}                            | element 1 of \"result\" is a number",
        "{\"result\":[],\"result\":[]}               | \"result\" is there twice",
        "{\"result\":[],\"error\":{}}                | an error beside \"result\"",
        "{\"result\":[],\"error\":\"no\"}            | an error beside \"result\": no",
        "{\"error\":{\"message\":\"m\",\"detail\":null},\"result\":[]} | beside \"result\": m",
        "{\"result\":[],\"status\":\"failure\"}      | status is failure",
        "{\"result\":[]} x                           | malformed or cut JSON",
        "{\"result\":[]} {}                          | what follows the body is an object",
        "{\"result\":[{\"a\":\"1\",\"a\":\"2\"}]}    | column 'a' is twice in one row",
      })
  void bodyThatBreaksARuleIsPoisonedAndLessWouldNotHelp(String body, String reason) {
    PoisonedBodyException poison = poisonOf(body);

    assertThat(poison).hasMessageContaining(reason);
    assertThat(poison.tooMuch()).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        // A cancelled transaction as it comes with a status 200.
        "{\"error\":{\"message\":\"Transaction cancelled: maximum execution time"
            + " exceeded\",\"detail\":\"Check logs\"},\"status\":\"failure\"} | an error:"
            + " Transaction cancelled",
        "{\"result\":[{\"a\":\"1\"},{\"a\":\"2\"},\"\"],\"error\":{\"message\":\"Transaction"
            + " cancelled: maximum execution time exceeded\",\"detail\":\"d\"},\"status\":"
            + "\"failure\"} | element 3 of \"result\" is a string, not an object, and an error",
        "{\"result\":[{\"asset\":{\"value\":\"1\"},}\"\"],\"error\":{\"message\":\"m\"},"
            + "\"status\":\"failure\"} | malformed or cut JSON",
        "{\"result\":[{\"a\":\"1\"}],\"error\":{\"message\":\"Maximum execution time exceeded\"}}"
            + " | an error beside \"result\": Maximum",
        "{\"result\":[{\"a\":\"1\"},\"\"]} | element 2 of \"result\" is a string",
        "{\"result\":[\"Transaction cancelled\", | element 1 of \"result\" is a string",
        "{\"result\":[{\"a\":\"1\"},{\"a\":\"2 | malformed or cut JSON",
        "{\"result\":[{\"a\":\"1\"}] | malformed or cut JSON",
        "{\"result\":null,\"error\":{\"message\":\"Transaction cancelled\"}} | is null, not an"
            + " array",
      })
  void bodyOfACancelledQueryIsPoisonedAndLessMayHelp(String body, String reason) {
    PoisonedBodyException poison = poisonOf(body);

    assertThat(poison).hasMessageContaining(reason);
    assertThat(poison.tooMuch()).isTrue();
  }

  @Test
  void everyPrefixOfAPageIsPoisoned() {
    String page =
        "{\"x\":[1],\"result\":[{\"a\":\"1\",\"b\":{\"link\":\"l\",\"value\":\"v\"}},{\"a\":\"2\"}]}";

    for (int end = 0; end < page.length(); end++) {
      assertThat(poisonOf(page.substring(0, end))).hasMessageMatching("(?s).*(cut|empty).*");
    }
  }

  @Test
  void lostConnectionStaysAnIoException() {
    InputStream lost =
        new SequenceInputStream(
            new ByteArrayInputStream("{\"result\":[{\"a\":".getBytes(UTF_8)),
            new InputStream() {
              @Override
              public int read() throws IOException {
                throw new IOException("connection reset");
              }

              @Override
              public int read(byte[] buffer, int offset, int length) throws IOException {
                return read();
              }
            });

    assertThatThrownBy(() -> Envelope.read(lost, new RowReader(DisplayValue.FALSE)::rows))
        .isInstanceOf(IOException.class)
        .isNotInstanceOf(PoisonedBodyException.class)
        .hasMessage("connection reset");
  }

  @Test
  void bodyIsReadToItsEndAndLeftOpen() throws IOException {
    AtomicBoolean closed = new AtomicBoolean();
    InputStream body =
        new ByteArrayInputStream("{\"result\":[]}   ".getBytes(UTF_8)) {
          @Override
          public void close() {
            closed.set(true);
          }
        };

    Envelope.read(body, new RowReader(DisplayValue.FALSE)::rows);

    assertThat(body.read()).isEqualTo(-1);
    assertThat(closed).isFalse();
  }
}
