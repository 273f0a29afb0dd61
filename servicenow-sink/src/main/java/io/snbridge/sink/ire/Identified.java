/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.ire;

import io.snbridge.common.table.JsonTree;
import io.snbridge.common.transport.PoisonedBodyException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What the Identification and Reconciliation Engine made of a payload.
 *
 * @param problems what was not done; none when all of it was
 * @param sysId the first item's; empty when it has none
 * @param logContext by which ServiceNow's own log has it; may be empty
 */
public record Identified(List<Problem> problems, Optional<String> sysId, String logContext) {

  /**
   * One item or relation that was not done.
   *
   * @param what {@code item 0 (cmdb_ci_server)}
   * @param code ServiceNow's: {@code MISSING_MATCHING_ATTRIBUTES}, {@code INVALID_INPUT_DATA}
   * @param message ServiceNow's; may be empty
   */
  public record Problem(String what, String code, String message) {}

  /** Kept for later, and not in the CMDB. */
  private static final Set<String> SET_ASIDE = Set.of("INSERT_AS_INCOMPLETE", "INSERT_AS_PARTIAL");

  private static final String UNKNOWN = "Unknown";

  public Identified {
    problems = List.copyOf(problems);
  }

  /**
   * @param items how many were sent
   * @throws PoisonedBodyException when nothing is said of any item
   */
  static Identified of(JsonTree body, int items) throws PoisonedBodyException {
    JsonTree result = body.member("result");
    List<JsonTree> told = result.member("items").elements();
    if (told.isEmpty()) {
      throw new PoisonedBodyException("the body mentions no item", false);
    }
    List<Problem> problems = new ArrayList<>();
    Set<String> indices = new TreeSet<>();
    for (JsonTree item : told) {
      item.member("inputIndices").elements().forEach(index -> indices.add(index.text()));
      collect(problems, "item", item);
    }
    result.member("additionalCommittedItems").elements().forEach(i -> collect(problems, "item", i));
    result.member("relations").elements().forEach(r -> collect(problems, "relation", r));
    if (indices.isEmpty() ? told.size() < items : indices.size() < items) {
      problems.add(
          new Problem(
              "a part of the payload", "", "The answer mentions only these items: " + indices));
    }
    String sysId = told.get(0).member("sysId").text();
    return new Identified(
        problems,
        Optional.of(sysId).filter(id -> !id.isEmpty() && !id.equals(UNKNOWN)),
        result.member("logContextId").text());
  }

  private static void collect(List<Problem> problems, String kind, JsonTree part) {
    String what =
        "%s %s (%s)"
            .formatted(
                kind,
                String.join(
                    ",",
                    part.member("inputIndices").elements().stream().map(JsonTree::text).toList()),
                part.member("className").text());
    List<JsonTree> errors = part.member("errors").elements();
    for (JsonTree error : errors) {
      problems.add(new Problem(what, error.member("error").text(), error.member("message").text()));
    }
    String operation = part.member("operation").text().toUpperCase(Locale.ROOT);
    String count = part.member("errorCount").text();
    if (errors.isEmpty() && !count.isEmpty() && !count.equals("0")) {
      problems.add(new Problem(what, "", count + " errors, and the answer does not say which"));
    } else if (errors.isEmpty() && SET_ASIDE.contains(operation)) {
      problems.add(new Problem(what, operation, "Kept apart from the CMDB"));
    }
  }
}
