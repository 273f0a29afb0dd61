/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.auth;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;

/**
 * Signs assertions for the JWT bearer grant (RFC 7523) with RS256. Immutable.
 *
 * @param keyId header {@code kid}
 * @param validity from {@code iat} to {@code exp}
 */
public record JwtSigner(
    String issuer,
    String subject,
    String audience,
    Optional<String> keyId,
    PrivateKey key,
    Duration validity) {

  private static final JsonFactory JSON = new JsonFactory();
  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

  /** A fresh assertion, with an id of its own. */
  String assertion(Instant now) {
    String unsigned = encoded(header()) + "." + encoded(claims(now));
    try {
      Signature signature = Signature.getInstance("SHA256withRSA");
      signature.initSign(key);
      signature.update(unsigned.getBytes(StandardCharsets.US_ASCII));
      return unsigned + "." + BASE64.encodeToString(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the JWT's private key cannot sign with RS256", e);
    }
  }

  private String header() {
    return object(
        json -> {
          json.writeStringField("alg", "RS256");
          json.writeStringField("typ", "JWT");
          if (keyId.isPresent()) {
            json.writeStringField("kid", keyId.get());
          }
        });
  }

  private String claims(Instant now) {
    return object(
        json -> {
          json.writeStringField("iss", issuer);
          json.writeStringField("sub", subject);
          json.writeStringField("aud", audience);
          json.writeNumberField("iat", now.getEpochSecond());
          json.writeNumberField("exp", now.plus(validity).getEpochSecond());
          json.writeStringField("jti", UUID.randomUUID().toString());
        });
  }

  private interface Fields {
    void write(JsonGenerator json) throws IOException;
  }

  private static String object(Fields fields) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartObject();
      fields.write(json);
      json.writeEndObject();
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return text.toString();
  }

  private static String encoded(String text) {
    return BASE64.encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public String toString() {
    return "JwtSigner[" + issuer + ", " + subject + "]";
  }
}
