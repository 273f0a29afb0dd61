/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.quickstart;

import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Shows both directions until it is interrupted: totals and rates, and a help request now and then.
 */
final class FlowView {

  private static final int SECONDS_BETWEEN_REQUESTS = 5;

  private final Instance instance;
  private final TopicTail tail;
  private final WebShop shop;
  private final Screen screen;

  FlowView(Instance instance, TopicTail tail, WebShop shop, Screen screen) {
    this.instance = instance;
    this.tail = tail;
    this.shop = shop;
    this.screen = screen;
  }

  void run() throws Exception {
    Map<String, Long> before = Map.of();
    boolean hintsShown = false;
    int asked = 0;
    for (int second = 0; ; second++) {
      TimeUnit.SECONDS.sleep(1);
      Map<String, Long> now = tail.counts();
      boolean quiet = now.equals(before) || (hintsShown && second % 30 != 0);
      if (!quiet) {
        screen.flow("ServiceNow -> Kafka  " + progress(now, before));
      }
      if (!hintsShown && !now.isEmpty() && total(now) - total(before) < 20) {
        showHints();
        hintsShown = true;
      }
      if (hintsShown && second % SECONDS_BETWEEN_REQUESTS == 0) {
        asked++;
        shop.ask("request-" + asked, "Web shop asks for help, request " + asked, 1 + asked % 3);
        int rows = instance.count("incident", "short_descriptionSTARTSWITHWeb shop asks for help");
        screen.flow(
            "Kafka -> ServiceNow  %d records in topic %s, %d incidents made of them so far"
                .formatted(asked, WebShop.TOPIC, rows));
      }
      before = now;
    }
  }

  private static long total(Map<String, Long> counts) {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }

  private static String progress(Map<String, Long> now, Map<String, Long> before) {
    return now.entrySet().stream()
        .map(
            e ->
                String.format(
                    Locale.ROOT,
                    "%s %,d (+%,d/s)",
                    e.getKey(),
                    e.getValue(),
                    e.getValue() - before.getOrDefault(e.getKey(), 0L)))
        .collect(Collectors.joining("  "));
  }

  private void showHints() throws Exception {
    String incident = instance.rows("incident", "ORDERBYnumber").get(0).path("sys_id").asText();
    screen.say(
        """

        Every row is in Kafka now; changes follow as they happen. In another terminal, try:

          change an incident, and see it arrive here:
            curl -s -u %1$s:%2$s -X PATCH -H 'Content-Type: application/json' -H 'Accept: application/json' \\
              -d '{"short_description": "Changed by hand"}' %3$s/api/now/table/incident/%4$s
          read a topic:
            target/quickstart/kafka-console-consumer --bootstrap-server 127.0.0.1:19092 --topic servicenow.incident --from-beginning
          ask for help through Kafka (one line: a JSON object), and find the incident in ServiceNow:
            target/quickstart/kafka-console-producer --bootstrap-server 127.0.0.1:19092 --topic %5$s
          ask Connect:
            curl -s http://127.0.0.1:18083/connectors/%6$s/status
            curl -s http://127.0.0.1:18083/connectors/%6$s/offsets

        Logs are in target/quickstart. Ctrl-C stops everything.
        """
            .formatted(
                Instance.USER,
                Instance.PASSWORD,
                instance.url(),
                incident,
                WebShop.TOPIC,
                Quickstart.SOURCE));
  }
}
