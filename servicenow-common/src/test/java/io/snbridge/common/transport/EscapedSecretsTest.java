/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.transport;

import static io.snbridge.common.transport.Clients.get;
import static io.snbridge.common.transport.Clients.join;
import static org.assertj.core.api.Assertions.assertThat;

import io.snbridge.common.auth.Authentication;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A secret that an answer sends back in another form is hidden, too. */
class EscapedSecretsTest {

  private static final String PASSWORD = "p\"<&>'/\\ +%=ä\uD83D\uDD11";

  private static String hidden(String text) {
    return new Secrets(Credential.NONE, "", Set.of(PASSWORD)).hiddenIn(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "p\"<&>'/\\ +%=ä\uD83D\uDD11",
        // HTML: by name, in decimal, in hexadecimal, a part of it, and twice.
        "p&quot;&lt;&amp;&gt;&#39;/\\ +%=ä\uD83D\uDD11",
        "p&#34;&#60;&#38;&#62;&apos;&#47;&#92;&#32;&#43;&#37;&#61;&#228;&#128273;",
        "p&#x22;&#x3C;&#x26;&#x3e;&#x0027;&#x2F;&#x5c;&#x20;&#x2b;&#x25;&#x3D;&#xE4;&#x1F511;",
        "p\"&lt;&amp;&gt;'/\\ +%=ä\uD83D\uDD11",
        "p&amp;quot;&amp;lt;&amp;amp;&amp;gt;&amp;#39;/\\ +%=ä\uD83D\uDD11",
        // JSON.
        "p\\\"<&>'\\/\\\\ +%=ä\uD83D\uDD11",
        "p\\u0022\\u003c\\u0026\\u003E\\u0027\\u002f\\u005c \\u002b%\\u003d\\u00e4\\ud83d\\udd11",
        "p\\&quot;\\u003c&amp;&gt;&#39;\\/\\\\ +%=ä\uD83D\uDD11",
        // URL: as a form, as a path, lower case, and twice.
        "p%22%3C%26%3E%27%2F%5C+%2B%25%3D%C3%A4%F0%9F%94%91",
        "p%22%3C&%3E'/%5C%20+%25=%C3%A4%F0%9F%94%91",
        "p%22%3c%26%3e%27%2f%5c%20%2b%25%3d%c3%a4%f0%9f%94%91",
        "p%2522%253C%2526%253E%2527%252F%255C%2520%252B%2525%253D%25C3%25A4%25F0%259F%2594%2591"
      })
  void passwordIsHiddenInEachForm(String form) {
    assertThat(hidden("sent with " + form + ".")).isEqualTo("sent with [hidden].");
  }

  @Test
  void otherTextIsLeftAsItIs() {
    String other = "p&lt;b&gt; %22 \\u0022 &amp;&quot; p+q";

    assertThat(hidden(other)).isEqualTo(other);
  }

  @Test
  @Timeout(5)
  void backslashesOfASecretAndOfAnAnswerTakeNoTime() {
    Secrets secrets = new Secrets(Credential.NONE, "", Set.of("\\".repeat(10) + "x"));
    String other = "\\".repeat(100);

    assertThat(secrets.hiddenIn(other)).isEqualTo(other);
    assertThat(secrets.hiddenIn("\\".repeat(20) + "x.")).isEqualTo("[hidden].");
    assertThat(secrets.hiddenIn("%5C".repeat(20) + "x.")).isEqualTo("[hidden].");
    assertThat(secrets.hiddenIn("&#92;".repeat(20) + "x.")).isEqualTo("[hidden].");
    assertThat(secrets.hiddenIn("\\u005c".repeat(20) + "x.")).isEqualTo("[hidden].");
  }

  @Test
  void longTokenIsHidden() {
    String token = "eyJ_-.0123456789abcdefghij+klm/nop=".repeat(30);
    Secrets secrets = new Secrets(Credential.NONE, "", Set.of(token));

    assertThat(secrets.hiddenIn(token.replace("/", "\\/").replace("=", "&#61;") + "!"))
        .isEqualTo("[hidden]!");
  }

  @Test
  void secretOfSignsIsHiddenWithoutAnOverflow() {
    String signs = "+/=".repeat(3000);
    Secrets secrets = new Secrets(Credential.NONE, "", Set.of(signs));

    assertThat(secrets.hiddenIn(signs + " " + URLEncoder.encode(signs, StandardCharsets.UTF_8)))
        .isEqualTo("[hidden] [hidden]");
  }

  @Test
  void pageOfAGatewayShowsNeitherPasswordNorPair() throws Exception {
    String password = "s3cret&'<more>";
    String pair =
        Base64.getEncoder()
            .encodeToString(("admin:" + password).getBytes(StandardCharsets.UTF_8))
            .replace("=", "&#x3d;");
    try (StubInstance instance = new StubInstance()) {
      instance.otherwise(
          StubInstance.html(
              403,
              "<html><title>Refused: admin:s3cret&amp;&#39;&lt;more&gt; (Basic %s)</title></html>"
                  .formatted(pair)));
      ClientSettings once = Clients.retryTimeout(Clients.settings(instance.url()), Duration.ZERO);
      try (ServiceNowClient client =
          ServiceNowClient.open(once, Authentication.basic("admin", password))) {
        Reply<String> reply = join(client.send(get(instance.url(), "/a")));

        assertThat(((Reply.NotOk<String>) reply).failure().message())
            .isEqualTo("an HTML page titled 'Refused: admin:[hidden] ([hidden])'");
      }
    }
  }
}
