/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.emulator.api;

import io.snbridge.emulator.http.Answer;
import io.snbridge.emulator.http.Request;
import java.util.StringJoiner;

/**
 * Where a page lies in its result, and the headers that tell.
 *
 * @param limit rows asked for
 * @param offset rows before them
 */
record Paging(int limit, int offset) {
  private static final int DEFAULT_LIMIT = 10_000;

  /**
   * Reads the parameters.
   *
   * @throws NumberFormatException when one is no number
   */
  static Paging of(Request request) {
    String limit = request.parameter("sysparm_limit");
    String offset = request.parameter("sysparm_offset");
    return new Paging(
        limit.isEmpty() ? DEFAULT_LIMIT : Integer.parseInt(limit),
        offset.isEmpty() ? 0 : Math.max(0, Integer.parseInt(offset)));
  }

  /** Adds {@code X-Total-Count} and, when there is more than one page, {@code Link}. */
  Answer describe(Answer answer, Request request, String base, long total) {
    Answer counted = answer.with("X-Total-Count", Long.toString(total));
    if (request.isSet("sysparm_suppress_pagination_header") || limit <= 0 || total <= limit) {
      return counted;
    }
    StringJoiner links = new StringJoiner(",");
    links.add(link(request, base, 0, "first"));
    if (offset > 0) {
      links.add(link(request, base, Math.max(0, offset - limit), "prev"));
    }
    if ((long) offset + limit < total) {
      links.add(link(request, base, (long) offset + limit, "next"));
    }
    links.add(link(request, base, (total - 1) / limit * limit, "last"));
    return counted.with("Link", links.toString());
  }

  private static String link(Request request, String base, long offset, String relation) {
    StringJoiner query = new StringJoiner("&");
    for (String part : QueryParts.of(request.rawQuery())) {
      if (!part.startsWith("sysparm_offset=")) {
        query.add(part);
      }
    }
    query.add("sysparm_offset=" + offset);
    if (request.parameter("sysparm_limit").isEmpty()) {
      query.add("sysparm_limit=" + DEFAULT_LIMIT);
    }
    return "<%s%s?%s>;rel=\"%s\"".formatted(base, request.path(), query, relation);
  }

  /** The parts of a raw query string. */
  private static final class QueryParts {
    private QueryParts() {}

    static java.util.List<String> of(String rawQuery) {
      return rawQuery.isEmpty()
          ? java.util.List.of()
          : java.util.Arrays.asList(rawQuery.split("&", -1));
    }
  }
}
