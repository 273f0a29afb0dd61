/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.keys;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What to do about a key that a connector does not know. */
final class KeyAdvice {

  private static final PeerKeys PEERS = PeerKeys.read();

  private final ConnectorKind kind;
  private final List<ConnectorKeys> others;
  private final Set<String> names;
  private final Spelling spelling;
  private final Spelling prefixes;

  /**
   * @param others our other connectors
   */
  KeyAdvice(ConnectorKeys own, List<ConnectorKeys> others) {
    this.kind = own.kind();
    this.others = others;
    this.names = names(own);
    this.spelling = new Spelling(union(names, ConnectKeys.names(kind)));
    this.prefixes = new Spelling(union(own.prefixes(), ConnectKeys.PREFIXES));
  }

  /** The keys that can be set for the connector. */
  Set<String> names() {
    return names;
  }

  private static Set<String> union(Set<String> some, Set<String> more) {
    Set<String> all = new HashSet<>(some);
    all.addAll(more);
    return all;
  }

  private static Set<String> names(ConnectorKeys keys) {
    return keys.definition().configKeys().values().stream()
        .filter(key -> !key.internalConfig)
        .map(key -> key.name)
        .collect(Collectors.toSet());
  }

  /** The best guess of what the user wanted. */
  String of(String key) {
    return ofTheOther(key)
        .or(() -> ofPeer(key))
        .or(() -> meant(spelling.slip(key)))
        .or(() -> meant(slipOfPrefix(key)))
        .or(() -> underThePrefixOfTheOther(key))
        .or(() -> ConnectKeys.ofWorker(key))
        .or(() -> meant(spelling.part(key)))
        .orElse(
            "neither this connector nor Connect has it. Remove it, or set 'unknown.keys=warn' if a tool needs it");
  }

  /** What to do about a key of another ServiceNow connector. */
  Optional<String> ofPeer(String key) {
    return PEERS.advice(kind, key);
  }

  private Optional<String> ofTheOther(String key) {
    return others.stream()
        .filter(other -> names(other).contains(key))
        .findFirst()
        .map(this::belongsTo);
  }

  private Optional<String> underThePrefixOfTheOther(String key) {
    return others.stream()
        .filter(other -> other.prefixes().stream().anyMatch(key::startsWith))
        .findFirst()
        .map(this::belongsTo);
  }

  private String belongsTo(ConnectorKeys other) {
    return "it is a key of our %s, and this is a %s. Remove it".formatted(other.kind(), kind);
  }

  /** {@code transform.mask.type} for {@code transforms.mask.type}. */
  private Optional<String> slipOfPrefix(String key) {
    for (int dot = key.indexOf('.'); dot >= 0; dot = key.indexOf('.', dot + 1)) {
      String rest = key.substring(dot + 1);
      Optional<String> prefix = prefixes.slip(key.substring(0, dot + 1));
      if (prefix.isPresent()) {
        return prefix.map(begin -> begin + rest);
      }
    }
    return Optional.empty();
  }

  private static Optional<String> meant(Optional<String> name) {
    return name.map(found -> "did you mean '" + found + "'?");
  }
}
