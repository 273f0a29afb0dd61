/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.cli.translate;

import io.snbridge.common.keys.ConnectKeys;
import io.snbridge.common.keys.ConnectorKind;
import io.snbridge.common.keys.PeerKeys;
import io.snbridge.common.table.GlideDateTime;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;

/** Writes our configurations by those of others. */
final class Translator {

  private static final PeerKeys PEERS = PeerKeys.read();
  private static final String SNAPSHOT_MODE = "snapshot.mode";
  private static final String START = "start.timestamp";

  private final Clock clock;
  private final Optional<Instant> start;
  private final boolean keepsSecrets;

  /**
   * @param start what is older, the old connector has sent; empty to read all
   * @param keepsSecrets whether passwords are repeated
   */
  Translator(Clock clock, Optional<Instant> start, boolean keepsSecrets) {
    this.clock = clock;
    this.start = start;
    this.keepsSecrets = keepsSecrets;
  }

  /** One of them. */
  Draft translate(Foreign foreign, Language language) {
    Draft draft = new Draft(language.kind(), clock.instant());
    for (String key : foreign.settings().keySet()) {
      if (!language.keys().apply(key, foreign, draft)) {
        other(key, foreign, draft);
      }
    }
    language.rest().apply(foreign, draft);
    if (language.kind() == ConnectorKind.SOURCE) {
      begin(draft);
    }
    if (!keepsSecrets) {
      Secrets.hide(draft);
    }
    Validity.check(draft);
    return draft;
  }

  /** A key that no table has: Connect's, one for nothing here, or unknown. */
  private static void other(String key, Foreign foreign, Draft draft) {
    if (key.equals("connector.class")) {
      return;
    }
    Optional<String> reason = PEERS.reason(draft.kind(), key);
    if (reason.isPresent()) {
      draft.note(key, reason.get());
    } else if (ConnectKeys.isKnown(key)) {
      draft.set(key, Converters.value(key, foreign.settings().getOrDefault(key, "")));
    } else {
      draft.decide(key, "nobody here knows this key. It is left out");
    }
  }

  private void begin(Draft draft) {
    if (start.isEmpty()) {
      draft.note(
          SNAPSHOT_MODE,
          "every row comes once more, then what changes; with --start TIME only what has changed"
              + " since");
      return;
    }
    draft.removeIf(key -> key.equals(START) || key.endsWith("." + START));
    draft.set(SNAPSHOT_MODE, "never");
    draft.set(START, GlideDateTime.text(start.get()));
    draft.note(SNAPSHOT_MODE, "only what has changed since --start comes");
  }
}
