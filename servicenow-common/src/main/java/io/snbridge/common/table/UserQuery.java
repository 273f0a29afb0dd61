/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.table;

import java.util.ArrayList;
import java.util.List;

/**
 * Takes a user's encoded query apart: into alternatives, and those into clauses that hold together
 * whatever is put before or after them. Used by one thread, once.
 */
final class UserQuery {

  private static final String RELATED = "RLQUERY";
  private static final String END_RELATED = "ENDRLQUERY";

  private final String text;
  private final List<List<String>> alternatives = new ArrayList<>();
  private List<String> clauses = new ArrayList<>();
  private boolean inRelated;

  UserQuery(String text) {
    this.text = text.strip();
  }

  /**
   * One list of clauses per alternative; no alternative at all when every row is meant.
   *
   * @throws IllegalArgumentException for what cannot be combined with other conditions
   */
  List<List<String>> alternatives() {
    List<String> parts = QuerySyntax.parts(text);
    if (parts.get(parts.size() - 1).equals("EQ")) {
      parts.remove(parts.size() - 1);
    }
    parts.forEach(this::take);
    if (inRelated) {
      throw refused("RLQUERY without ENDRLQUERY: conditions after it would become part of it");
    }
    if (alternatives.isEmpty() && clauses.isEmpty()) {
      return List.of();
    }
    endAlternative();
    return alternatives;
  }

  private void take(String part) {
    if (part.startsWith(QuerySyntax.ORDER_BY) || part.startsWith("GROUPBY")) {
      throw refused("'" + part + "': the connector sets the order, remove it");
    }
    if (part.startsWith("?")) {
      throw refused("'" + part + "' begins with '?', as a part of a URL does: leave it out");
    }
    if (part.startsWith("NQ")) {
      if (inRelated) {
        throw refused("^NQ within RLQUERY: what it separates is not documented");
      }
      endAlternative();
      take(part.substring(2));
    } else if (inRelated) {
      takeRelated(part);
    } else if (part.startsWith("OR")) {
      takeOr(part.substring(2));
    } else if (part.startsWith("EQ")) {
      throw refused("'^EQ' ends a query, and more follows; use '^NQ' for an alternative");
    } else if (part.startsWith(END_RELATED)) {
      throw refused("ENDRLQUERY without RLQUERY");
    } else if (!part.isBlank()) {
      clauses.add(part);
      inRelated = part.startsWith(RELATED);
    }
  }

  private void takeRelated(String part) {
    if (part.startsWith(RELATED)) {
      throw refused("RLQUERY within RLQUERY");
    }
    extendLastClause(QuerySyntax.AND + part);
    inRelated = !part.startsWith(END_RELATED);
  }

  private void takeOr(String condition) {
    if (condition.isBlank()) {
      throw refused("'^OR' without a condition after it");
    }
    if (clauses.isEmpty()) {
      throw refused("'^OR" + condition + "' without a condition before it");
    }
    if (condition.startsWith(RELATED) || clauses.get(clauses.size() - 1).startsWith(RELATED)) {
      throw refused("'^OR' beside RLQUERY: what it binds to is not documented; use '^NQ'");
    }
    extendLastClause(QuerySyntax.OR + condition);
  }

  private void extendLastClause(String more) {
    clauses.set(clauses.size() - 1, clauses.get(clauses.size() - 1) + more);
  }

  private void endAlternative() {
    if (clauses.isEmpty()) {
      throw refused(
          "alternative %d (between '^NQ') is empty and would match every row"
              .formatted(alternatives.size() + 1));
    }
    alternatives.add(clauses);
    clauses = new ArrayList<>();
  }

  private IllegalArgumentException refused(String why) {
    return new IllegalArgumentException("Query '%s': %s".formatted(text, why));
  }
}
