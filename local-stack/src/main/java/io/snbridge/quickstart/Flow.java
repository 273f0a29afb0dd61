/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.quickstart;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.LocalTime;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/**
 * What flows, as a person reads it: rows by number and short description, and what was refused and
 * why. Told by the records of the topics: the source's, the sink's reports, its dead letters.
 * Thread-safe.
 */
final class Flow {

  /** Where to. */
  enum Direction {
    TO_KAFKA("-> Kafka"),
    TO_SERVICE_NOW("-> ServiceNow"),
    REFUSED("refused");

    private final String label;

    Direction(String label) {
      this.label = label;
    }

    String label() {
      return label;
    }
  }

  /**
   * One thing that happened.
   *
   * @param text one line without control characters
   */
  record Event(LocalTime time, Direction direction, String text) {

    Event {
      text = text.replaceAll("\\p{Cc}+", " ").strip();
    }
  }

  /** Finds a row of the instance by table and sys_id. */
  interface Rows {
    Optional<JsonNode> find(String table, String sysId) throws IOException, InterruptedException;
  }

  private static final int REMEMBERED = 200;
  // For searching logs; a reader of the screen has no room for it.
  private static final Pattern CORRELATION_ID = Pattern.compile(" *\\[correlation id [^]]*]");

  private final TableTopics tables;
  private final Rows instance;
  private final Consumer<Event> listener;
  private final Clock clock;
  private final Deque<Event> latest = new ArrayDeque<>();
  private final Set<String> written = new HashSet<>();
  private long writes;
  private long refusals;
  private Event lastRefusal;

  /**
   * Nothing yet.
   *
   * @param listener is told of each event, by the thread that read it
   */
  Flow(TableTopics tables, Rows instance, Consumer<Event> listener, Clock clock) {
    this.tables = tables;
    this.instance = instance;
    this.listener = listener;
    this.clock = clock;
  }

  /** Takes a record of any of the quickstart's topics. */
  void accept(ConsumerRecord<String, String> record) {
    switch (record.topic()) {
      case Quickstart.REPORTS -> report(TableTopics.parse(record));
      case Quickstart.DEAD_LETTERS -> refused(record);
      default -> row(record);
    }
  }

  private void row(ConsumerRecord<String, String> record) {
    tables.accept(record);
    String operation = header(record, "servicenow.operation").orElse("");
    if (!operation.equals("r")) {
      JsonNode row = tables.row(record.topic(), record.key()).orElse(null);
      String verb =
          record.value() == null ? "deleted" : operation.equals("c") ? "created" : "updated";
      happened(Direction.TO_KAFKA, verb + " " + describe(record.key(), row));
    }
  }

  private void report(JsonNode report) {
    if (!report.path("outcome").asText().equals("success")) {
      // A failure is told by its dead letter.
      return;
    }
    String sysId = report.path("sys_id").asText();
    String verb;
    synchronized (this) {
      writes++;
      boolean first = written.add(sysId);
      verb =
          report.path("operation").asText().equals("delete")
              ? "deleted"
              : first ? "created" : "updated";
    }
    happened(
        Direction.TO_SERVICE_NOW,
        verb + " " + describe(sysId, found(report.path("table").asText(), sysId)));
  }

  private JsonNode found(String table, String sysId) {
    try {
      return instance
          .find(table, sysId)
          .or(() -> tables.row(Quickstart.topic(table), sysId))
          .orElse(null);
    } catch (IOException e) {
      return null;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return null;
    }
  }

  private void refused(ConsumerRecord<String, String> record) {
    String reason = header(record, "__connect.errors.exception.message").orElse("no reason given");
    Event event = happened(Direction.REFUSED, CORRELATION_ID.matcher(reason).replaceAll(""));
    synchronized (this) {
      refusals++;
      lastRefusal = event;
    }
  }

  private Event happened(Direction direction, String text) {
    Event event = new Event(LocalTime.now(clock), direction, text);
    synchronized (this) {
      latest.addFirst(event);
      while (latest.size() > REMEMBERED) {
        latest.removeLast();
      }
    }
    listener.accept(event);
    return event;
  }

  /** Number or name, and what it is about. */
  private static String describe(String sysId, JsonNode row) {
    if (row == null) {
      return sysId;
    }
    String name = firstFilled(row, "number", "name").orElse(sysId);
    return name
        + firstFilled(row, "short_description", "sys_class_name", "title")
            .map(text -> " " + text)
            .orElse("");
  }

  private static Optional<String> firstFilled(JsonNode row, String... columns) {
    return Stream.of(columns)
        .map(column -> row.path(column).asText(""))
        .filter(text -> !text.isEmpty())
        .findFirst();
  }

  private static Optional<String> header(ConsumerRecord<String, String> record, String name) {
    return Optional.ofNullable(record.headers().lastHeader(name))
        .map(Header::value)
        .map(value -> new String(value, StandardCharsets.UTF_8));
  }

  /** The last events, the newest first. */
  synchronized List<Event> latest() {
    return List.copyOf(latest);
  }

  /** Records that the sink has written to ServiceNow. */
  synchronized long writes() {
    return writes;
  }

  /** Records that were refused. */
  synchronized long refusals() {
    return refusals;
  }

  /** The last one that was refused, with the reason. */
  synchronized Optional<Event> lastRefusal() {
    return Optional.ofNullable(lastRefusal);
  }
}
