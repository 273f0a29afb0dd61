/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.quickstart;

import java.util.List;
import java.util.Locale;

/** One line below the other. Totals come once in half a minute. */
final class LineScreen implements Screen {

  private static final long BETWEEN_TOTALS = 30_000_000_000L;

  private final List<String> hints;
  private long lastTotals = System.nanoTime() - BETWEEN_TOTALS;

  LineScreen(List<String> hints) {
    this.hints = hints;
  }

  @Override
  public void happened(Flow.Event event) {
    System.out.printf(
        Locale.ROOT,
        "%s %-13s %s%n",
        event.time().format(Layout.TIME),
        event.direction().label(),
        event.text());
  }

  @Override
  public void show(Picture picture) {
    if (System.out.checkError()) {
      throw new IllegalStateException("Its output goes nowhere any more, so it stops");
    }
    if (System.nanoTime() - lastTotals >= BETWEEN_TOTALS) {
      lastTotals = System.nanoTime();
      System.out.println(Layout.tables(picture));
      picture.trouble().ifPresent(System.out::println);
    }
  }

  @Override
  public void complete() {
    System.out.println();
    System.out.println("Every row is in Kafka now. Changes follow as they happen.");
    hints.forEach(System.out::println);
    System.out.println("Logs are in target/quickstart. Ctrl-C stops everything.");
    System.out.println();
  }

  @Override
  public void close() {}
}
