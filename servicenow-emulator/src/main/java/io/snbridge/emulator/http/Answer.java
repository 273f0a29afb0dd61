/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.emulator.http;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One HTTP answer, and how it goes over the wire. Immutable.
 *
 * @param status the HTTP status
 * @param headers its headers besides those every answer has
 * @param body its body, empty for none
 * @param delivery how much of it the client gets, and how fast
 */
public record Answer(int status, Map<String, String> headers, Bytes body, Delivery delivery) {
  private static final Bytes NOTHING = new Bytes(new byte[0], 0);

  public Answer {
    headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
  }

  /** The beginning of an array, to hand a grown buffer over without a copy. */
  public static final class Bytes {
    private final byte[] array;
    private final int length;

    Bytes(byte[] array, int length) {
      this.array = array;
      this.length = length;
    }

    byte[] array() {
      return array;
    }

    /** How many bytes there are. */
    public int length() {
      return length;
    }

    /** The text in it. */
    public String text() {
      return new String(array, 0, length, StandardCharsets.UTF_8);
    }
  }

  /** How an answer goes over the wire. */
  public sealed interface Delivery {
    /** All of it, at once. */
    record Whole() implements Delivery {}

    /** Nothing: the connection is closed. */
    record Cut() implements Delivery {}

    /** The headers and half of the body, then the connection is closed. */
    record CutInBody() implements Delivery {}

    /** The body drop by drop, over a time. */
    record Trickle(Duration over) implements Delivery {}

    /**
     * All of it, but not before a time.
     *
     * @param nanoTime as {@link System#nanoTime}
     */
    record NotBefore(long nanoTime) implements Delivery {}
  }

  /** An answer without a body. */
  public static Answer empty(int status) {
    return new Answer(status, Map.of(), NOTHING, new Delivery.Whole());
  }

  /** A JSON answer. */
  public static Answer json(int status, String json) {
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    return json(status, new Bytes(bytes, bytes.length));
  }

  /** A JSON answer. */
  public static Answer json(int status, Bytes json) {
    return new Answer(
        status,
        Map.of("Content-Type", "application/json;charset=UTF-8"),
        json,
        new Delivery.Whole());
  }

  /** An HTML answer. */
  public static Answer html(int status, String html) {
    byte[] bytes = html.getBytes(StandardCharsets.UTF_8);
    return new Answer(
        status,
        Map.of("Content-Type", "text/html"),
        new Bytes(bytes, bytes.length),
        new Delivery.Whole());
  }

  /** An error in ServiceNow's envelope; an empty detail becomes null. */
  public static Answer error(int status, String message, String detail) {
    JsonBytes json = new JsonBytes(256);
    json.raw("{\"error\":{\"message\":").string(message).raw(",\"detail\":");
    if (detail.isEmpty()) {
      json.raw("null");
    } else {
      json.string(detail);
    }
    return json(status, json.raw("},\"status\":\"failure\"}").bytes());
  }

  /** A closed connection. */
  public static Answer cut() {
    return empty(0).delivered(new Delivery.Cut());
  }

  /** The same answer with another header. */
  public Answer with(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return new Answer(status, more, body, delivery);
  }

  /** The same answer with another {@code Date} than the instance's clock says. */
  public Answer dated(Instant instant) {
    return with(
        "Date", DateTimeFormatter.RFC_1123_DATE_TIME.format(instant.atOffset(ZoneOffset.UTC)));
  }

  /** The same answer, delivered in another way. */
  public Answer delivered(Delivery way) {
    return new Answer(status, headers, body, way);
  }

  /** The same answer without its body. */
  public Answer withoutBody() {
    Map<String, String> fewer = new LinkedHashMap<>(headers);
    fewer.remove("Content-Type");
    return new Answer(status, fewer, NOTHING, delivery);
  }
}
