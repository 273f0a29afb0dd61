/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** One connector behind Connect's REST API, as much of it as the command line uses. */
public final class FakeConnect implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpServer server;
  private final String name;
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final Map<JsonNode, JsonNode> offsets = new LinkedHashMap<>();
  private volatile ObjectNode config = JSON.createObjectNode();
  private volatile String state = "RUNNING";
  private volatile String refusal = "";
  private volatile boolean rebalancing;
  private final Map<String, String> atStop = new LinkedHashMap<>();

  public FakeConnect(String name) {
    this.name = name;
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/", this::answer);
    server.start();
  }

  public String url() {
    return "http://localhost:" + server.getAddress().getPort();
  }

  /** What the connector is. */
  public FakeConnect state(String connectors) {
    state = connectors;
    return this;
  }

  public String state() {
    return state;
  }

  /** Its settings. */
  public FakeConnect config(ObjectNode settings) {
    config = settings;
    return this;
  }

  /** Its settings, as they are now. */
  public JsonNode config() {
    return config;
  }

  /** The next changes of offsets are refused. */
  public FakeConnect refuse(String reason) {
    refusal = reason;
    return this;
  }

  /** The next request comes at a bad time. */
  public FakeConnect rebalance() {
    rebalancing = true;
    return this;
  }

  /** Stores an offset; both are JSON. */
  public FakeConnect store(String partition, String offset) {
    try {
      offsets.put(JSON.readTree(partition), JSON.readTree(offset));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  /** Stores an offset when the connector stops, of what its task has sent until then. */
  public FakeConnect storeAtStop(String partition, String offset) {
    atStop.put(partition, offset);
    return this;
  }

  public Map<JsonNode, JsonNode> offsets() {
    return offsets;
  }

  /** Those that were to change something. */
  public List<String> changes() {
    return requests.stream().filter(request -> !request.startsWith("GET")).toList();
  }

  private void answer(HttpExchange exchange) throws IOException {
    String request = exchange.getRequestMethod() + " " + exchange.getRequestURI();
    requests.add(request);
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    String own = "/connectors/" + name;
    if (rebalancing) {
      rebalancing = false;
      send(exchange, 409, message("Cannot complete request momentarily"));
      return;
    }
    switch (request.replace(own, "")) {
      case "GET /status" -> {
        ObjectNode status = JSON.createObjectNode();
        status.putObject("connector").put("state", state);
        ArrayNode tasks = status.putArray("tasks");
        if (!state.equals("STOPPED")) {
          tasks.addObject().put("state", state);
        }
        send(exchange, 200, status);
      }
      case "GET /config" -> send(exchange, 200, config);
      case "PUT /config" -> {
        config = (ObjectNode) JSON.readTree(body);
        send(exchange, 200, config);
      }
      case "GET /offsets" -> send(exchange, 200, all());
      case "PUT /stop" -> become(exchange, "STOPPED");
      case "PUT /pause" -> become(exchange, "PAUSED");
      case "PUT /resume" -> become(exchange, "RUNNING");
      case "PATCH /offsets" -> patch(exchange, JSON.readTree(body));
      default -> send(exchange, 404, message("Connector not found"));
    }
  }

  private ObjectNode all() {
    ObjectNode document = JSON.createObjectNode();
    ArrayNode entries = document.putArray("offsets");
    offsets.forEach(
        (partition, offset) -> {
          ObjectNode entry = entries.addObject();
          entry.set("partition", partition);
          entry.set("offset", offset);
        });
    return document;
  }

  private void become(HttpExchange exchange, String next) throws IOException {
    if (next.equals("STOPPED")) {
      atStop.forEach(this::store);
    }
    state = next;
    exchange.sendResponseHeaders(202, -1);
    exchange.close();
  }

  private void patch(HttpExchange exchange, JsonNode body) throws IOException {
    if (!state.equals("STOPPED") || !refusal.isEmpty()) {
      send(exchange, 400, message(refusal.isEmpty() ? "must be in the STOPPED state" : refusal));
      return;
    }
    for (JsonNode entry : body.path("offsets")) {
      if (entry.path("offset").isNull()) {
        offsets.remove(entry.path("partition"));
      } else {
        offsets.put(entry.path("partition"), entry.path("offset"));
      }
    }
    send(exchange, 200, message("altered"));
  }

  private static ObjectNode message(String text) {
    return JSON.createObjectNode().put("message", text);
  }

  private static void send(HttpExchange exchange, int status, JsonNode body) throws IOException {
    byte[] bytes = body.toString().getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
