/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.emulator.api;

import io.snbridge.emulator.EmulatorClock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * The access tokens that are alive. Asking again within a token's life gives the same token, whose
 * life begins anew (KB0791140). Thread safe.
 */
public final class Tokens {
  private static final Duration REFRESH_LIFE = Duration.ofDays(100);

  /**
   * A token.
   *
   * @param value what the client sends
   * @param user in whose name it acts
   * @param expires when it dies, by the emulator's clock
   */
  public record Token(String value, String user, Instant expires) {}

  private final EmulatorClock clock;
  private final Supplier<Duration> lifetime;
  private final Map<String, Token> byOwner = new HashMap<>();
  private final Map<String, Token> byValue = new HashMap<>();
  private final Map<String, Token> refresh = new HashMap<>();
  private long issued;
  private long deadUses;

  Tokens(EmulatorClock clock, Supplier<Duration> lifetime) {
    this.clock = clock;
    this.lifetime = lifetime;
  }

  synchronized Token access(String client, String user) {
    String owner = client + "\n" + user;
    Token current = byOwner.get(owner);
    boolean alive = current != null && current.expires().isAfter(clock.now());
    String value = alive ? current.value() : random();
    Token token = new Token(value, user, clock.now().plus(lifetime.get()));
    issued += alive ? 0 : 1;
    byOwner.put(owner, token);
    byValue.put(token.value(), token);
    return token;
  }

  /** The one that lives, its life begun anew, or another (KB0791140). */
  synchronized Token refresh(String user) {
    String value =
        refresh.values().stream()
            .filter(t -> t.user().equals(user) && t.expires().isAfter(clock.now()))
            .findFirst()
            .map(Token::value)
            .orElseGet(Tokens::random);
    Token token = new Token(value, user, clock.now().plus(REFRESH_LIFE));
    refresh.put(value, token);
    return token;
  }

  synchronized Optional<Token> ofRefresh(String value) {
    return Optional.ofNullable(refresh.get(value)).filter(t -> t.expires().isAfter(clock.now()));
  }

  synchronized Optional<String> user(String value) {
    Optional<Token> alive =
        Optional.ofNullable(byValue.get(value)).filter(t -> t.expires().isAfter(clock.now()));
    deadUses += alive.isEmpty() ? 1 : 0;
    return alive.map(Token::user);
  }

  /** Kills all access tokens, as an administrator can. */
  public synchronized void revokeAll() {
    byOwner.clear();
    byValue.clear();
  }

  /** Kills all access and refresh tokens, and starts counting over. */
  public synchronized void clear() {
    revokeAll();
    refresh.clear();
    issued = 0;
    deadUses = 0;
  }

  /** How many different access tokens were given out. */
  public synchronized long issued() {
    return issued;
  }

  /** How many requests came with an unknown, revoked or expired token. */
  public synchronized long deadUses() {
    return deadUses;
  }

  private static String random() {
    return UUID.randomUUID().toString().replace("-", "")
        + UUID.randomUUID().toString().substring(0, 8);
  }
}
