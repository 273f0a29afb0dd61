/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.cli.verify;

import static org.assertj.core.api.Assertions.assertThat;

import io.snbridge.common.table.EncodedQuery;
import io.snbridge.source.config.SourceConfig;
import io.snbridge.source.config.TableConfig;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class GapTest {

  private static final Instant FIRST = Instant.parse("2026-03-01T12:00:00Z");

  private final TableConfig table =
      SourceConfig.parse(
              Map.of(
                  "servicenow.url", "http://localhost:1",
                  "servicenow.username", "reader",
                  "servicenow.password", "tiger-17",
                  "tables", "incident",
                  "topic.prefix", "x"))
          .tables()
          .get(0);
  private final Outcome outcome = new Outcome();

  private Optional<Gap> gap(long between) throws InterruptedException {
    return Gap.of(outcome, table, query -> between);
  }

  private void find(int rows, Kind kind) {
    for (int i = 0; i < rows; i++) {
      outcome.found(
          new Finding(
              kind,
              "%032x".formatted(i),
              Optional.empty(),
              Optional.of(
                  new RowState("%032x".formatted(i), Optional.of(FIRST.plusSeconds(i)), 0, true))));
    }
  }

  private static String text(Optional<Gap> gap) {
    return gap.orElseThrow().query().map(EncodedQuery::text).orElse("everything");
  }

  @Test
  void fewRowsAreReadByTheirIds() throws InterruptedException {
    outcome.rows = 1000;
    find(100, Kind.MISSING);
    find(3, Kind.EXTRA);

    assertThat(text(gap(0))).startsWith("sys_idIN0").hasSize("sys_idIN".length() + 100 * 33 - 1);
  }

  @Test
  void manyRowsAreReadByTheTimeInWhichTheyWereChanged() throws InterruptedException {
    outcome.rows = 1000;
    find(101, Kind.STALE);

    assertThat(text(gap(500)))
        .isEqualTo("sys_updated_on>=2026-03-01 12:00:00^sys_updated_on<=2026-03-01 12:01:40");
  }

  @Test
  void allRowsAreReadIfThatTimeHasMostOfThem() throws InterruptedException {
    outcome.rows = 1000;
    find(101, Kind.STALE);

    assertThat(text(gap(501))).isEqualTo("everything");
  }

  @Test
  void allRowsAreReadIfNotAllThatDifferAreKnown() throws InterruptedException {
    outcome.rows = 1000;
    find(3, Kind.MISSING);
    outcome.seenOnce(Kind.MISSING);

    assertThat(text(gap(0))).isEqualTo("everything");
  }

  @Test
  void nothingIsReadForExtraRows() throws InterruptedException {
    find(3, Kind.EXTRA);
    outcome.seenOnce(Kind.EXTRA);

    assertThat(gap(0)).isEmpty();
  }
}
