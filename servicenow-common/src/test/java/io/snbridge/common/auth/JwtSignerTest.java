/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JwtSignerTest {

  @Test
  void assertionCanBeVerifiedWithThePublicKey() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    KeyPair pair = generator.generateKeyPair();
    String pem =
        "-----BEGIN PRIVATE KEY-----\\n"
            + Base64.getEncoder().encodeToString(pair.getPrivate().getEncoded())
            + "\\n-----END PRIVATE KEY-----";
    JwtSigner signer =
        new JwtSigner(
            "iss\"1",
            "sub",
            "aud",
            Optional.of("kid-1"),
            PrivateKeys.pem(pem),
            Duration.ofMinutes(5));

    String[] parts = signer.assertion(Instant.ofEpochSecond(1_000_000)).split("\\.", -1);

    Signature signature = Signature.getInstance("SHA256withRSA");
    signature.initVerify(pair.getPublic());
    signature.update((parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII));
    assertThat(signature.verify(Base64.getUrlDecoder().decode(parts[2]))).isTrue();
    assertThat(decoded(parts[0]))
        .isEqualTo("{\"alg\":\"RS256\",\"typ\":\"JWT\",\"kid\":\"kid-1\"}");
    assertThat(decoded(parts[1]))
        .startsWith(
            "{\"iss\":\"iss\\\"1\",\"sub\":\"sub\",\"aud\":\"aud\",\"iat\":1000000,\"exp\":1000300,"
                + "\"jti\":\"");
    assertThat(signer.assertion(Instant.ofEpochSecond(1_000_000)).split("\\.", -1)[1])
        .isNotEqualTo(parts[1]);
  }

  @Test
  void keyThatCannotBeReadIsNotRepeated() {
    assertThatThrownBy(
            () ->
                PrivateKeys.pem(
                    "-----BEGIN PRIVATE KEY-----\nc2VjcmV0LWtleQ==\n-----END PRIVATE KEY-----"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContaining("c2Vj")
        .hasNoCause();
    assertThatThrownBy(() -> PrivateKeys.pem("pa55")).hasMessageNotContaining("pa55");
  }

  @Test
  void keyStoreThatDoesNotExistIsReportedAsSuch(@TempDir Path folder) {
    Path gone = folder.resolve("keys.p12");

    assertThatThrownBy(() -> PrivateKeys.keyStore(gone, "PKCS12", "pa55", ""))
        .hasMessage("does not exist on this worker: " + gone);
  }

  private static String decoded(String part) {
    return new String(Base64.getUrlDecoder().decode(part), StandardCharsets.UTF_8);
  }
}
