/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.cli.verify;

import java.util.Optional;

/** Which side of a comparison follows the other, and so what the two sides of a row mean. */
enum Direction {
  /** A source's: Kafka has what ServiceNow shows. */
  TO_KAFKA {
    @Override
    Optional<Kind> compare(Optional<TopicState> inKafka, Optional<RowState> inTable) {
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
  },
  /** A sink's: ServiceNow has the rows that Kafka's records are of, beside rows of others. */
  TO_SERVICENOW {
    @Override
    Optional<Kind> compare(Optional<TopicState> inKafka, Optional<RowState> inTable) {
      if (inKafka.isEmpty() || inKafka.get().deleted() == inTable.isEmpty()) {
        return Optional.empty();
      }
      return Optional.of(inTable.isEmpty() ? Kind.MISSING : Kind.EXTRA);
    }
  };

  /**
   * What the two sides of a row are to each other.
   *
   * @param inKafka the last record of it, which may say that it is deleted
   * @return empty when there is nothing to say
   */
  abstract Optional<Kind> compare(Optional<TopicState> inKafka, Optional<RowState> inTable);

  private static boolean isSame(TopicState inKafka, RowState inTable) {
    boolean isOtherTime =
        inKafka.stamp().isPresent()
            && inTable.stamp().isPresent()
            && !inKafka.stamp().equals(inTable.stamp());
    return !isOtherTime && inKafka.digest() == inTable.digest();
  }
}
