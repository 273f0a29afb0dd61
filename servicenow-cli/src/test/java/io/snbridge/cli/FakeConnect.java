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
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** One connector behind Connect's REST API, as much of it as the command line uses. */
public final class FakeConnect implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final String name;
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final List<String> authorizations = new CopyOnWriteArrayList<>();
  private final Map<JsonNode, JsonNode> offsets =
      Collections.synchronizedMap(new LinkedHashMap<>());
  private volatile ObjectNode config = JSON.createObjectNode();
  private volatile String state = "RUNNING";
  private volatile String refusal = "";
  private volatile boolean rebalancing;
  private volatile boolean hasEndlessTask;
  private final Map<String, String> atStop = new LinkedHashMap<>();
  private final Map<String, Deque<Failing>> failing = new ConcurrentHashMap<>();
  private final CountDownLatch closed = new CountDownLatch(1);

  /** A request that fails, whether or not it does what it should. */
  private record Failing(String how, boolean isDone) {}

  public FakeConnect(String name) {
    this.name = name;
    config.put("connector.class", "io.snbridge.source.ServiceNowSourceConnector");
    config.put("tables", "incident, problem");
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.createContext("/", this::answer);
    server.setExecutor(threads);
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

  /**
   * Such a request fails once; several times when said so several times.
   *
   * @param request as in {@code "PUT /stop"}
   * @param how the status and what is told, as in {@code "500 Request timed out"}; {@code "cut"}
   *     for no answer; {@code "stall"} for one that does not end; a URL for a redirect to it
   * @param isDone whether it is done nevertheless
   */
  public FakeConnect fail(String request, String how, boolean isDone) {
    failing
        .computeIfAbsent(request, first -> new ConcurrentLinkedDeque<>())
        .add(new Failing(how, isDone));
    return this;
  }

  /** Its task does not end. */
  public FakeConnect endlessTask() {
    hasEndlessTask = true;
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

  /** Credentials that were shown. */
  public List<String> authorizations() {
    return authorizations;
  }

  /** Those that were to change something. */
  public List<String> changes() {
    return requests.stream().filter(request -> !request.startsWith("GET")).toList();
  }

  private void answer(HttpExchange exchange) throws IOException {
    String request = exchange.getRequestMethod() + " " + exchange.getRequestURI();
    requests.add(request);
    Optional.ofNullable(exchange.getRequestHeaders().getFirst("Authorization"))
        .ifPresent(authorizations::add);
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    String own = "/connectors/" + name;
    if (rebalancing) {
      rebalancing = false;
      send(exchange, 409, message("Cannot complete request momentarily"));
      return;
    }
    String what = request.replace(own, "");
    Deque<Failing> failures = failing.getOrDefault(what, new ConcurrentLinkedDeque<>());
    Failing failure = failures.poll();
    if (failure != null) {
      if (failure.isDone()) {
        act(what, body);
      }
      fail(exchange, failure.how());
      return;
    }
    if (act(what, body)) {
      if (what.startsWith("PATCH")) {
        send(exchange, 200, message("altered"));
      } else {
        exchange.sendResponseHeaders(202, -1);
        exchange.close();
      }
      return;
    }
    switch (what) {
      case "GET /status" -> {
        ObjectNode status = JSON.createObjectNode();
        status.putObject("connector").put("state", state);
        ArrayNode tasks = status.putArray("tasks");
        if (hasEndlessTask || !state.equals("STOPPED")) {
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
      case "PATCH /offsets" ->
          send(
              exchange, 400, message(refusal.isEmpty() ? "must be in the STOPPED state" : refusal));
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

  /** Does what changes something; whether that is so. */
  private boolean act(String what, String body) throws IOException {
    switch (what) {
      case "PUT /stop" -> {
        atStop.forEach(this::store);
        state = "STOPPED";
      }
      case "PUT /pause" -> state = "PAUSED";
      case "PUT /resume" -> state = "RUNNING";
      case "PATCH /offsets" -> {
        return patch(JSON.readTree(body));
      }
      default -> {
        return false;
      }
    }
    return true;
  }

  private boolean patch(JsonNode body) {
    if (!state.equals("STOPPED") || !refusal.isEmpty()) {
      return false;
    }
    for (JsonNode entry : body.path("offsets")) {
      if (entry.path("offset").isNull()) {
        offsets.remove(entry.path("partition"));
      } else {
        offsets.put(entry.path("partition"), entry.path("offset"));
      }
    }
    return true;
  }

  private void fail(HttpExchange exchange, String how) throws IOException {
    if (how.equals("cut")) {
      exchange.close();
    } else if (how.equals("stall")) {
      exchange.sendResponseHeaders(200, 0);
      exchange.getResponseBody().write('{');
      exchange.getResponseBody().flush();
      try {
        closed.await();
      } catch (InterruptedException ended) {
        Thread.currentThread().interrupt();
      }
    } else if (how.startsWith("http")) {
      exchange.getResponseHeaders().add("Location", how);
      exchange.sendResponseHeaders(307, -1);
      exchange.close();
    } else {
      send(exchange, Integer.parseInt(how.substring(0, 3)), message(how.substring(4)));
    }
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
    closed.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
