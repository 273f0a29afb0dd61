/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.emulator.api;

import io.snbridge.emulator.EmulatorClock;
import io.snbridge.emulator.http.Answer;
import io.snbridge.emulator.http.JsonBytes;
import io.snbridge.emulator.http.JsonText;
import io.snbridge.emulator.http.Request;
import io.snbridge.emulator.http.UrlForm;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;

/** {@code POST /oauth_token.do}. Every failure looks the same, as it does on an instance. */
final class OAuthEndpoint {
  private static final String JWT_BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer";

  private final Credentials credentials;
  private final Tokens tokens;
  private final EmulatorClock clock;

  OAuthEndpoint(Credentials credentials, Tokens tokens, EmulatorClock clock) {
    this.credentials = credentials;
    this.tokens = tokens;
    this.clock = clock;
  }

  /** A grant that was accepted: in whose name, and whether a refresh token comes with it. */
  private record Grant(String user, boolean refreshable, String refreshToken) {}

  Answer answer(Request request) {
    String type = request.header("content-type").orElse("");
    if (!request.method().equals("POST") || !type.contains("x-www-form-urlencoded")) {
      return denied();
    }
    Map<String, String> form = UrlForm.read(request.body());
    BasicHeader client =
        BasicHeader.of(request)
            .orElse(
                new BasicHeader(
                    form.getOrDefault("client_id", ""), form.getOrDefault("client_secret", "")));
    if (!credentials.isClient(client.name(), client.secret())) {
      return denied();
    }
    return grant(form)
        .map(grant -> issue(grant, client.name(), form.getOrDefault("scope", "useraccount")))
        .orElseGet(OAuthEndpoint::denied);
  }

  private Optional<Grant> grant(Map<String, String> form) {
    return switch (form.getOrDefault("grant_type", "")) {
      case "client_credentials" ->
          credentials.users().keySet().stream()
              .sorted()
              .findFirst()
              .map(user -> new Grant(user, false, ""));
      case "password" ->
          Optional.of(form.getOrDefault("username", ""))
              .filter(user -> credentials.isUser(user, form.getOrDefault("password", "")))
              .map(user -> new Grant(user, true, ""));
      case "refresh_token" ->
          tokens
              .ofRefresh(form.getOrDefault("refresh_token", ""))
              .map(token -> new Grant(token.user(), true, token.value()));
      case JWT_BEARER ->
          subject(form.getOrDefault("assertion", ""))
              .filter(user -> credentials.users().containsKey(user))
              .map(user -> new Grant(user, false, ""));
      default -> Optional.empty();
    };
  }

  /** The user a JWT speaks for. Its signature is not checked: the emulator has no key. */
  private Optional<String> subject(String assertion) {
    int first = assertion.indexOf('.');
    int second = assertion.indexOf('.', first + 1);
    if (first < 1 || second < 0) {
      return Optional.empty();
    }
    try {
      Map<String, Object> claims =
          JsonText.object(
              new String(
                  Base64.getUrlDecoder().decode(assertion.substring(first + 1, second)),
                  StandardCharsets.UTF_8));
      boolean alive =
          claims.containsKey("exp")
              && Long.parseLong(claims.get("exp").toString()) > clock.now().getEpochSecond();
      return alive
          ? Optional.ofNullable(claims.get("sub")).map(Object::toString)
          : Optional.empty();
    } catch (IOException | IllegalArgumentException notAToken) {
      return Optional.empty();
    }
  }

  private Answer issue(Grant grant, String client, String scope) {
    Tokens.Token token = tokens.access(client, grant.user());
    Duration left = Duration.between(clock.now(), token.expires());
    JsonBytes json = new JsonBytes(256).raw("{\"scope\":").string(scope);
    json.raw(",\"token_type\":\"Bearer\",\"expires_in\":" + left.toSeconds());
    if (grant.refreshable()) {
      String refresh =
          grant.refreshToken().isEmpty()
              ? tokens.refresh(grant.user()).value()
              : grant.refreshToken();
      json.raw(",\"refresh_token\":").string(refresh);
    }
    json.raw(",\"access_token\":").string(token.value()).raw('}');
    return Answer.json(200, json.bytes());
  }

  private static Answer denied() {
    return Answer.json(401, "{\"error_description\":\"access_denied\",\"error\":\"server_error\"}");
  }
}
