/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.auth;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The forms to ask for a token with. For a refresh token that is: the latest one that the instance
 * gave to anybody on this worker, then the configured one, then the user's password. Its owner
 * guards it.
 */
final class TokenForms {

  private static final Duration CLOCKS_AGREE = Duration.ofSeconds(30);

  private final OAuth2Settings settings;
  private String sent = "";
  private boolean refreshRefused;
  private Instant made = Instant.EPOCH;

  TokenForms(OAuth2Settings settings) {
    this.settings = settings;
  }

  /** The form of the next request, encoded: ServiceNow's token endpoint refuses JSON. */
  String next(Instant now) {
    made = now;
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("client_id", settings.clientId());
    fields.put("client_secret", settings.clientSecret());
    settings.scope().ifPresent(scope -> fields.put("scope", scope));
    Grant grant = settings.grant();
    if (grant instanceof Grant.ClientCredentials) {
      fields.put("grant_type", "client_credentials");
    } else if (grant instanceof Grant.Password user) {
      password(fields, user);
    } else if (grant instanceof Grant.RefreshToken refresh) {
      refresh(fields, refresh);
    } else if (grant instanceof Grant.JwtBearer bearer) {
      fields.put("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer");
      fields.put("assertion", bearer.signer().assertion(now));
    }
    return fields.entrySet().stream()
        .map(field -> field.getKey() + "=" + encoded(field.getValue()))
        .collect(Collectors.joining("&"));
  }

  private void refresh(Map<String, String> fields, Grant.RefreshToken refresh) {
    if (refreshRefused && refresh.fallback().isPresent()) {
      password(fields, refresh.fallback().get());
      return;
    }
    fields.put("grant_type", "refresh_token");
    sent = RefreshTokens.of(settings, refresh.token()).current();
    fields.put("refresh_token", sent);
  }

  private static void password(Map<String, String> fields, Grant.Password user) {
    fields.put("grant_type", "password");
    fields.put("username", user.username());
    fields.put("password", user.password());
  }

  private static String encoded(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8);
  }

  /** A request is about to be sent. */
  void begins() {
    shared().ifPresent(RefreshTokens::begins);
  }

  /**
   * It has ended.
   *
   * @return whether another task asks with the same refresh token at this moment
   */
  boolean ends() {
    return shared().filter(RefreshTokens::ends).isPresent();
  }

  private Optional<RefreshTokens> shared() {
    return settings.grant() instanceof Grant.RefreshToken refresh
        ? Optional.of(RefreshTokens.of(settings, refresh.token()))
        : Optional.empty();
  }

  void accepted(TokenAnswer answer) {
    if (settings.grant() instanceof Grant.RefreshToken refresh
        && answer.refreshToken().isPresent()) {
      RefreshTokens.of(settings, refresh.token()).replaced(answer.refreshToken().get());
      refreshRefused = false;
    }
  }

  /**
   * Whether the last form was signed at a time that is none to who refused it: an assertion lives
   * for minutes, and the worker's clock may be an hour off.
   */
  boolean isOfAnotherTime(Optional<Instant> now) {
    return settings.grant() instanceof Grant.JwtBearer
        && now.filter(told -> Duration.between(made, told).abs().compareTo(CLOCKS_AGREE) > 0)
            .isPresent();
  }

  /** The last form was refused: is there another one to try? */
  boolean another() {
    if (!(settings.grant() instanceof Grant.RefreshToken refresh) || refreshRefused) {
      return false;
    }
    if (RefreshTokens.of(settings, refresh.token()).refused(sent)) {
      return true;
    }
    refreshRefused = refresh.fallback().isPresent();
    return refreshRefused;
  }

  /** What to do about a refusal. */
  String advice() {
    if (settings.grant() instanceof Grant.RefreshToken refresh) {
      return refresh.fallback().isPresent()
          ? "neither the refresh token nor the password was accepted; check"
              + " servicenow.oauth2.refresh.token, servicenow.username and servicenow.password"
          : "the refresh token was not accepted; issue a new one and set"
              + " servicenow.oauth2.refresh.token. If the instance issues a new one each time,"
              + " another worker may have used it up";
    }
    return "the instance issued no token; check servicenow.oauth2.* and the instance's application"
        + " registry";
  }
}
