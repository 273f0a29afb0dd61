/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.policy;

import io.snbridge.common.log.OneLine;
import io.snbridge.sink.conflict.Change;
import io.snbridge.sink.conflict.Change.Operation;
import io.snbridge.sink.conflict.ConflictPolicy;
import io.snbridge.sink.conflict.CurrentRow;
import io.snbridge.sink.conflict.Decision;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * {@code conflict.policy=source_priority}: a source never overwrites what a stronger one wrote
 * last. Of equal ones the last one wins. Immutable.
 *
 * <table>
 * <caption>What becomes of a record</caption>
 * <tr><th>the record's source is</th><th>then</th></tr>
 * <tr><td>not among those with a weight, or not named</td><td>refused</td></tr>
 * <tr><td>as strong as who wrote the row last, or stronger; or there is no row</td><td>written, and
 *   its source with it</td></tr>
 * <tr><td>weaker</td><td>skipped; with {@code fillsEmpty} the columns that are empty are written,
 *   and the row stays the stronger one's</td></tr>
 * </table>
 *
 * <p>Who is not among those with a weight, and has written the row nevertheless, is weaker than
 * all.
 */
public final class SourcePriority implements ConflictPolicy {

  private static final int NOBODY = 0;

  private final Map<String, Integer> weights;
  private final RecordSource ofRecord;
  private final RowSource ofRow;
  private final boolean fillsEmpty;

  /**
   * @param weights by source; 1 at least
   * @param fillsEmpty whether a weaker source may write columns that are empty. Only where a column
   *     tells who wrote the row: by its user the row would be the weaker one's then.
   */
  public SourcePriority(
      Map<String, Integer> weights, RecordSource ofRecord, RowSource ofRow, boolean fillsEmpty) {
    this.weights = Map.copyOf(weights);
    this.ofRecord = ofRecord;
    this.ofRow = ofRow;
    this.fillsEmpty = fillsEmpty;
  }

  @Override
  public Set<String> columns(Change change) {
    Set<String> columns = new HashSet<>(fillsEmpty ? change.columns().keySet() : Set.of());
    columns.add(ofRow.told());
    return columns;
  }

  @Override
  public Decision decide(Change change, Optional<CurrentRow> row) {
    Optional<String> source = ofRecord.of(change);
    if (source.isEmpty()) {
      return Decision.refuse(
          "the record names no source (conflict.source.header, conflict.source.path,"
              + " conflict.source.name)");
    }
    Integer weight = weights.get(source.get());
    if (weight == null) {
      return Decision.refuse(
          "its source '%s' has no weight in conflict.source.priorities"
              .formatted(shown(source.get())));
    }
    if (row.isEmpty()) {
      return written(change, source.get());
    }
    Optional<String> told = row.get().value(ofRow.told());
    if (told.isEmpty()) {
      return Decision.refuse(
          ("conflict.policy=source_priority looks at the row's column '%s', but the user may not"
                  + " read it, or the table does not have it")
              .formatted(ofRow.told()));
    }
    return weight >= weights.getOrDefault(ofRow.of(told.get()), NOBODY)
        ? written(change, source.get())
        : weaker(change, row.get());
  }

  private Decision written(Change change, String source) {
    if (ofRow.column().isEmpty() || change.operation() == Operation.DELETE) {
      return Decision.write();
    }
    Map<String, String> columns = new LinkedHashMap<>(change.columns());
    columns.put(ofRow.column().get(), source);
    return Decision.write(columns);
  }

  private Decision weaker(Change change, CurrentRow row) {
    Map<String, String> gaps = new LinkedHashMap<>(change.columns());
    gaps.keySet().remove(ofRow.told());
    gaps.keySet().removeIf(column -> !row.value(column).equals(Optional.of("")));
    gaps.values().removeIf(String::isEmpty);
    return !fillsEmpty || gaps.isEmpty()
        ? Decision.skip("a stronger source wrote the row last")
        : Decision.write(gaps);
  }

  private static String shown(String source) {
    return OneLine.of(source, 40);
  }
}
