/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.cli.check;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.snbridge.cli.console.ExitCode;
import io.snbridge.cli.console.Output;
import io.snbridge.cli.console.TextTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What a check has found, in the order in which it was. Of one thread. */
final class Findings {

  /** How bad it is. */
  enum Level {
    /** It was looked at, and is as it should be. */
    OK,
    /** Good to know. */
    NOTE,
    /** It works, and not as somebody may expect. */
    WARNING,
    /** It does not work. */
    ERROR
  }

  /**
   * One of them.
   *
   * @param about what was looked at
   * @param message what was seen and, if it is not well, what to do
   */
  record Finding(Level level, String about, String message) {}

  private final List<Finding> all = new ArrayList<>();
  private boolean unreachable;

  void ok(String about, String message) {
    add(Level.OK, about, message);
  }

  void note(String about, String message) {
    add(Level.NOTE, about, message);
  }

  void warning(String about, String message) {
    add(Level.WARNING, about, message);
  }

  void error(String about, String message) {
    add(Level.ERROR, about, message);
  }

  /** The instance does not answer: nothing else can be asked. */
  void unreachable(String about, String message) {
    unreachable = true;
    error(about, message);
  }

  private void add(Level level, String about, String message) {
    all.add(new Finding(level, about, message.replaceAll("\\s*\\R\\s*", " ")));
  }

  /** Whether something does not work. */
  boolean hasErrors() {
    return all.stream().anyMatch(finding -> finding.level() == Level.ERROR);
  }

  /** What the command ends with. */
  int exitCode() {
    if (unreachable) {
      return ExitCode.UNREACHABLE;
    }
    return all.stream().anyMatch(finding -> finding.level().compareTo(Level.WARNING) >= 0)
        ? ExitCode.FINDINGS
        : ExitCode.WELL;
  }

  /** For a person. */
  String text() {
    TextTable table = new TextTable("", "ABOUT", "WHAT");
    all.forEach(one -> table.row(word(one.level()), one.about(), one.message()));
    return table.toString();
  }

  /** For a program. */
  ObjectNode json(String connector) {
    ObjectNode json = Output.object();
    json.put("connector", connector);
    ArrayNode findings = json.putArray("findings");
    for (Finding one : all) {
      findings
          .addObject()
          .put("level", word(one.level()))
          .put("about", one.about())
          .put("message", one.message());
    }
    return json;
  }

  private static String word(Level level) {
    return level.name().toLowerCase(Locale.ROOT);
  }
}
