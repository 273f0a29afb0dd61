/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.keys;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys under Connect's prefixes that Connect does not read. */
class NamedPartsTest {

  private static final Map<String, String> LISTS =
      Map.of(
          "transforms", "mask, unwrap.it",
          "predicates", "isNull",
          "topic.creation.groups", "wide");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "transforms",
        "transforms.mask.type",
        "transforms.unwrap.it.type",
        "predicates.isNull.type",
        "topic.creation.groups",
        "topic.creation.default.partitions",
        "topic.creation.wide.include",
        "producer.override.acks"
      })
  void keyOfAListedNameIsRead(String key) {
    assertThat(NamedParts.unlisted(key, LISTS)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "transforms.msak.type",
        "predicates.isnull.type",
        "topic.creation.defualt.cleanup.policy",
        "topic.creation.enable",
        "topic.creation.widest.include"
      })
  void keyOfANameThatNoListHasIsNotRead(String key) {
    assertThat(NamedParts.unlisted(key, LISTS)).get().asString().contains("only of names in '");
    assertThat(NamedParts.unlisted(key, Map.of())).isPresent();
  }
}
