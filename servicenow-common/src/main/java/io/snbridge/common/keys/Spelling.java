/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.keys;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds the name that was meant. */
public final class Spelling {

  private static final Comparator<String> SHORTEST =
      Comparator.comparingInt(String::length).thenComparing(Comparator.naturalOrder());

  private final Collection<String> names;

  /** Of these names one is meant. */
  public Spelling(Collection<String> names) {
    this.names = names;
  }

  /** The name that a slip of the fingers made this one of: three edits at most, one in a short. */
  public Optional<String> slip(String typed) {
    String plain = plain(typed);
    int edits = Math.min(3, 1 + plain.length() / 8);
    return names.stream()
        .filter(name -> Math.abs(name.length() - plain.length()) <= edits)
        .filter(name -> EditDistance.between(plain, plain(name)) <= edits)
        .min(
            Comparator.<String>comparingInt(name -> EditDistance.between(plain, plain(name)))
                .thenComparing(Comparator.naturalOrder()));
  }

  /** The name that has what was typed as its end, or the end of what was typed as a whole. */
  public Optional<String> part(String typed) {
    String plain = plain(typed);
    return names.stream()
        .filter(name -> plain(name).endsWith("." + plain))
        .min(SHORTEST)
        .or(() -> names.stream().filter(name -> plain.endsWith("." + plain(name))).max(SHORTEST));
  }

  /** {@code Poll_Interval_MS} is a way to write {@code poll.interval.ms}. */
  private static String plain(String name) {
    return name.toLowerCase(Locale.ROOT).replace('_', '.').replace('-', '.');
  }
}
