/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.quickstart;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Shows both directions until it is interrupted, and lets the web shop ask for help now and then.
 */
final class FlowView {

  private static final int TICKS_PER_SECOND = 4;
  private static final int SECONDS_BETWEEN_REQUESTS = 5;

  private final Parts parts;
  private final Screen screen;

  private final Map<String, Integer> firstCounts = new HashMap<>();
  private List<Picture.TableCount> counts = List.of();
  private Optional<String> trouble = Optional.empty();
  private long recordsBefore;
  private long perSecond;
  private boolean complete;
  private int asked;
  private Optional<Future<?>> lastRequest = Optional.empty();

  FlowView(Parts parts, Screen screen) {
    this.parts = parts;
    this.screen = screen;
  }

  void run() throws Exception {
    for (int tick = 0; ; tick++) {
      if (tick % TICKS_PER_SECOND == 0) {
        second(tick / TICKS_PER_SECOND);
      }
      screen.show(
          new Picture(
              complete,
              trouble,
              counts,
              parts.tables().records(),
              perSecond,
              parts.flow().writes(),
              parts.flow().refusals(),
              parts.flow().lastRefusal(),
              parts.flow().latest()));
      TimeUnit.MILLISECONDS.sleep(1000 / TICKS_PER_SECOND);
    }
  }

  private void second(int number) throws Exception {
    parts.tail().requireReading();
    counts = count();
    long records = parts.tables().records();
    perSecond = records - recordsBefore;
    recordsBefore = records;
    trouble = connectorTrouble();
    if (!complete && rowsOfTheStartAreThere()) {
      complete = true;
      screen.complete();
    }
    if (complete && number % SECONDS_BETWEEN_REQUESTS == 0) {
      ask();
    }
  }

  /** New rows come all the time and take a moment: those that there were at first are meant. */
  private boolean rowsOfTheStartAreThere() {
    return counts.stream()
        .allMatch(
            count -> {
              int first = firstCounts.computeIfAbsent(count.table(), t -> count.inServiceNow());
              return count.inKafka() >= Math.min(first, count.inServiceNow());
            });
  }

  private List<Picture.TableCount> count() throws IOException, InterruptedException {
    List<Picture.TableCount> result = new ArrayList<>();
    for (String table : Quickstart.TABLES) {
      result.add(
          new Picture.TableCount(
              table,
              parts.tables().ids(Quickstart.topic(table)).size(),
              parts.instance().count(table, "")));
    }
    return result;
  }

  private void ask() throws Exception {
    if (lastRequest.filter(Future::isDone).isPresent()) {
      lastRequest.get().get();
    }
    asked++;
    lastRequest =
        Optional.of(
            parts
                .shop()
                .ask("request-" + asked, "Web shop needs help, request " + asked, 1 + asked % 3));
  }

  /** A connector or task that does not run; the user may have stopped it, so that nothing ends. */
  private Optional<String> connectorTrouble() throws InterruptedException {
    for (String connector : List.of(Quickstart.SOURCE, Quickstart.SINK)) {
      try {
        JsonNode status = parts.rest().status(connector);
        String state = state(status);
        if (!state.equals("RUNNING")) {
          return Optional.of(
              "%s is %s; see target/quickstart/worker/worker.log".formatted(connector, state));
        }
      } catch (IOException e) {
        return Optional.of("Connect does not know %s, or does not answer".formatted(connector));
      }
    }
    return Optional.empty();
  }

  private static String state(JsonNode status) {
    for (JsonNode task : status.path("tasks")) {
      if (task.path("state").asText().equals("FAILED")) {
        return "FAILED";
      }
    }
    return status.at("/connector/state").asText();
  }
}
