/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.importset;

import io.snbridge.common.table.JsonTree;
import java.util.List;
import java.util.Optional;

/**
 * What became of a row that was put into a staging table.
 *
 * @param told whether the answer says anything: a user who may not read the target gets a 201
 *     without a body (KB3047115)
 * @param importSet number or sys_id of the import set; may be empty
 * @param transforms one for each transform map that ran
 */
public record ImportResult(boolean told, String importSet, List<TransformResult> transforms) {

  public ImportResult {
    transforms = List.copyOf(transforms);
  }

  static ImportResult of(JsonTree body) {
    return new ImportResult(
        true,
        body.member("import_set").text(),
        body.member("result").elements().stream().map(TransformResult::of).toList());
  }

  /**
   * Rows that are in the staging table, and are transformed later.
   *
   * @param importSet its sys_id
   */
  public static ImportResult loaded(String importSet) {
    return new ImportResult(false, importSet, List.of());
  }

  static ImportResult hidden() {
    return new ImportResult(false, "", List.of());
  }

  /** Whether what becomes of it is known later, by the staging row. */
  public boolean isLoaded() {
    return !told && !importSet.isEmpty();
  }

  /** The first transform that did not do what the row wants. */
  public Optional<TransformResult> failed() {
    return transforms.stream().filter(transformed -> !transformed.isDone()).findFirst();
  }
}
