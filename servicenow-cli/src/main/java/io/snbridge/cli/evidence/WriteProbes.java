/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.cli.evidence;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Questions that write rows into a table that nobody uses. What was written is deleted. */
final class WriteProbes {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int LONG_TEXT = 300;

  private final String table;
  private final Set<String> written = new LinkedHashSet<>();

  WriteProbes(String table) {
    this.table = table;
  }

  List<Probe> all() {
    return List.of(
        new Probe(
            "write.own-id",
            "Does a new row get the sys_id that its POST has?",
            "kept",
            this::ownId),
        new Probe(
            "write.second-post",
            "What becomes of a second POST with the same sys_id?",
            "another row",
            this::secondPost),
        new Probe(
            "write.unknown-column",
            "What becomes of a column that the table does not have?",
            "ignored",
            this::unknownColumn),
        new Probe(
            "write.ill-typed-number",
            "What does a number's column have after a text that is none?",
            "ignored",
            instance -> illTyped(instance, "integer", "many")),
        new Probe(
            "write.ill-typed-time",
            "What does a time's column have after a text that is none?",
            "ignored",
            instance -> illTyped(instance, "glide_date_time", "soon")),
        new Probe(
            "write.long-text",
            "What becomes of a text of %d characters in a shorter column?".formatted(LONG_TEXT),
            "whole",
            this::longText),
        new Probe(
            "write.missing-row",
            "What does a PATCH of a row answer that is not there?",
            "404",
            this::missingRow),
        new Probe(
            "write.second-delete",
            "What does a second DELETE of a row answer?",
            "404",
            this::secondDelete));
  }

  /** Rows that are still there after all was done to delete them. */
  Set<String> leftBehind(Instance instance) throws InterruptedException {
    Set<String> left = new LinkedHashSet<>();
    for (String id : written) {
      if (!instance.delete(row(id)).isOk() && isThere(instance, id)) {
        left.add(id);
      }
    }
    return left;
  }

  private boolean isThere(Instance instance, String id) throws InterruptedException {
    Answered row = instance.get(row(id), Map.of("sysparm_fields", "sys_id"));
    return row.result().path("sys_id").asText().equals(id);
  }

  private String row(String id) {
    return path() + "/" + id;
  }

  private String path() {
    return "/api/now/table/" + table;
  }

  private static String newId() {
    return UUID.randomUUID().toString().replace("-", "");
  }

  private Answered insert(Instance instance, Map<String, String> values)
      throws InterruptedException {
    ObjectNode body = JSON.createObjectNode().put("sys_id", newId());
    values.forEach(body::put);
    // Also if the answer is lost, or an error: it may be there.
    written.add(body.path("sys_id").asText());
    Answered answer = instance.post(path(), body);
    String id = answer.result().path("sys_id").asText();
    if (!id.isEmpty()) {
      written.add(id);
    }
    return answer;
  }

  private Finding ownId(Instance instance) throws InterruptedException {
    String id = newId();
    Answered answer = insert(instance, Map.of("sys_id", id));
    if (!answer.isOk()) {
      return Finding.refused(answer);
    }
    return answer.result().path("sys_id").asText().equals(id)
        ? Finding.of("kept", "the row has the sys_id that was sent")
        : Finding.of("another", "the row has another sys_id");
  }

  private Finding secondPost(Instance instance) throws InterruptedException {
    String id = newId();
    Answered first = insert(instance, Map.of("sys_id", id));
    if (!first.isOk() || !first.result().path("sys_id").asText().equals(id)) {
      return Finding.undecided("the first one did not make a row of that sys_id");
    }
    Answered second = insert(instance, Map.of("sys_id", id));
    if (!second.isOk()) {
      return Finding.of(
          "refused with " + second.status(), "it is answered with status " + second.status());
    }
    return second.result().path("sys_id").asText().equals(id)
        ? Finding.of("the same row", "it is answered with the row's own sys_id")
        : Finding.of("another row", "it makes a row of another sys_id");
  }

  private Finding unknownColumn(Instance instance) throws InterruptedException {
    Answered answer = insert(instance, Map.of("u_no_such_column_of_any_table", "x"));
    return answer.isOk()
        ? Finding.of("ignored", "the row is written without it")
        : Finding.refused(answer);
  }

  private Finding illTyped(Instance instance, String type, String text)
      throws InterruptedException {
    Optional<String> column = column(instance, type);
    if (column.isEmpty()) {
      return Finding.undecided("the table has no column of type " + type + ", or hides it");
    }
    Answered answer = insert(instance, Map.of(column.get(), text));
    if (!answer.isOk()) {
      return Finding.refused(answer);
    }
    String stored = stored(instance, answer, column.get());
    if (stored.equals(text)) {
      return Finding.of("stored", "the column has the text");
    }
    return stored.isEmpty()
        ? Finding.of("ignored", "the column is empty")
        : Finding.of("something else", "the column has another value");
  }

  private Finding longText(Instance instance) throws InterruptedException {
    Optional<String> column = column(instance, "string");
    if (column.isEmpty()) {
      return Finding.undecided("the table has no column of type string, or hides it");
    }
    Answered answer = insert(instance, Map.of(column.get(), "x".repeat(LONG_TEXT)));
    if (!answer.isOk()) {
      return Finding.refused(answer);
    }
    int length = stored(instance, answer, column.get()).length();
    return length == LONG_TEXT
        ? Finding.of("whole", "the column has all of it")
        : Finding.of("cut", "the column has %d characters of it".formatted(length));
  }

  private String stored(Instance instance, Answered written, String column)
      throws InterruptedException {
    String id = written.result().path("sys_id").asText();
    Answered row = instance.get(row(id), Map.of("sysparm_fields", column));
    return row.result().path(column).asText();
  }

  /** The first of a type that is the table's own. */
  private Optional<String> column(Instance instance, String type) throws InterruptedException {
    Answered page =
        instance.get(
            "/api/now/table/sys_dictionary",
            Map.of(
                "sysparm_query",
                "name=" + table + "^internal_type=" + type + "^ORDERBYelement",
                "sysparm_fields",
                "element",
                "sysparm_limit",
                "20"));
    if (page.isPage()) {
      for (JsonNode entry : page.result()) {
        String name = entry.path("element").asText();
        if (!name.isEmpty() && !name.startsWith("sys_")) {
          return Optional.of(name);
        }
      }
    }
    return Optional.empty();
  }

  private Finding missingRow(Instance instance) throws InterruptedException {
    Answered answer = instance.patch(row(newId()), JSON.createObjectNode().put("sys_tags", ""));
    return Finding.of(Integer.toString(answer.status()), "an answer to a PATCH");
  }

  private Finding secondDelete(Instance instance) throws InterruptedException {
    Answered made = insert(instance, Map.of());
    String id = made.result().path("sys_id").asText();
    if (id.isEmpty() || !instance.delete(row(id)).isOk()) {
      return Finding.undecided("no row could be made and deleted");
    }
    return Finding.of(
        Integer.toString(instance.delete(row(id)).status()), "an answer to a second DELETE");
  }
}
