/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.keys;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The keys of other ServiceNow connectors, and what takes their place here: {@code peers.txt},
 * whose head says how it is written.
 */
public final class PeerKeys {

  private static final String FILE = "peers.txt";

  private final Map<ConnectorKind, List<PeerKey>> keys;

  private PeerKeys(Map<ConnectorKind, List<PeerKey>> keys) {
    this.keys = keys;
  }

  /** Those of the file. */
  public static PeerKeys read() {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                PeerKeys.class.getResourceAsStream(FILE), StandardCharsets.UTF_8))) {
      return parse(lines.lines().toList());
    } catch (IOException e) {
      throw new UncheckedIOException(FILE, e);
    }
  }

  /**
   * @throws IllegalArgumentException for a line that is none
   */
  static PeerKeys parse(List<String> lines) {
    Map<ConnectorKind, List<PeerKey>> keys = new EnumMap<>(ConnectorKind.class);
    String connector = "";
    List<ConnectorKind> kinds = List.of();
    for (String line : lines) {
      if (line.startsWith("[")) {
        int end = line.indexOf(']');
        kinds = kinds(line.substring(1, end));
        connector = line.substring(end + 1).strip();
      } else if (!line.isBlank() && !line.startsWith("#")) {
        PeerKey key = key(connector, line);
        kinds.forEach(kind -> keys.computeIfAbsent(kind, first -> new ArrayList<>()).add(key));
      }
    }
    return new PeerKeys(keys);
  }

  private static List<ConnectorKind> kinds(String text) {
    return List.of(text.split(",", -1)).stream()
        .map(kind -> ConnectorKind.valueOf(kind.strip().toUpperCase(Locale.ROOT)))
        .toList();
  }

  private static PeerKey key(String connector, String line) {
    String[] cells = line.split("\\|", -1);
    if (cells.length != 3) {
      throw new IllegalArgumentException("Not 'key | ours | note': " + line);
    }
    String ours = cells[1].strip();
    return new PeerKey(
        connector,
        cells[0].strip(),
        ours.isEmpty() ? List.of() : List.of(ours.split("\\s*,\\s*", -1)),
        cells[2].strip());
  }

  /** What to do about a key of another connector of this kind, or else of the other kind. */
  Optional<String> advice(ConnectorKind kind, String key) {
    return advice(of(kind), key)
        .or(
            () ->
                advice(of(kind.other()), key)
                    .map(advice -> "this is a %s, and %s".formatted(kind, advice)));
  }

  /** Why a key of another connector of this kind has no counterpart here; empty if it has one. */
  public Optional<String> reason(ConnectorKind kind, String key) {
    return fitting(of(kind), key).filter(peer -> peer.counterparts().isEmpty()).map(PeerKey::note);
  }

  private static Optional<String> advice(Collection<PeerKey> keys, String key) {
    return fitting(keys, key).map(peer -> peer.advice(key));
  }

  private static Optional<PeerKey> fitting(Collection<PeerKey> keys, String key) {
    return keys.stream()
        .filter(peer -> peer.fits(key))
        .max(Comparator.comparingInt(peer -> peer.pattern().length()));
  }

  List<PeerKey> of(ConnectorKind kind) {
    return List.copyOf(keys.getOrDefault(kind, List.of()));
  }
}
