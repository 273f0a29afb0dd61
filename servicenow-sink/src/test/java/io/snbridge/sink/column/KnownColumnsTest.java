/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.column;

import static org.assertj.core.api.Assertions.assertThat;

import io.snbridge.common.schema.TableColumn;
import io.snbridge.common.schema.TableColumns;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class KnownColumnsTest {

  private static final String ODD = "u_größe";
  private static final String NOBODYS = "u größe";

  private static TableColumn column(String name) {
    return new TableColumn(name, "string", "X", "", 40, false);
  }

  /** What it has needs no look at its name, which each write would pay for. */
  @Test
  void columnThatTheDictionaryHasIsThereWhateverItIsCalled() {
    KnownColumns known =
        new KnownColumns(
            Optional.of(new TableColumns(List.of("t"), List.of(column(ODD)), 0)),
            Map.of(),
            0,
            true);
    assertThat(known.open(Set.of(ODD, NOBODYS))).containsExactly(NOBODYS);
    assertThat(known.of(Set.of(ODD, NOBODYS)).unknown()).containsExactly(NOBODYS);
    assertThat(known.isAsked(Set.of(ODD, NOBODYS))).isTrue();
  }
}
