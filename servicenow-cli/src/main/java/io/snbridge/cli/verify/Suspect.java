/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.cli.verify;

import java.util.Optional;

/**
 * A row whose two sides differ: it may have changed between the two looks.
 *
 * @param inKafka the last record of it, which may say that it is deleted
 * @param inTable as ServiceNow showed it
 */
record Suspect(String id, Optional<TopicState> inKafka, Optional<RowState> inTable) {

  /**
   * What the two sides of a row are to each other.
   *
   * @return empty when there is nothing to say
   */
  static Optional<Kind> compare(Optional<TopicState> inKafka, Optional<RowState> inTable) {
    Optional<TopicState> living = inKafka.filter(state -> !state.deleted());
    if (inTable.isEmpty()) {
      return living.map(unused -> Kind.EXTRA);
    }
    if (!inTable.get().sent()) {
      return Optional.empty();
    }
    if (living.isEmpty()) {
      return Optional.of(Kind.MISSING);
    }
    return isSame(living.get(), inTable.get()) ? Optional.empty() : Optional.of(Kind.STALE);
  }

  private static boolean isSame(TopicState inKafka, RowState inTable) {
    boolean isOtherTime =
        inKafka.stamp().isPresent()
            && inTable.stamp().isPresent()
            && !inKafka.stamp().equals(inTable.stamp());
    return !isOtherTime && inKafka.digest() == inTable.digest();
  }
}
