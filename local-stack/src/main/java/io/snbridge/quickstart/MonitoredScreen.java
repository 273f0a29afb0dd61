/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.quickstart;

import java.io.IOException;
import java.io.PrintStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Lines of the flow, and among them the dashboard's most important numbers every ten seconds, and
 * each alert that begins or ends.
 */
final class MonitoredScreen implements Screen {

  static final String LAG = "max(servicenow_table_lag_ms >= 0)";
  static final String TO_KAFKA =
      "max(servicenow_table_end_to_end_quantile_ms{quantile=\"0.95\"} >= 0)";
  static final String READ = "sum(rate(servicenow_table_records_acknowledged_total[15s]))";
  static final String WRITTEN = "sum(rate(servicenow_task_records_written_total[15s]))";
  static final String REFUSED = "sum(servicenow_task_records_refused_total)";
  static final String TO_ROW =
      "max(servicenow_task_end_to_end_quantile_ms{quantile=\"0.95\"} >= 0)";
  static final String REQUESTS = "sum(rate(servicenow_task_answers_total[15s]))";
  static final String REQUEST_TIME =
      "max(servicenow_task_request_time_quantile_ms{quantile=\"0.95\"} >= 0)";

  private static final Duration BETWEEN_NUMBERS = Duration.ofSeconds(10);
  private static final Duration BETWEEN_ALERTS = Duration.ofSeconds(1);

  private final Screen flow;
  private final Metrics metrics;
  private final Clock clock;
  private final PrintStream out;
  private Instant numbersDue;
  private Instant alertsDue;
  private SortedSet<String> firing = new TreeSet<>();

  MonitoredScreen(Screen flow, Metrics metrics, Clock clock, PrintStream out) {
    this.flow = flow;
    this.metrics = metrics;
    this.clock = clock;
    this.out = out;
    this.numbersDue = clock.instant().plus(BETWEEN_NUMBERS);
    this.alertsDue = clock.instant();
  }

  @Override
  public void happened(Flow.Event event) {
    flow.happened(event);
  }

  @Override
  public void show(Picture picture) {
    flow.show(picture);
    try {
      if (!clock.instant().isBefore(alertsDue)) {
        alertsDue = clock.instant().plus(BETWEEN_ALERTS);
        alerts();
      }
      if (!clock.instant().isBefore(numbersDue)) {
        numbersDue = clock.instant().plus(BETWEEN_NUMBERS);
        numbers();
      }
    } catch (IOException e) {
      throw new IllegalStateException(
          "Prometheus does not answer (%s); see target/quickstart/prometheus/prometheus.log"
              .formatted(Quickstart.describe(e)),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void alerts() throws IOException, InterruptedException {
    SortedSet<String> now = metrics.firing();
    for (String alert : now) {
      if (!firing.contains(alert)) {
        line("ALERT", alert + " fires");
      }
    }
    for (String alert : firing) {
      if (!now.contains(alert)) {
        line("alert", alert + " has ended");
      }
    }
    firing = now;
  }

  private void numbers() throws IOException, InterruptedException {
    numbers(
        "source",
        part("lag %s", time(LAG)),
        part("from change to Kafka %s (95 %%)", time(TO_KAFKA)),
        part("%s records/s", number(READ)));
    numbers(
        "sink",
        part("%s records/s written", number(WRITTEN)),
        part("%s refused", number(REFUSED)),
        part("from record to row %s (95 %%)", time(TO_ROW)));
    numbers(
        "ServiceNow",
        part("%s requests/s", number(REQUESTS)),
        part("%s each (95 %%)", time(REQUEST_TIME)),
        firing.isEmpty() ? "no alert" : "alerts: " + String.join(", ", firing));
  }

  private void numbers(String of, String... parts) {
    List<String> known = new ArrayList<>(List.of(parts));
    known.removeIf(String::isEmpty);
    if (!known.isEmpty()) {
      line(of, String.join(", ", known));
    }
  }

  private static String part(String format, String value) {
    return value.isEmpty() ? "" : format.formatted(value);
  }

  private String number(String query) throws IOException, InterruptedException {
    OptionalDouble value = metrics.value(query);
    return value.isEmpty() ? "" : shortly(value.getAsDouble());
  }

  private String time(String query) throws IOException, InterruptedException {
    OptionalDouble value = metrics.value(query);
    if (value.isEmpty()) {
      return "";
    }
    double ms = value.getAsDouble();
    return ms < 1000 ? Math.round(ms) + " ms" : shortly(ms / 1000) + " s";
  }

  private static String shortly(double value) {
    return value == Math.rint(value)
        ? String.format(Locale.ROOT, "%.0f", value)
        : String.format(Locale.ROOT, "%.1f", value);
  }

  private void line(String of, String text) {
    out.printf(Locale.ROOT, "%s %-13s %s%n", LocalTime.now(clock).format(Layout.TIME), of, text);
  }

  @Override
  public void complete() {
    flow.complete();
  }

  @Override
  public void close() {
    flow.close();
  }
}
