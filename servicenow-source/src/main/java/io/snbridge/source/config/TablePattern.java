/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.config;

import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A glob over the names of tables: {@code *} is any text, {@code ?} one character. Names are
 * compared with regard to case.
 */
public record TablePattern(String text) {

  private static final Pattern WILDCARD = Pattern.compile("[*?]");
  private static final Pattern SYNTAX =
      Pattern.compile("[A-Za-z0-9_*?]*[A-Za-z0-9][A-Za-z0-9_*?]*");

  /** Whether an entry of {@code tables} is meant as a pattern, sound or not. */
  static boolean isMeantBy(String entry) {
    return WILDCARD.matcher(entry).find();
  }

  /** Whether it could be part of a table's name, and leaves some tables out. */
  public boolean isSound() {
    return SYNTAX.matcher(text).matches();
  }

  public boolean matches(String table) {
    return Validators.isTable(table) && table.matches(regex());
  }

  /** What the names of all tables that match begin with. */
  public String prefix() {
    return WILDCARD.split(text, 2)[0];
  }

  /** Of an unsound one, too: it is looked at before it is refused. */
  private String regex() {
    return text.replaceAll("\\*+", "*")
        .chars()
        .mapToObj(
            c ->
                switch (c) {
                  case '*' -> ".*";
                  case '?' -> ".";
                  default -> Pattern.quote(Character.toString(c));
                })
        .collect(Collectors.joining());
  }

  @Override
  public String toString() {
    return text;
  }
}
