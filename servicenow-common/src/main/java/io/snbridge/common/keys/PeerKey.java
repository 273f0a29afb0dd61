/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.keys;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A key of another ServiceNow connector.
 *
 * @param connector whose it is: {@code IBM's source connector}
 * @param pattern its name; {@code *} stands for a name that a user chose, {@code #} for a number
 * @param counterparts our keys, or Connect's, that do the same; empty when there is none
 * @param note what is different; without counterparts, why there is none
 */
record PeerKey(String connector, String pattern, List<String> counterparts, String note) {

  private static final String ANY = "*";
  private static final String NUMBER = "#";

  boolean fits(String key) {
    return matcher(key).matches();
  }

  /** What to do about a key that fits. */
  String advice(String key) {
    if (counterparts.isEmpty()) {
      return "it is a key of %s, and has no counterpart here because %s. Remove it"
          .formatted(connector, note);
    }
    Matcher found = matcher(key);
    String chosen = found.matches() && found.groupCount() > 0 ? found.group(1) : "";
    return "it is a key of %s; here it is %s%s"
        .formatted(connector, names(chosen), note.isEmpty() ? "" : " (" + note + ")");
  }

  private Matcher matcher(String key) {
    return Pattern.compile(regex()).matcher(key);
  }

  private String regex() {
    return pattern
        .chars()
        .mapToObj(Character::toString)
        .map(
            c ->
                switch (c) {
                  case ANY -> "(.+)";
                  case NUMBER -> "[0-9]+";
                  default -> Pattern.quote(c);
                })
        .collect(Collectors.joining());
  }

  private String names(String chosen) {
    return counterparts.stream()
        .map(name -> "'" + name.replace(ANY, chosen.isEmpty() ? "<alias>" : chosen) + "'")
        .collect(Collectors.joining(" and "));
  }
}
