/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.cli.evidence;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * What an answer looks like, without anybody's data: of texts the kind and, roughly, the length; of
 * names those that every instance has.
 */
final class Shape {

  private static final Pattern ID = Pattern.compile("[0-9a-f]{32}");
  private static final Pattern TIME = Pattern.compile("\\d{4}-\\d{2}-\\d{2} \\d{2}:\\d{2}:\\d{2}");
  private static final Pattern NUMBER = Pattern.compile("-?\\d+(\\.\\d+)?");

  /** Of the envelope, of errors, of batches; columns of every table begin with {@code sys_}. */
  private static final Set<String> KNOWN =
      Set.of(
          "result",
          "error",
          "message",
          "detail",
          "status",
          "stats",
          "count",
          "value",
          "display_value",
          "link",
          "batch_request_id",
          "serviced_requests",
          "unserviced_requests",
          "id",
          "body",
          "status_code",
          "status_text",
          "headers",
          "name",
          "execution_time",
          "error_message",
          "redirect_url");

  private static final Pattern SYSTEM_COLUMN =
      Pattern.compile(
          "sys_(id|(created|updated)_(on|by)|mod_count|tags|class_name|domain(_path)?)");

  /** Headers whose values are the same for everybody, or say nothing of data. */
  private static final Set<String> HARMLESS =
      Set.of(
          "content-type",
          "cache-control",
          "transfer-encoding",
          "content-encoding",
          "connection",
          "server",
          "pragma",
          "vary",
          "x-is-logged-in",
          "strict-transport-security");

  /** Headers that instances and gateways have; the name of another one may tell whose it is. */
  private static final Pattern KNOWN_HEADER =
      Pattern.compile(
          "x-(total-count|transaction-id|transaction-time-.*|ratelimit-.*|content-type-options"
              + "|frame-options|xss-protection|download-options)|retry-after|link|date|expires"
              + "|set-cookie|server-timing|location|content-length|etag|age|via|allow|warning");

  private Shape() {}

  static JsonNode of(JsonNode node) {
    if (node.isMissingNode()) {
      return text("nothing");
    }
    if (node.isObject()) {
      ObjectNode shape = JsonNodeFactory.instance.objectNode();
      Map<String, Integer> others = new TreeMap<>();
      node.properties()
          .forEach(
              field -> {
                if (isKnown(field.getKey())) {
                  shape.set(field.getKey(), of(field.getValue()));
                } else {
                  others.merge(of(field.getValue()).toString(), 1, Integer::sum);
                }
              });
      others.forEach((kind, count) -> shape.put("(other names) " + kind, count));
      return shape;
    }
    if (node.isArray()) {
      ObjectNode shape = JsonNodeFactory.instance.objectNode();
      shape.put("(items)", node.size());
      Map<String, Integer> kinds = new TreeMap<>();
      node.forEach(item -> kinds.merge(of(item).toString(), 1, Integer::sum));
      kinds.forEach(shape::put);
      return shape;
    }
    return text(
        node.isTextual()
            ? kind(node.asText())
            : node.getNodeType().name().toLowerCase(Locale.ROOT));
  }

  private static JsonNode text(String kind) {
    return JsonNodeFactory.instance.textNode(kind);
  }

  private static boolean isKnown(String name) {
    return KNOWN.contains(name) || SYSTEM_COLUMN.matcher(name).matches();
  }

  /** Of a text. */
  static String kind(String text) {
    if (text.isEmpty()) {
      return "empty text";
    }
    if (text.equals("true") || text.equals("false")) {
      return "text: true or false";
    }
    if (ID.matcher(text).matches()) {
      return "text: an id";
    }
    if (TIME.matcher(text).matches()) {
      return "text: a time";
    }
    if (NUMBER.matcher(text).matches()) {
      return "text: a number";
    }
    int most = Integer.highestOneBit(text.length()) * 2;
    return "text: fewer than %d characters".formatted(most);
  }

  /** Whether a header's name is not somebody's own. */
  static boolean isKnownHeader(String name) {
    return HARMLESS.contains(name) || KNOWN_HEADER.matcher(name).matches();
  }

  /** Of a header. */
  static String header(String name, List<String> values) {
    if (HARMLESS.contains(name)) {
      return String.join(", ", values);
    }
    return values.size() == 1 ? kind(values.get(0)) : values.size() + " values";
  }
}
