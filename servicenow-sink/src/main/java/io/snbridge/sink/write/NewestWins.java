/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.write;

import io.snbridge.common.table.Row;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * {@code conflict.policy=newest_wins}: a change that is older than the row's own last one is not
 * written. What this connector wrote itself is no change of the row's own: its time is when it was
 * written, and the topic's next change of the row may well be older than that.
 *
 * <p>ServiceNow's stamps have whole seconds. Of two changes within one, the one wins whose
 * instance's name is greater, so that two instances that are kept in sync decide alike. Immutable.
 *
 * @param ownUsers whom this connector writes as, in lower case
 * @param ownInstance the name of the instance that is written to
 */
public record NewestWins(Set<String> ownUsers, String ownInstance) {

  private static final String UPDATED_ON = "sys_updated_on";
  private static final String UPDATED_BY = "sys_updated_by";
  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT);

  public NewestWins {
    ownUsers = Set.copyOf(ownUsers);
  }

  /** Whether the user may read what decides. */
  boolean canJudge(Row row) {
    return row.value(UPDATED_ON).isPresent() && row.value(UPDATED_BY).isPresent();
  }

  /** Whether the row has changed since the change was made. */
  boolean isOutdated(Claim claim, Row row) {
    boolean own =
        row.value(UPDATED_BY)
            .filter(user -> ownUsers.contains(user.toLowerCase(Locale.ROOT)))
            .isPresent();
    Optional<Instant> updated = row.value(UPDATED_ON).flatMap(NewestWins::instant);
    if (own || updated.isEmpty()) {
      return false;
    }
    int order = claim.at().truncatedTo(ChronoUnit.SECONDS).compareTo(updated.get());
    return order < 0 || (order == 0 && claim.instance().compareTo(ownInstance) < 0);
  }

  /** A row without a stamp has none that is newer. */
  private static Optional<Instant> instant(String text) {
    try {
      return Optional.of(LocalDateTime.parse(text, STAMP).toInstant(ZoneOffset.UTC));
    } catch (DateTimeParseException notAStamp) {
      return Optional.empty();
    }
  }
}
