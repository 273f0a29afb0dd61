/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.cli.check;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What is logged as a warning while something runs. A validation can answer with errors only; what
 * it merely warns of is in the worker's log. The log goes to standard error (slf4j-simple), which
 * is another one for that time: nothing else may run in this process.
 */
final class LoggedWarnings {

  private static final Pattern WARNING = Pattern.compile("(?:.* )?WARN \\S+ - (.*)");

  private LoggedWarnings() {}

  /**
   * Runs something.
   *
   * @param warnings to which those that it logs are added
   */
  @SuppressWarnings("SystemOut") // put back when it is over
  static <T> T during(List<String> warnings, Supplier<T> work) {
    PrintStream real = System.err;
    ByteArrayOutputStream log = new ByteArrayOutputStream();
    System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
    try {
      return work.get();
    } finally {
      System.setErr(real);
      warnings.addAll(of(log.toString(StandardCharsets.UTF_8)));
    }
  }

  private static List<String> of(String log) {
    List<String> warnings = new ArrayList<>();
    log.lines()
        .map(WARNING::matcher)
        .filter(Matcher::matches)
        .forEach(found -> warnings.add(found.group(1)));
    return warnings;
  }
}
