/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Rows of a table as Markdown. */
final class MarkdownTable {

  private final List<String> lines = new ArrayList<>();

  MarkdownTable(String... heads) {
    add((Object[]) heads);
    lines.add("|" + " --- |".repeat(heads.length));
  }

  /** Numbers with a fraction get two places; those from a hundred on none. */
  void add(Object... cells) {
    StringBuilder line = new StringBuilder("|");
    for (Object cell : cells) {
      line.append(' ').append(text(cell)).append(" |");
    }
    lines.add(line.toString());
  }

  private static String text(Object cell) {
    if (cell instanceof Double number) {
      return String.format(Locale.ROOT, Math.abs(number) < 100 ? "%.2f" : "%,.0f", number);
    }
    return cell instanceof Number ? String.format(Locale.ROOT, "%,d", cell) : cell.toString();
  }

  @Override
  public String toString() {
    return String.join("\n", lines) + "\n";
  }
}
