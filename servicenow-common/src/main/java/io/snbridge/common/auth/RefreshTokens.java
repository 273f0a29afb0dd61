/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.auth;

import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The refresh token that an instance gave in place of the configured one. Where each use makes a
 * new one, and ends the old one, all that were configured with it have to know: the tasks of a
 * worker, and validation. It is kept in memory only. Thread-safe.
 */
final class RefreshTokens {

  private static final Logger LOG = LoggerFactory.getLogger(RefreshTokens.class);
  private static final Map<Configured, RefreshTokens> ALL = new ConcurrentHashMap<>();

  private record Configured(URI tokenUrl, String client, String token) {
    @Override
    public String toString() {
      return "Configured[" + tokenUrl + ", " + client + "]";
    }
  }

  private final String configured;
  private Optional<String> latest = Optional.empty();
  private boolean said;
  private int underWay;

  private RefreshTokens(String configured) {
    this.configured = configured;
  }

  /** Those in place of a configured one, shared by all who have it. */
  static RefreshTokens of(OAuth2Settings settings, String configured) {
    return ALL.computeIfAbsent(
        new Configured(settings.tokenUrl(), settings.clientId(), configured),
        key -> new RefreshTokens(configured));
  }

  /** The one to use. */
  synchronized String current() {
    return latest.orElse(configured);
  }

  /** Somebody asks with one of them. */
  synchronized void begins() {
    underWay++;
  }

  /**
   * Somebody has been answered.
   *
   * @return whether others still ask, who may have used up what was refused, and have not been told
   *     yet what there is in its place
   */
  synchronized boolean ends() {
    underWay--;
    return underWay > 0;
  }

  /** The instance gave another one for the one that was used. */
  synchronized void replaced(String given) {
    if (!given.equals(current()) && !said) {
      said = true;
      LOG.warn(
          "The instance issues a new refresh token each time. The tasks of this worker share it,"
              + " but it is not stored: another worker, and this one after a restart, has only"
              + " servicenow.oauth2.refresh.token, which is used up then. Turn off the rotation of"
              + " refresh tokens, or set servicenow.username and servicenow.password, too, or use"
              + " another servicenow.oauth2.grant.type.");
    }
    latest = Optional.of(given);
  }

  /**
   * One was refused.
   *
   * @return whether there is another one to try
   */
  synchronized boolean refused(String used) {
    if (latest.filter(used::equals).isPresent()) {
      latest = Optional.empty();
    }
    return !current().equals(used);
  }
}
