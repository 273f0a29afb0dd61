/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.it;

import com.tngtech.archunit.core.domain.JavaClass;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The tables of packages in CONTRIBUTING.md: the first column of each has packages, those in one
 * row beside each other, all others below those that use them.
 */
final class PackageMap {

  private static final Pattern HEAD =
      Pattern.compile("\\| `(io\\.snbridge\\.\\w+)` \\| content \\|");
  private static final Pattern ROW = Pattern.compile("\\| (root|`\\w+`(?:, `\\w+`)*) \\| .*");
  private static final Pattern NAME = Pattern.compile("\\w+");

  /** Package to its row, counted over all tables: a greater one is below. */
  private final Map<String, Integer> rows = new TreeMap<>();

  private PackageMap(List<String> lines) {
    String root = "";
    int number = 0;
    for (String line : lines) {
      Matcher head = HEAD.matcher(line);
      Matcher row = ROW.matcher(line);
      if (head.matches()) {
        root = head.group(1);
      } else if (line.isBlank()) {
        root = "";
      } else if (!root.isEmpty() && row.matches()) {
        number++;
        for (String name : names(row.group(1))) {
          rows.put(name.equals("root") ? root : root + "." + name, number);
        }
      }
    }
  }

  private static List<String> names(String cell) {
    List<String> names = new ArrayList<>();
    Matcher name = NAME.matcher(cell);
    while (name.find()) {
      names.add(name.group());
    }
    return names;
  }

  static PackageMap ofContributing() {
    try {
      return new PackageMap(
          Files.readAllLines(Path.of(System.getProperty("snbridge.root"), "CONTRIBUTING.md")));
    } catch (IOException unreadable) {
      throw new IllegalStateException("CONTRIBUTING.md has the map of the packages", unreadable);
    }
  }

  boolean has(JavaClass type) {
    return rows.containsKey(type.getPackageName());
  }

  /** Whether a class is of a package in a row further up. */
  boolean isAbove(JavaClass type, JavaClass other) {
    return has(type)
        && has(other)
        && rows.get(type.getPackageName()) < rows.get(other.getPackageName());
  }
}
