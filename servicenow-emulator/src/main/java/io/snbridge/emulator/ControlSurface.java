/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.emulator;

import io.snbridge.emulator.http.Answer;
import io.snbridge.emulator.http.JsonBytes;
import io.snbridge.emulator.http.JsonText;
import io.snbridge.emulator.http.Request;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;

/**
 * The emulator by hand, over HTTP, without credentials. Nothing here is in the log, and no fault
 * hits it.
 *
 * <ul>
 *   <li>{@code GET /emulator/stats}: requests in total and by status, faults injected, rows
 *       inserted, updated and deleted, the greatest concurrency, the clock, rows by table.
 *   <li>{@code POST /emulator/faults} with {@code
 *       {"fault":"hibernating","next":3,"table":"incident", "method":"GET","seconds":30}}: injects
 *       a fault. {@code next} is a number of requests; or {@code "fraction":0.1}; neither means
 *       until cleared. {@code table}, {@code method} and {@code seconds} may be left out. The names
 *       are those of {@link FaultNames}.
 *   <li>{@code DELETE /emulator/faults}: ends all faults.
 *   <li>{@code POST /emulator/hide} with {@code
 *       {"table":"incident","field":"priority","value":"1"}}: hides the rows with that value from
 *       REST.
 *   <li>{@code DELETE /emulator/hide?table=incident}: shows them again.
 *   <li>{@code POST /emulator/clock} with {@code {"advance":3600}}: moves the clock, in seconds.
 *   <li>{@code POST /emulator/sessions/refuse}: 403 for all sessions so far; new ones are as ever.
 *   <li>{@code POST /emulator/tokens/revoke}: kills all access tokens.
 * </ul>
 */
final class ControlSurface {
  private final ServiceNowEmulator emulator;

  ControlSurface(ServiceNowEmulator emulator) {
    this.emulator = emulator;
  }

  Answer answer(Request request) {
    try {
      return switch (request.method() + " " + request.path()) {
        case "GET /emulator/stats" -> stats();
        case "POST /emulator/faults" -> inject(JsonText.object(request.body()));
        case "DELETE /emulator/faults" -> {
          emulator.faults().clear();
          yield done();
        }
        case "POST /emulator/hide" -> hide(JsonText.object(request.body()));
        case "DELETE /emulator/hide" -> {
          emulator.showRows(request.parameter("table"));
          yield done();
        }
        case "POST /emulator/clock" -> {
          emulator
              .clock()
              .advance(seconds(JsonText.object(request.body()), "advance", Duration.ZERO));
          yield done();
        }
        case "POST /emulator/sessions/refuse" -> {
          emulator.refuseSessions(403);
          yield done();
        }
        case "POST /emulator/tokens/revoke" -> {
          emulator.tokens().revokeAll();
          yield done();
        }
        default -> Answer.error(404, "No such control", request.method() + " " + request.path());
      };
    } catch (IOException | IllegalArgumentException wrong) {
      return Answer.error(400, "Bad control request", String.valueOf(wrong.getMessage()));
    }
  }

  private Answer stats() {
    JsonBytes json = new JsonBytes(1024);
    RequestLog log = emulator.requests();
    json.raw("{\"requests\":" + log.count() + ",\"byStatus\":{");
    String separator = "";
    for (Map.Entry<Integer, Long> status :
        new java.util.TreeMap<>(log.countByStatus()).entrySet()) {
      json.raw(separator + "\"" + status.getKey() + "\":" + status.getValue());
      separator = ",";
    }
    json.raw("},\"faults\":" + emulator.faults().injected());
    json.raw(",\"changes\":" + emulator.changes());
    json.raw(",\"greatestConcurrency\":" + log.greatestConcurrency());
    json.raw(",\"greatestConcurrencyPerSession\":" + emulator.greatestConcurrencyPerSession());
    json.raw(",\"clock\":").string(emulator.clock().now().toString()).raw(",\"rows\":{");
    separator = "";
    for (String table : emulator.tables()) {
      json.raw(separator).string(table).raw(":" + emulator.count(table));
      separator = ",";
    }
    return Answer.json(200, json.raw("}}").bytes());
  }

  private Answer inject(Map<String, Object> wanted) {
    Duration time = seconds(wanted, "seconds", Duration.ofSeconds(30));
    Fault fault = FaultNames.fault(text(wanted, "fault"), time);
    RequestMatcher matcher = RequestMatcher.any();
    if (!text(wanted, "table").isEmpty()) {
      matcher = matcher.and(RequestMatcher.table(text(wanted, "table")));
    }
    if (!text(wanted, "method").isEmpty()) {
      matcher = matcher.and(RequestMatcher.method(text(wanted, "method")));
    }
    if (!text(wanted, "next").isEmpty()) {
      emulator.faults().next(Integer.parseInt(text(wanted, "next")), fault, matcher);
    } else if (!text(wanted, "fraction").isEmpty()) {
      emulator.faults().fraction(Double.parseDouble(text(wanted, "fraction")), fault, matcher);
    } else {
      emulator.faults().always(fault, matcher);
    }
    return done();
  }

  private Answer hide(Map<String, Object> wanted) {
    String field = text(wanted, "field");
    String value = text(wanted, "value");
    emulator.hideRows(text(wanted, "table"), row -> value.equals(row.get(field)));
    return done();
  }

  private static Answer done() {
    return Answer.json(200, "{\"done\":true}");
  }

  private static Duration seconds(Map<String, Object> object, String name, Duration otherwise) {
    String text = text(object, name);
    return text.isEmpty() ? otherwise : Duration.ofMillis((long) (Double.parseDouble(text) * 1000));
  }

  private static String text(Map<String, Object> object, String name) {
    return object.getOrDefault(name, "").toString();
  }
}
