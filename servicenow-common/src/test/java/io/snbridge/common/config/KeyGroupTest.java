/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigValue;
import org.junit.jupiter.api.Test;

class KeyGroupTest {

  private final ConfigDef definition = new ConfigDef();

  @Test
  void keysAreCountedWhoeverAddsThem() {
    number(new KeyGroup(definition, "A"), "a.1");
    number(new KeyGroup(definition, "B"), "b.1");
    number(new KeyGroup(definition, "A").when(KeyCondition.isSet("a.1")), "a.2");
    number(new KeyGroup(definition, "A").recommending("7"), "a.3");
    assertThat(order("a.1")).isEqualTo(1);
    assertThat(order("a.2")).isEqualTo(2);
    assertThat(order("a.3")).isEqualTo(3);
    assertThat(order("b.1")).isEqualTo(1);
    assertThat(definition.groups()).containsExactly("A", "B");
  }

  @Test
  void choiceIsRecommendedInOneSpellingAndAcceptedInAny() {
    new KeyGroup(definition, "A")
        .addChoice("mode", "fast", OneOf.of("fast", "safe"), Importance.LOW, "Mode", "Mode.");
    ConfigValue mode = checked(Map.of("mode", "SAFE")).get("mode");
    assertThat(mode.errorMessages()).isEmpty();
    assertThat(mode.recommendedValues()).containsExactly("fast", "safe");
    assertThat(checked(Map.of("mode", "slow")).get("mode").errorMessages())
        .containsExactly("Invalid value slow for configuration mode: must be one of fast, safe");
  }

  @Test
  void keyIsShownWhileItsConditionsHold() {
    KeyGroup group = new KeyGroup(definition, "A");
    group.addChoice("mode", "fast", OneOf.of("fast", "safe"), Importance.LOW, "Mode", "Mode.");
    group.addSecret("secret", Importance.LOW, "Secret", "Secret.");
    KeyGroup safe = group.when(KeyCondition.is("mode", "safe"));
    number(safe, "safety");
    number(safe.when(KeyCondition.isSet("secret").not()), "unguarded");

    assertThat(shown("safety", Map.of())).isFalse();
    assertThat(shown("safety", Map.of("mode", "Safe"))).isTrue();
    assertThat(shown("unguarded", Map.of("mode", "safe"))).isTrue();
    assertThat(shown("unguarded", Map.of("mode", "safe", "secret", "s"))).isFalse();
    assertThat(shown("unguarded", Map.of("mode", "fast"))).isFalse();
    ConfigDef linked = KeyGroup.withDependents(definition);
    assertThat(linked.configKeys().get("mode").dependents).containsExactly("safety", "unguarded");
    assertThat(linked.configKeys().get("secret").dependents).containsExactly("unguarded");
  }

  @Test
  void errorIsSaidOnceWhateverDependsOnWhat() {
    KeyGroup group = new KeyGroup(definition, "A");
    number(group, "first");
    number(group, "second");
    number(group.when(KeyCondition.isSet("first").and(KeyCondition.isSet("second"))), "third");
    assertThat(checked(Map.of("third", "-1")).get("third").errorMessages()).hasSize(1);
    assertThat(checked(Map.of("third", "many")).get("third").errorMessages())
        .as("no second error for the number that it is not")
        .hasSize(1);
  }

  @Test
  void conditionOnAKeyThatIsNotThereIsAMistake() {
    number(new KeyGroup(definition, "A").when(KeyCondition.isSet("frist")), "second");
    assertThatThrownBy(() -> KeyGroup.withDependents(definition))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("second depends on unknown key frist");
  }

  private static void number(KeyGroup group, String key) {
    group.add(key, ConfigDef.Type.INT, 1, Range.atLeast(0), Importance.LOW, key, "A number.");
  }

  private int order(String key) {
    return definition.configKeys().get(key).orderInGroup;
  }

  private boolean shown(String key, Map<String, String> properties) {
    return checked(properties).get(key).visible();
  }

  private Map<String, ConfigValue> checked(Map<String, String> properties) {
    return CheckedConfig.of(KeyGroup.withDependents(definition), properties);
  }
}
