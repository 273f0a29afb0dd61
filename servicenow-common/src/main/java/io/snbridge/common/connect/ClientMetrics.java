/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.connect;

import io.snbridge.common.transport.Purpose;
import io.snbridge.common.transport.RequestCounts;
import io.snbridge.common.transport.ServiceNowClient;
import io.snbridge.common.transport.Traffic;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

/** What a task's client does, as metrics of the task. */
public final class ClientMetrics {

  private final ConnectorMetrics metrics;
  private final ServiceNowClient client;

  private ClientMetrics(ConnectorMetrics metrics, ServiceNowClient client) {
    this.metrics = metrics;
    this.client = client;
  }

  /** Shows what a client does until the metrics are closed. */
  public static void show(ConnectorMetrics metrics, ServiceNowClient client) {
    new ClientMetrics(metrics, client).show();
  }

  private void show() {
    add("requests-total", "Requests sent, repeated ones and token requests too", Traffic::requests);
    add("requests-in-flight", "Requests under way", Traffic::inFlight);
    add(
        "request-time-ms-total",
        "Milliseconds that ended requests took, with their bodies; divide by requests-total",
        traffic -> traffic.time().toMillis());
    add(
        "request-time-ms-max",
        "Milliseconds of the longest request of this task",
        traffic -> traffic.longest().toMillis());
    add("request-retries-total", "Attempts that failed and are tried again", Traffic::retries);
    add("throttled-total", "Answers that said: too many requests", Traffic::throttled);
    add(
        "throttled-time-ms-total",
        "Milliseconds for which ServiceNow asked for no requests",
        traffic -> traffic.held().toMillis());
    add(
        "throttled-for-ms",
        "Milliseconds until requests are sent again (Retry-After), 0 when they are",
        traffic -> traffic.heldFor().toMillis());
    add(
        "requests-left",
        "Requests that servicenow.max.requests.per.hour leaves for now, -1 without a limit",
        traffic -> traffic.left().orElse(-1));
    add(
        "instance-down",
        "1 while ServiceNow does not answer and one request at a time probes it, else 0",
        traffic -> traffic.down() ? 1 : 0);
    metrics.add(
        "outages-total",
        "Times that ServiceNow ceased to answer, and was probed with one request at a time",
        Map.of(),
        client::outages);
    show(client.counts());
    Quantiles times = Quantiles.ofRequests();
    client.tellTimes(times::record);
    times.show(metrics, "request-time-ms", "Milliseconds of a request, with its body", Map.of());
  }

  private void show(RequestCounts counts) {
    for (int hundreds = 2; hundreds <= 5; hundreds++) {
      int ofClass = hundreds;
      count(
          "answers-%dxx-total".formatted(hundreds),
          "Answers with a status from %d00 to %1$d99".formatted(hundreds),
          () -> counts.answers(ofClass));
    }
    count(
        "answers-none-total",
        "Requests without an answer: not connected, cut off, timed out or cancelled",
        counts::withoutAnswer);
    count(
        "requests-for-changes-total",
        "Requests for tables that change, and for writes",
        () -> counts.sent(Purpose.CHANGES));
    count(
        "requests-for-idle-tables-total",
        "Requests for tables that have not changed lately",
        () -> counts.sent(Purpose.IDLE));
    count(
        "requests-for-snapshots-total",
        "Requests for tables whose changes are not read yet",
        () -> counts.sent(Purpose.SNAPSHOT));
    count("requests-for-tokens-total", "Requests for OAuth tokens", counts::sentForTokens);
    count("tokens-renewed-total", "OAuth tokens that came, the first one too", counts::tokens);
  }

  private void count(String name, String description, Supplier<Long> value) {
    metrics.add(name, description, Map.of(), value);
  }

  private void add(String name, String description, Function<Traffic, Number> value) {
    metrics.add(name, description, Map.of(), () -> value.apply(client.traffic()));
  }
}
