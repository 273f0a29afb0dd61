/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SoakTopicTest {

  private static final Set<String> NONE = Set.of();

  private final SoakTopic topic = new SoakTopic(4, SoakApi.IMPORT_SET);

  SoakTopicTest() {
    topic.add("a", false, 1, "0:0");
    topic.add("a", false, 2, "0:1");
    topic.add(null, false, 3, "0:2");
    topic.add("b", false, 4, "0:3");
    topic.add("b", true, 5, "0:4");
  }

  private static Map<String, String> row(String key, int sequence) {
    return Map.of("sys_id", "r" + sequence, "u_key", key, "u_seq", Integer.toString(sequence));
  }

  private static Map<String, String> created(int sequence) {
    return row("", sequence);
  }

  @Test
  void eachRowIsAsItsLastRecordSaysAndEachRecordWithoutAKeyHasOne() {
    assertThat(topic.differences(List.of(row("a", 2), created(3)), NONE)).isEmpty();
    assertThat(topic.differences(List.of(row("a", 1), created(3)), NONE))
        .containsExactly("row a has sequence 1, not [2]");
    assertThat(topic.differences(List.of(row("a", 2), row("b", 4), created(3)), NONE)).hasSize(1);
    assertThat(topic.differences(List.of(row("a", 2)), NONE))
        .containsExactly("record 3 created no row");
  }

  @Test
  void noRowIsThereTwice() {
    assertThat(topic.differences(List.of(row("a", 2), created(3), created(3)), NONE)).hasSize(1);
    assertThat(topic.differences(List.of(row("a", 2), row("a", 2), created(3)), NONE)).hasSize(1);
    assertThat(topic.differences(List.of(row("a", 2), created(3), created(9)), NONE)).hasSize(1);
  }

  @Test
  void deadLetterMayBeWrittenOrNotAndExcusesNothingBeforeTheLastOtherRecord() {
    assertThat(topic.differences(List.of(row("a", 1), created(3)), Set.of("0:1"))).isEmpty();
    assertThat(topic.differences(List.of(row("a", 2), created(3)), Set.of("0:1"))).isEmpty();
    assertThat(topic.differences(List.of(created(3)), Set.of("0:1"))).hasSize(1);
    assertThat(topic.differences(List.of(row("a", 1), created(3)), Set.of("0:0"))).hasSize(1);
    assertThat(topic.differences(List.of(row("a", 2)), Set.of("0:2"))).isEmpty();
    assertThat(topic.differences(List.of(row("a", 2), created(3), created(3)), Set.of("0:2")))
        .hasSize(1);
  }
}
