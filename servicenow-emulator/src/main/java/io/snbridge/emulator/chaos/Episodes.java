/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.emulator.chaos;

import io.snbridge.emulator.Fault;
import io.snbridge.emulator.RequestMatcher;
import io.snbridge.emulator.ServiceNowEmulator;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * What goes wrong for a while, not for one request: rights that are taken and given back, clocks
 * that are ahead in every answer, sessions and tokens that die. One at a time. Owned by one thread.
 */
final class Episodes {
  private static final String NONE = "-";
  private static final Duration AHEAD = Duration.ofSeconds(1);

  private enum Kind {
    TABLE_REFUSED,
    SESSIONS_STALE,
    TOKENS_REVOKED,
    CLOCKS_AHEAD,
    ROWS_HIDDEN
  }

  /** Those that may be while tasks are killed: the first of them. */
  private static final int WHENEVER = 3;

  private final ServiceNowEmulator emulator;
  private final SplittableRandom random;
  private final List<String> tables;
  private final Map<String, Integer> seen = new ConcurrentSkipListMap<>();
  private int kinds = WHENEVER;
  private Optional<Kind> current = Optional.empty();
  private int ticksLeft;
  private volatile String refused = NONE;
  private volatile boolean ahead;

  Episodes(ServiceNowEmulator emulator, SplittableRandom random, List<String> tables) {
    this.emulator = emulator;
    this.random = random;
    this.tables = tables;
  }

  void begin() {
    Fault notAllowed = Fault.error(403, "User Not Authorized", "Failed API level ACL Validation");
    emulator
        .faults()
        .always(notAllowed, request -> RequestMatcher.tableOf(request.path()).equals(refused));
    emulator.faults().always(Fault.dateAhead(AHEAD), request -> ahead);
  }

  /** Each kind may happen from now on. */
  void lastLife() {
    kinds = Kind.values().length;
  }

  /** Begins or ends something now and then. */
  void tick() {
    if (--ticksLeft > 0) {
      return;
    }
    if (current.isPresent()) {
      end();
    } else {
      begin(Kind.values()[random.nextInt(kinds)]);
    }
  }

  private void begin(Kind kind) {
    String table = tables.get(random.nextInt(tables.size()));
    String digits = "0123456789abcdef".substring(random.nextInt(8)).substring(0, 8);
    ticksLeft = 10 + random.nextInt(50);
    switch (kind) {
      case ROWS_HIDDEN -> {
        ticksLeft *= 6;
        emulator.hideRows(table, row -> digits.indexOf(row.get("sys_id").charAt(0)) >= 0);
      }
      case TABLE_REFUSED -> refused = table;
      case SESSIONS_STALE -> emulator.refuseSessions(403);
      case TOKENS_REVOKED -> emulator.tokens().revokeAll();
      case CLOCKS_AHEAD -> ahead = true;
    }
    current = Optional.of(kind);
    seen.merge(kind.name().toLowerCase(Locale.ROOT), 1, Integer::sum);
  }

  /** Everything is as it should be, but for single requests. */
  void end() {
    tables.forEach(emulator::showRows);
    refused = NONE;
    ahead = false;
    current = Optional.empty();
    ticksLeft = 10 + random.nextInt(20);
  }

  /** How often each kind began. */
  Map<String, Integer> seen() {
    return new TreeMap<>(seen);
  }
}
