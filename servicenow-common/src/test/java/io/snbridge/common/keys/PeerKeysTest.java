/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PeerKeysTest {

  private static final PeerKeys TWO =
      PeerKeys.parse(
          List.of(
              "# a comment",
              "[source] Acme's source connector",
              "acme.table | tables | a list",
              "acme.*.topic | table.*.topic, topic.prefix |",
              "acme.*.dead.topic | | there is none",
              "table#.name | table.<alias>.name |",
              "",
              "[source, sink] Acme's connectors",
              "acme.licence | | no licence is needed",
              "[sink] Acme's sink connector",
              "acme.table | table.name.format |"));

  @Test
  void keyIsAnsweredWithOurs() {
    assertThat(TWO.advice(ConnectorKind.SOURCE, "acme.table"))
        .contains("it is a key of Acme's source connector; here it is 'tables' (a list)");
    assertThat(TWO.advice(ConnectorKind.SINK, "acme.table"))
        .contains("it is a key of Acme's sink connector; here it is 'table.name.format'");
  }

  @Test
  void nameThatAUserChoseIsInOurKeys() {
    assertThat(TWO.advice(ConnectorKind.SOURCE, "acme.my.inc.topic").orElseThrow())
        .endsWith("here it is 'table.my.inc.topic' and 'topic.prefix'");
    assertThat(TWO.advice(ConnectorKind.SOURCE, "acme..topic")).isEmpty();
    assertThat(TWO.advice(ConnectorKind.SOURCE, "acme.inc.dead.topic").orElseThrow())
        .contains("because there is none");
  }

  @Test
  void numberIsDigitsOnly() {
    assertThat(TWO.advice(ConnectorKind.SOURCE, "table12.name").orElseThrow())
        .endsWith("here it is 'table.<alias>.name'");
    assertThat(TWO.advice(ConnectorKind.SOURCE, "table.incident.name")).isEmpty();
  }

  @Test
  void keyWithoutACounterpartIsAnsweredWithTheReason() {
    assertThat(TWO.advice(ConnectorKind.SINK, "acme.licence"))
        .contains(
            "it is a key of Acme's connectors, and has no counterpart here because no licence is needed. Remove it");
  }

  @Test
  void keyOfAConnectorOfTheOtherKindIsSaidToBeOne() {
    assertThat(TWO.advice(ConnectorKind.SINK, "acme.inc.topic").orElseThrow())
        .startsWith("this is a sink connector, and it is a key of Acme's source connector");
    assertThat(TWO.advice(ConnectorKind.SINK, "acmeXtable")).isEmpty();
  }

  @Test
  void lineThatIsNoneIsRefused() {
    assertThatThrownBy(() -> PeerKeys.parse(List.of("[sink] A", "a | b")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("a | b");
  }

  @ParameterizedTest
  @EnumSource(ConnectorKind.class)
  void fileHasEachKeyOnceAndAReasonForEachThatHasNoCounterpart(ConnectorKind kind) {
    List<PeerKey> keys = PeerKeys.read().of(kind);
    assertThat(keys).hasSizeGreaterThan(50);
    assertThat(keys).extracting(PeerKey::pattern).doesNotHaveDuplicates();
    assertThat(keys)
        .allSatisfy(
            key -> assertThat(key.counterparts().isEmpty() && key.note().isEmpty()).isFalse());
  }
}
