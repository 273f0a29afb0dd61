/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.importset;

import io.snbridge.common.table.JsonTree;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a transform map made of a row.
 *
 * @param map its name
 * @param table the target
 * @param sysId the target's row; empty when there is none, or it is hidden
 * @param status {@code inserted}, {@code updated}, {@code ignored}, {@code skipped} or {@code
 *     error} (product documentation, "Mapping data in web service import sets")
 * @param message what ServiceNow says of it: {@code error_message}, {@code status_message}, or
 *     {@code sys_import_state_comment}; may be empty
 */
public record TransformResult(
    String map, String table, String sysId, String status, String message) {

  private static final String NO_CHANGE = "no field values changed";

  static TransformResult of(JsonTree result) {
    return new TransformResult(
        result.member("transform_map").text(),
        result.member("table").text(),
        result.member("sys_id").text(),
        result.member("status").text(),
        Stream.of("error_message", "status_message")
            .map(name -> result.member(name).text())
            .filter(text -> !text.isEmpty())
            .collect(Collectors.joining("; ")));
  }

  /**
   * Whether the target is as the row wants it. {@code ignored} says two things: that nothing was to
   * be changed, with the comment {@value #NO_CHANGE} or with the row that it found, and that a
   * script did not want the row.
   */
  public boolean isDone() {
    return switch (status.toLowerCase(Locale.ROOT)) {
      case "inserted", "updated" -> true;
      case "ignored" ->
          message.isEmpty()
              ? !sysId.isEmpty()
              : message.toLowerCase(Locale.ROOT).contains(NO_CHANGE);
      default -> false;
    };
  }
}
