/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.table;

import io.snbridge.common.transport.Reply;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;

/**
 * Knows of the journal columns of one write which have got their entry, so that none gets it twice.
 * Its write's steps run one after the other, so it needs no guard itself.
 */
final class JournalGuard {

  /** Why an entry may be there already. */
  private enum Suspicion {
    NONE,
    /** The record may have been delivered before. */
    REDELIVERED,
    /** A request of this write may have happened. */
    LOST
  }

  private final JournalEntries journal;
  private final String sysId;
  private final Map<String, String> texts;
  private final String correlationId;
  private final Set<String> found = new HashSet<>();
  private Suspicion suspicion;
  private Instant since;

  /**
   * @param texts by journal column
   * @param redeliveredSince when the record may have been written before, since when
   */
  JournalGuard(
      JournalEntries journal,
      String sysId,
      Map<String, String> texts,
      Optional<Instant> redeliveredSince,
      String correlationId) {
    this.journal = journal;
    this.sysId = sysId;
    this.texts = Map.copyOf(texts);
    this.correlationId = correlationId;
    this.suspicion = redeliveredSince.isPresent() ? Suspicion.REDELIVERED : Suspicion.NONE;
    this.since = redeliveredSince.orElse(Instant.EPOCH);
  }

  /** Whether the write has a column of which an entry may be missing. */
  boolean hasOpen() {
    return !found.containsAll(texts.keySet());
  }

  /** Whether {@link #look} is to come before the next request. */
  boolean isSuspected() {
    return hasOpen() && suspicion != Suspicion.NONE;
  }

  /**
   * Whether nothing but an earlier delivery is suspected: then a journal that is hidden is no
   * reason to refuse.
   */
  boolean isOnlyRedelivered() {
    return suspicion == Suspicion.REDELIVERED;
  }

  /** To be called before a request that has the columns. */
  void sending() {
    if (suspicion != Suspicion.LOST) {
      since = journal.now();
    }
  }

  /**
   * To be told how a request ended that had the columns.
   *
   * @param row that it wrote
   * @param refusalMayLie whether it may have happened though it was refused (KB2697679: POST)
   */
  void sent(Reply<?> reply, String row, boolean refusalMayLie) {
    if (reply instanceof Reply.Ok && row.equalsIgnoreCase(sysId)) {
      texts.forEach(
          (column, text) -> {
            if (found.add(column)) {
              journal.made(sysId, column, text);
            }
          });
    } else if (reply instanceof Reply.Unknown
        || (refusalMayLie && reply instanceof Reply.Refused)) {
      suspicion = Suspicion.LOST;
    }
  }

  /** The columns of which an entry may be missing. */
  Set<String> open() {
    Set<String> open = new TreeSet<>(texts.keySet());
    open.removeAll(found);
    return open;
  }

  /** Looks for the entries that are missing. */
  CompletableFuture<JournalEntries.Finding> look() {
    Map<String, String> open = new LinkedHashMap<>(texts);
    open.keySet().retainAll(open());
    return journal
        .find(sysId, open, since, correlationId)
        .thenApply(
            finding -> {
              if (finding instanceof JournalEntries.Finding.Found seen) {
                found.addAll(seen.columns());
              }
              return finding;
            });
  }

  /** What is missing is not there, and will not come. */
  void clear() {
    suspicion = Suspicion.NONE;
  }

  /** Values without the columns that have their entry. */
  Map<String, String> left(Map<String, String> values) {
    Map<String, String> left = new LinkedHashMap<>(values);
    left.keySet().removeAll(found);
    return left;
  }
}
