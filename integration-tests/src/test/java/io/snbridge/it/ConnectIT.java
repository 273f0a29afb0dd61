/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.it;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.snbridge.emulator.ServiceNowEmulator;
import io.snbridge.stack.KafkaRuntime;
import io.snbridge.stack.LocalStack;
import java.io.IOException;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ArgumentsSource;

/**
 * A real broker and a real worker that loaded the archive, for each Kafka version that is
 * supported, shared with the other classes of a run (see {@link Stacks}); a new emulator for each
 * test.
 */
@ExtendWith(Stacks.Resolver.class)
@ParameterizedClass(name = "{0}")
@ArgumentsSource(Lanes.Versions.class)
abstract class ConnectIT {

  /** A property of the worker that a test class wants. */
  @Target(ElementType.TYPE)
  @Retention(RetentionPolicy.RUNTIME)
  @interface WorkerProperty {
    String name();

    String value();
  }

  static final Path ROOT = Path.of(System.getProperty("snbridge.root"));
  static final String USER = "connect.user";
  static final String PASSWORD = "connect-password";
  static final String NEXT_USER = "next.user";
  static final String NEXT_PASSWORD = "next-password";
  static final String CLIENT = "connect-client";
  static final String CLIENT_SECRET = "connect-client-secret";
  static final Duration PATIENCE = Duration.ofMinutes(2);

  private static final ObjectMapper JSON = new ObjectMapper();

  static LocalStack stack;

  @Parameter KafkaRuntime runtime;

  ServiceNowEmulator emulator;

  @BeforeParameterizedClassInvocation
  static void findStack(KafkaRuntime runtime, TestInfo test, Stacks stacks) {
    WorkerProperty property = test.getTestClass().orElseThrow().getAnnotation(WorkerProperty.class);
    stack =
        stacks.get(
            runtime, property == null ? Map.of() : Map.of(property.name(), property.value()));
  }

  @AfterParameterizedClassInvocation
  static void endStackThatNobodyElseWants(KafkaRuntime runtime, Stacks stacks) {
    stacks.endUnusual(runtime);
  }

  @BeforeEach
  void startEmulator() {
    emulator =
        ServiceNowEmulator.builder()
            .port(0)
            .credentials(USER, PASSWORD)
            .credentials(NEXT_USER, NEXT_PASSWORD)
            .oauthClient(CLIENT, CLIENT_SECRET)
            .start();
  }

  @AfterEach
  void removeConnectors() throws IOException, InterruptedException {
    for (var name : stack.rest().connectors()) {
      stack.rest().delete(name.asText());
    }
    emulator.close();
  }

  /** An example, on this stack and the emulator; {@code overrides} win. */
  ObjectNode example(String name, Map<String, String> overrides) throws IOException {
    JsonNode example =
        JSON.readTree(ROOT.resolve("connect-config-examples/" + name + ".json").toFile());
    Map<String, String> config =
        JSON.convertValue(example.get("config"), new TypeReference<HashMap<String, String>>() {});
    config.keySet().removeIf(key -> key.startsWith("servicenow."));
    if (config.containsKey("errors.deadletterqueue.topic.name")) {
      config.put("errors.deadletterqueue.topic.replication.factor", "1");
    }
    config.computeIfPresent(
        "report.producer.bootstrap.servers", (key, value) -> stack.bootstrapServers());
    config.putAll(overrides);
    return connector(name, config.get("connector.class"), Map.of(), config);
  }

  /** A source on the emulator; {@code overrides} win. */
  ObjectNode source(String name, Map<String, String> overrides) {
    return connector(
        name,
        "io.snbridge.source.ServiceNowSourceConnector",
        Map.of(
            "topic.prefix",
            name,
            "schema.mode",
            "none",
            "poll.interval.ms",
            "200",
            "settle.ms",
            "1000"),
        overrides);
  }

  /** A sink on the emulator; {@code overrides} win. */
  ObjectNode sink(String name, Map<String, String> overrides) {
    return connector(name, "io.snbridge.sink.ServiceNowSinkConnector", Map.of(), overrides);
  }

  private ObjectNode connector(
      String name, String type, Map<String, String> defaults, Map<String, String> overrides) {
    ObjectNode connector = JSON.createObjectNode().put("name", name);
    ObjectNode config = connector.putObject("config");
    config
        .put("connector.class", type)
        .put("servicenow.url", emulator.url().toString())
        .put("servicenow.username", USER)
        .put("servicenow.password", PASSWORD);
    defaults.forEach(config::put);
    overrides.forEach(config::put);
    return connector;
  }

  /** Creates a connector and waits until it and its tasks run. */
  void start(ObjectNode connector) throws IOException, InterruptedException {
    stack.rest().create(connector);
    String name = connector.get("name").asText();
    Awaitility.await("connector " + name + " runs")
        .atMost(PATIENCE)
        .ignoreExceptionsInstanceOf(IOException.class)
        .until(() -> stack.rest().isRunning(name));
  }

  /** Stops a connector and waits until its tasks are gone. */
  void stop(String name) throws IOException, InterruptedException {
    stack.rest().stop(name);
    Awaitility.await("connector " + name + " is stopped")
        .atMost(PATIENCE)
        .until(
            () -> {
              JsonNode status = stack.rest().status(name);
              return status.at("/connector/state").asText().equals("STOPPED")
                  && status.at("/tasks").isEmpty();
            });
  }

  /** {@code kill -9}, and a new worker. */
  void killAndRestartWorker() throws IOException, InterruptedException {
    stack.killWorker();
    stack.startWorker();
  }
}
