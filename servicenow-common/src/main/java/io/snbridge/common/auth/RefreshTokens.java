/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.auth;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The refresh token that an instance gave in place of the configured one. Where each use makes a
 * new one, and ends the old one, all that were configured with it have to know: the tasks of a
 * worker, and validation. It is kept in memory only, and as long as the worker lives: a task that
 * is started again when all others have gone has the configured one, which is used up, and finds
 * the latest one here. Of the configured one a hash is kept. Thread-safe.
 */
final class RefreshTokens {

  private static final Logger LOG = LoggerFactory.getLogger(RefreshTokens.class);

  /** By a hash of who asks whom with which configured token. */
  private static final Map<String, Shared> ALL = new ConcurrentHashMap<>();

  /** What all that were configured with the same one know. Guarded by itself. */
  private static final class Shared {
    private Optional<String> latest = Optional.empty();
    private boolean said;
    private int underWay;
  }

  private final String configured;
  private final Shared shared;

  private RefreshTokens(String configured, Shared shared) {
    this.configured = configured;
    this.shared = shared;
  }

  /** Those in place of a configured one, shared by all who have it. */
  static RefreshTokens of(OAuth2Settings settings, String configured) {
    String key = hash(settings.tokenUrl() + "\n" + settings.clientId() + "\n" + configured);
    return new RefreshTokens(configured, ALL.computeIfAbsent(key, unused -> new Shared()));
  }

  /** A refresh token is too long for anybody to find it by its hash. */
  private static String hash(String text) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every JVM has SHA-256", impossible);
    }
  }

  /** The one to use. */
  String current() {
    synchronized (shared) {
      return shared.latest.orElse(configured);
    }
  }

  /** Somebody asks with one of them. */
  void begins() {
    synchronized (shared) {
      shared.underWay++;
    }
  }

  /**
   * Somebody has been answered.
   *
   * @return whether others still ask, who may have used up what was refused, and have not been told
   *     yet what there is in its place
   */
  boolean ends() {
    synchronized (shared) {
      shared.underWay--;
      return shared.underWay > 0;
    }
  }

  /** The instance gave another one for the one that was used. */
  void replaced(String given) {
    boolean isFirst;
    synchronized (shared) {
      isFirst = !given.equals(current()) && !shared.said;
      shared.said |= isFirst;
      shared.latest = Optional.of(given);
    }
    if (isFirst) {
      LOG.warn(
          "The instance issues a new refresh token each time. The tasks of this worker share it,"
              + " but it is not stored: another worker, and this one after a restart, has only"
              + " servicenow.oauth2.refresh.token, which is used up then. Turn off the rotation of"
              + " refresh tokens, or set servicenow.username and servicenow.password, too, or use"
              + " another servicenow.oauth2.grant.type.");
    }
  }

  /**
   * One was refused.
   *
   * @return whether there is another one to try
   */
  boolean refused(String used) {
    synchronized (shared) {
      if (shared.latest.filter(used::equals).isPresent()) {
        shared.latest = Optional.empty();
      }
      return !current().equals(used);
    }
  }
}
