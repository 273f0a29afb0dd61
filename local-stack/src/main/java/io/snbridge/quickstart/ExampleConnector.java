/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.quickstart;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.snbridge.stack.ConnectRest;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Posts example configurations, with the addresses of this run in them. */
final class ExampleConnector {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final ConnectRest rest;
  private final Addresses addresses;

  ExampleConnector(ConnectRest rest, Addresses addresses) {
    this.rest = rest;
    this.addresses = addresses;
  }

  /**
   * Creates the connector, and waits until it and all its tasks run.
   *
   * @param file the example
   * @throws IllegalStateException when it has failed, or does not run in time
   */
  void start(Path file) throws IOException, InterruptedException {
    ObjectNode connector = here((ObjectNode) new ObjectMapper().readTree(file.toFile()));
    rest.create(connector);
    awaitRunning(connector.get("name").asText());
  }

  private ObjectNode here(ObjectNode connector) {
    ObjectNode config = (ObjectNode) connector.get("config");
    config.put("servicenow.url", "http://" + addresses.serviceNowAddress());
    if (config.has("report.producer.bootstrap.servers")) {
      config.put("report.producer.bootstrap.servers", addresses.kafkaAddress());
    }
    return connector;
  }

  private void awaitRunning(String name) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    JsonNode status = null;
    while (System.nanoTime() < deadline) {
      try {
        status = rest.status(name);
        if (rest.isRunning(name)) {
          return;
        }
        if (status.toString().contains("FAILED")) {
          break;
        }
      } catch (IOException e) {
        // 404 until the worker has read its own configuration topic.
        status = null;
      }
      TimeUnit.MILLISECONDS.sleep(100);
    }
    throw new IllegalStateException("Connector " + name + " did not start: " + status);
  }
}
