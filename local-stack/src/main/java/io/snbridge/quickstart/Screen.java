/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.quickstart;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Lines on the terminal. Thread-safe. */
final class Screen {

  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss");

  private final long started;

  /**
   * @param started {@link System#nanoTime()} of the start
   */
  Screen(long started) {
    this.started = started;
  }

  void say(String text) {
    System.out.println(text);
  }

  /** A part of the quickstart is there. */
  void up(String what, String where) {
    double seconds = (System.nanoTime() - started) / 1e9;
    say(String.format(Locale.ROOT, "%5.1f s  %-32s %s", seconds, what, where));
  }

  /** One line of what flows now. */
  void flow(String text) {
    say(LocalTime.now(ZoneId.systemDefault()).format(TIME) + "  " + text);
  }

  /** A row that changed in ServiceNow and arrived in Kafka. */
  void change(TopicTail.Change change) {
    JsonNode row = change.row();
    String name = firstFilled(row.path("number"), row.path("name")).orElse(change.key());
    String text = row.path("short_description").asText("");
    flow(
        "ServiceNow -> Kafka  %s  %s  %s %s"
            .formatted(change.topic(), verb(change.operation()), name, text));
  }

  private static Optional<String> firstFilled(JsonNode... values) {
    return Stream.of(values).map(JsonNode::asText).filter(text -> !text.isEmpty()).findFirst();
  }

  private static String verb(String operation) {
    return switch (operation) {
      case "c" -> "created";
      case "u" -> "updated";
      case "d" -> "deleted";
      default -> operation;
    };
  }
}
