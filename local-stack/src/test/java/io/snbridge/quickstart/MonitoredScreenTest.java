/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MonitoredScreenTest {

  private final ByteArrayOutputStream shown = new ByteArrayOutputStream();
  private final Map<String, Double> values = new HashMap<>();
  private final SortedSet<String> firing = new TreeSet<>();
  private final ManualTime time = new ManualTime();
  private boolean broken;
  private MonitoredScreen screen;

  private static final class ManualTime extends Clock {

    private Instant now = Instant.parse("2026-03-01T12:00:00Z");

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      throw new UnsupportedOperationException();
    }
  }

  @BeforeEach
  void open() {
    Metrics metrics =
        new Metrics() {
          @Override
          public OptionalDouble value(String query) {
            return values.containsKey(query)
                ? OptionalDouble.of(values.get(query))
                : OptionalDouble.empty();
          }

          @Override
          public SortedSet<String> firing() throws IOException {
            if (broken) {
              throw new IOException("refused");
            }
            return new TreeSet<>(firing);
          }
        };
    screen =
        new MonitoredScreen(
            new LineScreen(List.of()),
            metrics,
            time,
            new PrintStream(shown, true, StandardCharsets.UTF_8));
  }

  private void showAfter(int seconds) {
    time.now = time.now.plus(Duration.ofSeconds(seconds));
    screen.show(
        new Picture(true, Optional.empty(), List.of(), 0, 0, 0, 0, Optional.empty(), List.of()));
  }

  private String lines() {
    String text = shown.toString(StandardCharsets.UTF_8);
    shown.reset();
    return text;
  }

  @Test
  void numbersOfBothDirectionsComeEveryTenSeconds() {
    values.put(MonitoredScreen.LAG, 431.0);
    values.put(MonitoredScreen.TO_KAFKA, 1234.0);
    values.put(MonitoredScreen.READ, 3.14);
    values.put(MonitoredScreen.WRITTEN, 0.2);
    values.put(MonitoredScreen.REFUSED, 2.0);
    values.put(MonitoredScreen.TO_ROW, 80.4);
    values.put(MonitoredScreen.REQUESTS, 5.0);
    values.put(MonitoredScreen.REQUEST_TIME, 14.0);

    showAfter(9);
    assertThat(lines()).isEmpty();
    showAfter(1);
    assertThat(lines().lines())
        .containsExactly(
            "12:00:10 source        lag 431 ms, from change to Kafka 1.2 s (95 %), 3.1 records/s",
            "12:00:10 sink          0.2 records/s written, 2 refused, from record to row 80 ms (95 %)",
            "12:00:10 ServiceNow    5 requests/s, 14 ms each (95 %), no alert");
    showAfter(9);
    assertThat(lines()).isEmpty();
    showAfter(1);
    assertThat(lines()).hasLineCount(3);
  }

  @Test
  void whatIsNotMeasuredYetIsLeftOut() {
    values.put(MonitoredScreen.REFUSED, 0.0);

    showAfter(10);

    assertThat(lines().lines())
        .containsExactly("12:00:10 sink          0 refused", "12:00:10 ServiceNow    no alert");
  }

  @Test
  void alertIsToldWhenItBeginsAndWhenItEnds() {
    showAfter(1);
    assertThat(lines()).isEmpty();
    firing.add("ServiceNowDeadLetters");
    showAfter(1);
    showAfter(1);
    assertThat(lines().lines())
        .containsExactly("12:00:02 ALERT         ServiceNowDeadLetters fires");
    firing.clear();
    showAfter(1);
    assertThat(lines().lines())
        .containsExactly("12:00:04 alert         ServiceNowDeadLetters has ended");
  }

  @Test
  void prometheusThatDoesNotAnswerEndsIt() {
    broken = true;

    assertThatThrownBy(() -> showAfter(1))
        .hasMessageContaining("Prometheus does not answer (refused)");
  }

  @Test
  void minutesOfTheRulesAreSeconds() {
    assertThat(
            Monitoring.hurried(
                "expr: increase(a[15m]) > 0 unless b offset 15m\nfor: 0m\nfor: 10m\n"))
        .isEqualTo("expr: increase(a[20s]) > 0 unless b offset 20s\nfor: 0m\nfor: 5s\n");
  }
}
