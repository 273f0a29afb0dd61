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
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ExecutionException;

/** What {@code benchmarks/run} runs once the project is built. */
public final class Benchmarks {

  private static final String USAGE =
      """
      usage: benchmarks/run source latency|cpu|memory|idle|freshness|tables|cluster [--connector FILE] [--times N]
             benchmarks/run sink writes|pending|soak|cluster [--connector FILE] [--records N] [--api NAME]
             benchmarks/run jmh [JMH's own arguments]
      """;

  private static final Map<String, String> DEFAULTS =
      Map.of(
          "sink writes", "snbridge-sink.json",
          "sink pending", "snbridge-sink.json",
          "sink cluster", "snbridge-sink.json",
          "sink soak", "snbridge-soak.json",
          "source memory", "snbridge-growing-pages.json");

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
    if (typed.size() < 2) {
      usage();
      return;
    }
    String what = typed.get(0) + " " + typed.get(1);
    Optional<Path> file = Optional.empty();
    int times = 1;
    OptionalInt records = OptionalInt.empty();
    List<SoakApi> apis = List.of(SoakApi.values());
    for (Iterator<String> rest = typed.subList(2, typed.size()).iterator(); rest.hasNext(); ) {
      String option = rest.next();
      if (option.equals("--connector") && rest.hasNext()) {
        file = Optional.of(Path.of(rest.next()));
      } else if (option.equals("--times") && rest.hasNext()) {
        times = Integer.parseInt(rest.next());
      } else if (option.equals("--records") && rest.hasNext()) {
        records = OptionalInt.of(Integer.parseInt(rest.next()));
      } else if (option.equals("--api") && rest.hasNext()) {
        apis = List.of(SoakApi.valueOf(rest.next().toUpperCase(Locale.ROOT)));
      } else {
        usage();
        return;
      }
    }
    ConnectorFile connector =
        ConnectorFile.read(
            file.orElse(
                root.resolve(
                    "benchmarks/connectors/" + DEFAULTS.getOrDefault(what, "snbridge.json"))));
    SourceBenchmarks source = new SourceBenchmarks(root, connector, times);
    SinkBenchmarks sink = new SinkBenchmarks(root, connector);
    String load = load();
    String table;
    switch (what) {
      case "source latency" -> table = source.latency();
      case "source cpu" -> table = source.cpu();
      case "source memory" -> table = source.memory();
      case "source idle" -> table = source.idle();
      case "source freshness" -> table = source.freshness();
      case "source tables" -> table = source.tables();
      case "source cluster" -> table = source.cluster();
      case "sink writes" -> table = sink.writes();
      case "sink pending" -> table = sink.pending();
      case "sink soak" -> table = sink.soak(records, apis);
      case "sink cluster" -> table = sink.cluster();
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
