/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.auth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.snbridge.common.transport.PoisonedBodyException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a token endpoint answers is a secret, also when it is not what was expected. */
class TokenAnswerTest {

  /** A parser's errors quote what they do not understand. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"access_token\":s3cret-token}",
        "{\"access_token\":\"s3cret-token",
        "{\"access_token\":\"s3cret-token\" \"",
        "{s3cret-token",
        "{\"a\":\"b\",s3cret-token",
        "s3cret-token",
        "[\"s3cret-token\"]",
        "{\"refresh_token\":\"s3cret-token\"}",
        "{\"expires_in\":s3cret-token}"
      })
  void answerThatCannotBeReadIsNotQuoted(String body) {
    assertThatThrownBy(() -> read(body))
        .isInstanceOf(PoisonedBodyException.class)
        .satisfies(
            thrown -> {
              for (Throwable each = thrown; each != null; each = each.getCause()) {
                assertThat(each.toString()).doesNotContain("s3cret");
              }
            });
  }

  /** It would end its header, and begin another one. */
  @ParameterizedTest
  @ValueSource(
      strings = {"a\\r\\nX-Evil: 1", "a\\nb", "a b", "a\\u0000", "\\u00e9", "a\\u2028b", "\\u007f"})
  void tokenThatFitsNoHeaderIsNotTaken(String token) {
    assertThatThrownBy(() -> read("{\"access_token\":\"" + token + "\"}"))
        .isInstanceOf(PoisonedBodyException.class);
  }

  @Test
  void tokenOfAnyOtherCharactersIsTaken() throws IOException {
    assertThat(read("{\"access_token\":\"aZ09-._~+/=:!\"}").accessToken())
        .isEqualTo("aZ09-._~+/=:!");
  }

  @Test
  void whatIsSentToGetATokenIsSecret() {
    TokenCall call =
        new TokenCall(
            URI.create("https://dev1.service-now.com/oauth_token.do"),
            now ->
                "client_id=me&client_secret=s%26cret&grant_type=password&username=u&password=p%20w"
                    + "&refresh_token=r&assertion=a.b.c",
            Clock.systemUTC(),
            "cid");
    assertThat(call.secrets()).isEmpty();
    var unused = call.request();
    assertThat(call.secrets()).containsExactlyInAnyOrder("s&cret", "p w", "r", "a.b.c");
  }

  private static TokenAnswer read(String body) throws IOException {
    return TokenAnswer.read(new ByteArrayInputStream(body.getBytes(UTF_8)));
  }
}
