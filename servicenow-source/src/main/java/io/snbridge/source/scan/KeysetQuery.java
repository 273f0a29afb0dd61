/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.scan;

import io.snbridge.common.table.EncodedQuery;
import io.snbridge.common.table.Row;
import java.util.List;

/**
 * Rows that are read in order, by keyset: each query asks for what comes after the last row. Owned
 * by the thread that reads it.
 */
public interface KeysetQuery {

  /** The rows that were not read yet, ordered. */
  EncodedQuery query();

  /**
   * Looks at an answer to {@link #query()}.
   *
   * @throws PageRejectedException when its rows cannot be the answer
   */
  void check(List<Row> rows) throws PageRejectedException;

  /**
   * Goes on after a row.
   *
   * @return whether the next query's rows are the rest of this query's rows, so that counts can be
   *     compared
   */
  boolean advance(Row last);

  /**
   * Told that less than a page is left.
   *
   * @return whether {@link #query()} reaches further now, so that counts begin anew
   */
  default boolean widens() {
    return false;
  }

  /**
   * Told that more than a page is left, or that nobody knows.
   *
   * @return whether {@link #query()} reaches less far now, because others read the rest, so that
   *     counts begin anew
   */
  default boolean shares() {
    return false;
  }

  /**
   * Told that the instance cannot count or sort so many rows in its time.
   *
   * @return whether {@link #query()} reaches less far now; {@link #exhausted} goes on beyond
   */
  default boolean narrows() {
    return false;
  }

  /**
   * Told that the count left nothing of {@link #query()}.
   *
   * @return whether that was the last query
   */
  boolean exhausted();

  /**
   * Told of a rejected page before the same question is put again.
   *
   * @return whether the next question is another one that avoids the trouble
   */
  default boolean avoids(PageRejectedException rejected) {
    return false;
  }

  /**
   * Told that a page may have been cut by its limit, before its rows are taken.
   *
   * @return whether the next question is another one, because such a page of this one cannot be
   *     believed
   */
  default boolean avoidsCuts() throws InterruptedException {
    return false;
  }

  /** Whether rows leave it only when they are deleted: then counts can be compared for long. */
  default boolean isSteady() {
    return false;
  }

  /** For messages: what this is, with its bounds. */
  String describe();
}
