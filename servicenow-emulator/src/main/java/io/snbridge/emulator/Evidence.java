/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.emulator;

import io.snbridge.emulator.http.JsonText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * What {@code servicenow-kafka evidence} found of an instance, as far as there are switches for it:
 * an emulator that is told so behaves so. What was undecided, or is no fact that it knows, leaves
 * its switch as it is.
 */
final class Evidence {

  private static final String FILE = "evidence.json";
  private static final String FORM = "1";

  /** By fact. */
  private static final Map<String, BiConsumer<Switches, String>> KNOWN =
      Map.of(
          "query.order-across-alternatives",
          (switches, outcome) ->
              switches.orderEachBranchOnItsOwn(outcome.equals("each alternative")),
          "query.unknown-column",
          (switches, outcome) -> switches.invalidQueryReturnsNoRows(outcome.equals("no row")),
          "query.literal-zone",
          (switches, outcome) -> switches.literalsInUserZone(outcome.equals("the user's")),
          "url.long",
          (switches, outcome) -> switches.longestUri(outcome.equals("refused") ? 6_500 : 16_000),
          "write.own-id",
          (switches, outcome) -> switches.honourSysIds(!outcome.equals("another")),
          "write.second-post",
          Evidence::secondPost,
          "write.ill-typed-number",
          (switches, outcome) -> switches.strictColumns(!outcome.equals("stored")),
          "write.long-text",
          (switches, outcome) -> switches.cutTexts(outcome.equals("cut")));

  private final Map<String, String> outcomes;

  private Evidence(Map<String, String> outcomes) {
    this.outcomes = outcomes;
  }

  /**
   * Reads the folder that {@code evidence} wrote.
   *
   * @throws IllegalArgumentException when it has none, or of a form that is not known
   */
  static Evidence of(Path folder) {
    Path file = folder.resolve(FILE);
    try {
      Map<String, Object> json = JsonText.object(Files.readString(file));
      if (!FORM.equals(json.get("form"))) {
        throw new IllegalArgumentException(
            "%s has form %s, and only %s is known".formatted(file, json.get("form"), FORM));
      }
      Map<String, String> outcomes = new HashMap<>();
      for (Object fact : JsonText.asList(json.get("facts"))) {
        Map<String, Object> one = JsonText.asObject(fact);
        outcomes.put(String.valueOf(one.get("id")), String.valueOf(one.get("outcome")));
      }
      return new Evidence(outcomes);
    } catch (IOException unreadable) {
      throw new IllegalArgumentException(
          "--like needs a folder with an %s: %s".formatted(FILE, unreadable.getMessage()),
          unreadable);
    }
  }

  /** Sets the switches of what was decided. */
  void applyTo(Switches switches) {
    KNOWN.forEach(
        (fact, set) -> {
          String outcome = outcomes.getOrDefault(fact, "undecided");
          if (!outcome.equals("undecided")) {
            set.accept(switches, outcome);
          }
        });
  }

  private static void secondPost(Switches switches, String outcome) {
    switch (outcome) {
      case "another row" -> switches.duplicateIds(DuplicateIds.FRESH_ID);
      case "refused with 403" -> switches.duplicateIds(DuplicateIds.FORBIDDEN_403);
      case "refused with 500" -> switches.duplicateIds(DuplicateIds.ERROR_500);
      default -> {
        // None that the emulator can do.
      }
    }
  }
}
