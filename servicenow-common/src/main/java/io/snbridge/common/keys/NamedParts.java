/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.keys;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Transforms, predicates and groups of topics: Connect reads a list of their names, and then the
 * keys of these names only. Of {@code topic.creation.defualt.cleanup.policy} nobody hears, and the
 * topic is created with the broker's retention.
 *
 * @param prefix what the keys of the names begin with
 * @param list the key that has the names
 * @param always names that need not be in the list
 */
record NamedParts(String prefix, String list, List<String> always) {

  private static final List<NamedParts> ALL =
      List.of(
          new NamedParts("transforms.", "transforms", List.of()),
          new NamedParts("predicates.", "predicates", List.of()),
          new NamedParts("topic.creation.", "topic.creation.groups", List.of("default")));

  /** Why Connect does not read a key, if that is because no list has its name. */
  static Optional<String> unlisted(String key, Map<String, String> properties) {
    return ALL.stream()
        .filter(parts -> key.startsWith(parts.prefix) && !key.equals(parts.list))
        .filter(parts -> parts.names(properties).noneMatch(name -> parts.isOf(name, key)))
        .map(parts -> "Connect reads it only of names in '%s'".formatted(parts.list))
        .findFirst();
  }

  private boolean isOf(String name, String key) {
    return key.startsWith(prefix + name + ".");
  }

  private Stream<String> names(Map<String, String> properties) {
    String names = Optional.ofNullable(properties.get(list)).orElse("");
    return Stream.concat(
        always.stream(),
        Stream.of(names.split(",", -1)).map(String::strip).filter(n -> !n.isEmpty()));
  }
}
