/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.cli.translate;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The keys of another connector, each with what becomes of it. {@code *} stands for a name that a
 * user chose, {@code #} for a number; of the lines that fit, the one with the longest key counts.
 */
final class KeyTable {

  /**
   * A key that was found.
   *
   * @param part what {@code *} or {@code #} stood for; empty without one
   * @param all the configuration that it is of
   */
  record Found(String key, String value, String part, Foreign all) {}

  /** Puts it into the draft, or says why not. */
  @FunctionalInterface
  interface Action {

    /**
     * Does so.
     *
     * @throws IllegalArgumentException when it cannot be a value of this key: a message without it
     */
    void apply(Found found, Draft draft);
  }

  private record Line(String pattern, Pattern regex, Action action) {}

  private final List<Line> lines = new ArrayList<>();

  /** One more key. */
  KeyTable on(String key, Action action) {
    lines.add(new Line(key, regex(key), action));
    return this;
  }

  /** One more key, which has the same meaning as ours. */
  KeyTable as(String key, String ours) {
    return on(key, Actions.to(ours));
  }

  /** One more key, for nothing here. */
  KeyTable none(String key, String reason) {
    return on(key, Actions.none(reason));
  }

  /** All those of another table. */
  KeyTable with(KeyTable other) {
    lines.addAll(other.lines);
    return this;
  }

  /**
   * Does with a key what the table says.
   *
   * @return false when the table does not have it
   */
  boolean apply(String key, Foreign all, Draft draft) {
    Optional<Line> line =
        lines.stream()
            .filter(one -> one.regex().matcher(key).matches())
            .max(Comparator.comparingInt(one -> one.pattern().length()));
    line.ifPresent(
        one -> {
          Matcher matcher = one.regex().matcher(key);
          String part = matcher.matches() && matcher.groupCount() > 0 ? matcher.group(1) : "";
          Found found = new Found(key, all.settings().getOrDefault(key, ""), part, all);
          try {
            one.action().apply(found, draft);
          } catch (IllegalArgumentException wrong) {
            draft.decide(key, wrong.getMessage() + ". It is left out");
          }
        });
    return line.isPresent();
  }

  private static Pattern regex(String key) {
    return Pattern.compile(
        key.chars()
            .mapToObj(Character::toString)
            .map(
                c ->
                    switch (c) {
                      case "*" -> "(.+)";
                      case "#" -> "([0-9]+)";
                      default -> Pattern.quote(c);
                    })
            .collect(Collectors.joining()));
  }
}
