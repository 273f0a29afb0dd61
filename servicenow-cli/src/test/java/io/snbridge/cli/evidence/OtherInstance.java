/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.cli.evidence;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** An instance that is unlike the emulator in nearly all that is asked. */
final class OtherInstance implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();
  static final int ROWS = 96;
  private static final int MOST_TEXT = 40;

  private final Map<String, Map<String, String>> rows = new ConcurrentHashMap<>();
  private final HttpServer server;

  OtherInstance() throws IOException {
    for (int i = 0; i < 16; i++) {
      for (String last : List.of("1", "2", "3", "4", "5", "6")) {
        String id = Integer.toHexString(i) + "0".repeat(30) + last;
        rows.put(id, row(id));
      }
    }
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  private static Map<String, String> row(String id) {
    Map<String, String> row = new TreeMap<>();
    row.put("sys_id", id);
    row.put("sys_updated_on", "2026-03-01 12:00:00");
    row.put("u_text", "secret words");
    return row;
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath();
      String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      Map<String, String> parameters = parameters(exchange.getRequestURI().getRawQuery());
      if (exchange.getRequestURI().toString().length() > 6_500) {
        send(exchange, 414, "text/html", "<html>too long</html>");
      } else if (path.startsWith("/api/now/stats/") || path.endsWith("/batch")) {
        send(exchange, 200, "text/html", "<html>a page for people</html>");
      } else if (path.endsWith("/sys_dictionary")) {
        dictionary(exchange, parameters.getOrDefault("sysparm_query", ""));
      } else if (exchange.getRequestMethod().equals("GET") && !path.matches(".*/[0-9a-f]{32}")) {
        page(exchange, parameters);
      } else {
        one(exchange, path.replaceFirst(".*/", ""), body);
      }
    }
  }

  private static Map<String, String> parameters(String query) {
    Map<String, String> parameters = new HashMap<>();
    for (String pair : query == null ? new String[0] : query.split("&", -1)) {
      String[] parts = pair.split("=", 2);
      parameters.put(parts[0], URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
    }
    return parameters;
  }

  private static void dictionary(HttpExchange exchange, String query) throws IOException {
    ObjectNode json = JSON.createObjectNode();
    String column =
        query.contains("=integer") ? "u_count" : query.contains("=string") ? "u_text" : "u_at";
    json.putArray("result").addObject().put("element", column);
    send(exchange, 200, "application/json", json.toString());
  }

  private void page(HttpExchange exchange, Map<String, String> parameters) throws IOException {
    String query = parameters.getOrDefault("sysparm_query", "");
    Comparator<String> order = Comparator.naturalOrder();
    if (query.contains("^NQ")) {
      order = Comparator.comparing((String id) -> id.compareTo("8") < 0).thenComparing(order);
    }
    boolean isNone = query.contains("no_such_column") || query.contains("0".repeat(31) + "1");
    ArrayNode found = JSON.createArrayNode();
    rows.keySet().stream()
        .filter(id -> !isNone)
        .sorted(order)
        .limit(Long.parseLong(parameters.getOrDefault("sysparm_limit", "10000")))
        .forEach(id -> found.add(shown(rows.get(id), parameters)));
    send(
        exchange, 200, "application/json", JSON.createObjectNode().set("result", found).toString());
  }

  private static JsonNode shown(Map<String, String> row, Map<String, String> parameters) {
    ObjectNode shown = JSON.createObjectNode();
    boolean all = parameters.getOrDefault("sysparm_display_value", "").equals("all");
    row.forEach(
        (name, value) -> {
          if (all) {
            shown.putObject(name).put("value", value).put("display_value", "shown " + value);
          } else {
            shown.put(name, value);
          }
        });
    shown.putNull("u_empty");
    return shown;
  }

  private void one(HttpExchange exchange, String id, String body) throws IOException {
    switch (exchange.getRequestMethod()) {
      case "POST" -> post(exchange, JSON.readTree(body));
      case "GET" -> send(exchange, 200, "application/json", result(rows.get(id)));
      case "DELETE" -> {
        boolean was = rows.remove(id) != null;
        send(exchange, was ? 204 : 400, "application/json", was ? "" : error());
      }
      default -> send(exchange, 400, "application/json", error());
    }
  }

  private void post(HttpExchange exchange, JsonNode body) throws IOException {
    String id = body.path("sys_id").asText("f" + String.format("%031d", rows.size()));
    if (body.has("u_no_such_column_of_any_table")) {
      send(exchange, 400, "application/json", error());
    } else if (rows.containsKey(id)) {
      send(exchange, 403, "application/json", error());
    } else {
      Map<String, String> row = row(id);
      body.properties()
          .forEach(
              field ->
                  row.put(
                      field.getKey(),
                      field
                          .getValue()
                          .asText()
                          .substring(0, Math.min(MOST_TEXT, field.getValue().asText().length()))));
      rows.put(id, row);
      send(exchange, 201, "application/json", result(row));
    }
  }

  private static String result(Map<String, String> row) {
    return JSON.createObjectNode().set("result", JSON.valueToTree(row)).toString();
  }

  private static String error() {
    return "{\"error\":{\"message\":\"No\",\"detail\":\"not that\"},\"status\":\"failure\"}";
  }

  int rows() {
    return rows.size();
  }

  private static void send(HttpExchange exchange, int status, String type, String body)
      throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.getResponseHeaders().set("X-RateLimit-Limit", "500");
    exchange.getResponseHeaders().set("X-Acme-Gateway", "acme.example");
    exchange.getResponseHeaders().set("Set-Cookie", "JSESSIONID=0123456789; Path=/");
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    if (bytes.length > 0) {
      exchange.getResponseBody().write(bytes);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
