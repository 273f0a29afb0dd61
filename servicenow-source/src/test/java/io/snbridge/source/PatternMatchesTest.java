/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.snbridge.source.catalog.TableNames;
import io.snbridge.source.config.TablePattern;
import java.util.Collections;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class PatternMatchesTest {

  private final PatternMatches matches = new PatternMatches(new TablePattern("u_*"));

  @Test
  void onlyWhatMatchesIsTakenAndNewTablesAreAdded() throws InterruptedException {
    answer(0, "u_a", "v_b", "U_C");
    assertThat(matches.known()).containsExactly("u_a");
    answer(0, "u_a", "u_b");
    assertThat(matches.known()).containsExactly("u_a", "u_b");
  }

  @Test
  void tableIsDroppedWhenItIsMissingTwiceInARow() throws InterruptedException {
    answer(0, "u_a", "u_b");
    answer(0, "u_a");
    assertThat(matches.known()).containsExactly("u_a", "u_b");
    answer(0, "u_a", "u_b");
    answer(0, "u_a");
    assertThat(matches.known()).as("not in a row").containsExactly("u_a", "u_b");
    answer(0, "u_a");
    assertThat(matches.known()).containsExactly("u_a");
  }

  @Test
  void answerThatShowsNoneStopsNothingHoweverOftenItComes() throws InterruptedException {
    answer(0, "u_a", "u_b");
    for (int i = 0; i < 5; i++) {
      answer(0);
    }
    assertThat(matches.known()).containsExactly("u_a", "u_b");
  }

  @Test
  void tableThatMayBeAmongTheHiddenOnesIsNotDropped() throws InterruptedException {
    answer(3, "u_a", "u_b");
    for (int i = 0; i < 5; i++) {
      answer(4, "u_a", "u_c");
    }
    assertThat(matches.known()).containsExactly("u_a", "u_b", "u_c");
    answer(3, "u_a", "u_c");
    answer(3, "u_a", "u_c");
    assertThat(matches.known())
        .as("hidden ones are as many as before")
        .containsExactly("u_a", "u_c");
  }

  @Test
  void firstAnswerThatHidesAllIsBelievedTheThirdTimeAndNotInSilence() throws InterruptedException {
    answer(2);
    answer(2);
    assertThat(matches.isSettled()).isFalse();
    try (LogText log = new LogText()) {
      answer(2);
      assertThat(matches.isSettled()).isTrue();
      assertThat(log.messages("WARN", PatternMatches.class))
          .singleElement()
          .asString()
          .contains("Pattern 'u_*'", "3 times in a row", "tables that it hides are not read");
    }
  }

  private void answer(long hidden, String... names) throws InterruptedException {
    TreeSet<String> shown = new TreeSet<>(List.of(names));
    matches.take(
        new TableNames.Found(Collections.unmodifiableSortedSet(shown), hidden), table -> false);
  }
}
