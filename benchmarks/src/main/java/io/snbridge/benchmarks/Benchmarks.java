/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.ExecutionException;

/** What {@code benchmarks/run} runs once the project is built. */
public final class Benchmarks {

  private static final String USAGE =
      """
      usage: benchmarks/run source latency|cpu|memory|idle [--connector FILE] [--times N]
             benchmarks/run jmh [JMH's own arguments]
      """;

  private Benchmarks() {}

  /**
   * Prints a table as Markdown.
   *
   * @param arguments the checkout, then what was typed
   */
  @SuppressWarnings("SystemOut") // a command talks to its terminal
  public static void main(String[] arguments)
      throws IOException, InterruptedException, ExecutionException {
    Path root = Path.of(arguments[0]).toAbsolutePath();
    List<String> typed = List.of(arguments).subList(1, arguments.length);
    if (typed.size() < 2 || !typed.get(0).equals("source")) {
      usage();
      return;
    }
    Path file = root.resolve("benchmarks/connectors/snbridge.json");
    int times = 1;
    for (Iterator<String> rest = typed.subList(2, typed.size()).iterator(); rest.hasNext(); ) {
      String option = rest.next();
      if (option.equals("--connector") && rest.hasNext()) {
        file = Path.of(rest.next());
      } else if (option.equals("--times") && rest.hasNext()) {
        times = Integer.parseInt(rest.next());
      } else {
        usage();
        return;
      }
    }
    SourceBenchmarks source = new SourceBenchmarks(root, ConnectorFile.read(file), times);
    String load = load();
    String table;
    switch (typed.get(1)) {
      case "latency" -> table = source.latency();
      case "cpu" -> table = source.cpu();
      case "memory" -> table = source.memory();
      case "idle" -> table = source.idle();
      default -> {
        usage();
        return;
      }
    }
    System.out.println(table);
    System.out.printf(
        "%d processors; load average before %s, after %s%n",
        Runtime.getRuntime().availableProcessors(), load, load());
    System.exit(0);
  }

  private static String load() throws IOException {
    Path file = Path.of("/proc/loadavg");
    return Files.exists(file) ? Files.readString(file).split(" ", -1)[0] : "unknown";
  }

  private static void usage() {
    System.err.print(USAGE);
    System.exit(2);
  }
}
