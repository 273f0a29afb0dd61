/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.transport;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Base64;
import java.util.Map;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** Answers of batches, good ones and others. */
class BatchReplyPropertyTest {

  private static final Map<String, String> BODIES = Map.of("1", "{\"result\":{}}", "2", "{}");

  private static String item(String id, int status) {
    String body = Base64.getEncoder().encodeToString(BODIES.getOrDefault(id, "").getBytes(UTF_8));
    return "{\"id\":\"%s\",\"body\":\"%s\",\"status_code\":%d,\"status_text\":\"x\",\"headers\":[]}"
        .formatted(id, body, status);
  }

  private static String answer(String serviced, String unserviced) {
    return "{\"batch_request_id\":\"b\",\"serviced_requests\":[%s],\"unserviced_requests\":[%s]}"
        .formatted(serviced, unserviced);
  }

  @Example
  void answerIsReadAsSent() throws IOException {
    BatchReply reply = read(answer(item("1", 200) + "," + item("2", 404), "\"3\""));

    assertThat(reply.serviced()).containsOnlyKeys("1", "2");
    assertThat(reply.serviced().get("2").status()).isEqualTo(404);
    assertThat(reply.serviced().get("1").body()).hasContent("{\"result\":{}}");
    assertThat(reply.unserviced()).containsExactly("3");
  }

  /** One of them is not true; which one, decides whether a write is made again. */
  @Example
  void answerThatContradictsItselfIsNotBelieved() {
    for (String doubtful :
        new String[] {
          answer(item("1", 201) + "," + item("1", 403), ""),
          answer(item("1", 201), "\"1\""),
          answer(item("1", 201), "") + "{}",
          "{\"serviced_requests\":[],\"serviced_requests\":[" + item("1", 201) + "]}",
          answer("{\"id\":{\"id\":\"1\"},\"status_code\":201}", ""),
          answer("", "{\"id\":\"1\"}"),
          answer("", "null")
        }) {
      assertThatThrownBy(() -> read(doubtful))
          .as(doubtful)
          .isInstanceOf(PoisonedBodyException.class);
    }
  }

  /** Cut, or with one byte flipped. */
  @Property(tries = 3_000)
  void noOtherThrowableAndNoOtherItem(
      @ForAll @IntRange(max = 10_000) int at, @ForAll @IntRange(max = 8) int bit) {
    byte[] body = answer(item("1", 200) + "," + item("2", 404), "\"3\"").getBytes(UTF_8);
    int place = at % body.length;
    byte[] changed = bit == 8 ? java.util.Arrays.copyOf(body, place) : body.clone();
    if (bit < 8) {
      changed[place] ^= (byte) (1 << bit);
    }
    try {
      BatchReply reply = BatchReply.read(new ByteArrayInputStream(changed));
      assertThat(bit).as("a cut answer is not believed").isLessThan(8);
      assertThat(reply.serviced().size()).isBetween(1, 2);
    } catch (IOException notBelieved) {
      assertThat(notBelieved).isNotNull();
    }
  }

  private static BatchReply read(String body) throws IOException {
    return BatchReply.read(new ByteArrayInputStream(body.getBytes(UTF_8)));
  }
}
