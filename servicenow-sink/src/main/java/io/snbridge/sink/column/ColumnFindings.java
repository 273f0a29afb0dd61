/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.column;

import io.snbridge.common.schema.TableColumns;
import java.util.Optional;
import java.util.Set;

/**
 * What is known of some columns of a table.
 *
 * @param described what the dictionary says of the table; empty when the user may not read it, or
 *     it did not answer
 * @param unknown of the columns asked for, those that the table does not have
 * @param undecided of the columns asked for, those of which neither the dictionary nor a row of the
 *     table tells
 * @param answered false when the dictionary did not answer, and might tell more of these columns
 */
public record ColumnFindings(
    Optional<TableColumns> described,
    Set<String> unknown,
    Set<String> undecided,
    boolean answered) {

  public ColumnFindings {
    unknown = Set.copyOf(unknown);
    undecided = Set.copyOf(undecided);
  }
}
