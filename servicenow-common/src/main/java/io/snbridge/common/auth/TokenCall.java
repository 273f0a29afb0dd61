/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.auth;

import io.snbridge.common.transport.Call;
import io.snbridge.common.transport.Request;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** One request for a token. Repeating it does no harm. */
final class TokenCall implements Call<TokenAnswer> {

  private static final Set<String> SHOWN = Set.of("grant_type", "client_id", "scope", "username");

  private final URI url;
  private final Function<Instant, String> form;
  private final Clock clock;
  private final String correlationId;
  private volatile Instant asked = Instant.MIN;
  private volatile String sent = "";

  TokenCall(URI url, Function<Instant, String> form, Clock clock, String correlationId) {
    this.url = url;
    this.form = form;
    this.clock = clock;
    this.correlationId = correlationId;
  }

  @Override
  public Request request() {
    asked = clock.instant();
    sent = form.apply(asked);
    return new Request(
        Request.Method.POST,
        url,
        Optional.of(Request.Body.of("application/x-www-form-urlencoded", sent)),
        true,
        correlationId);
  }

  @Override
  public String path() {
    return url.getPath();
  }

  @Override
  public TokenAnswer read(InputStream body) throws IOException {
    return TokenAnswer.read(body);
  }

  /** All but what says who asks, and how. */
  @Override
  public Set<String> secrets() {
    Set<String> secrets = new HashSet<>();
    for (String field : sent.split("&", -1)) {
      String[] parts = field.split("=", 2);
      if (parts.length == 2 && !SHOWN.contains(parts[0])) {
        secrets.add(URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
      }
    }
    return secrets;
  }

  String correlationId() {
    return correlationId;
  }

  /** When the last attempt was about to be sent. */
  Instant asked() {
    return asked;
  }
}
