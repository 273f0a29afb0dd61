/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.LambdaValidator;
import org.apache.kafka.common.config.ConfigDef.Validator;
import org.apache.kafka.common.config.ConfigDef.Width;
import org.jspecify.annotations.Nullable;

/**
 * One group of the form that UIs draw from a definition. Keys are shown in the order in which they
 * are added, whoever adds them; groups in the order of their first keys. Not thread-safe.
 */
public final class KeyGroup {

  private final ConfigDef definition;
  private final String name;
  private final KeyCondition shown;
  private final List<String> recommended;

  /**
   * @param definition gets the keys
   */
  public KeyGroup(ConfigDef definition, String name) {
    this(definition, name, KeyCondition.always(), List.of());
  }

  private KeyGroup(
      ConfigDef definition, String name, KeyCondition shown, List<String> recommended) {
    this.definition = definition;
    this.name = name;
    this.shown = shown;
    this.recommended = recommended;
  }

  /** The same group, for keys that do nothing and are not shown unless the condition holds. */
  public KeyGroup when(KeyCondition condition) {
    return new KeyGroup(definition, name, shown.and(condition), recommended);
  }

  /** The same group, for keys that usually have one of these values. */
  public KeyGroup recommending(String... values) {
    return new KeyGroup(definition, name, shown, List.of(values));
  }

  /** Adds a text key that holds one of some words, which are recommended. */
  public void addChoice(
      String key,
      String defaultValue,
      OneOf words,
      Importance importance,
      String displayName,
      String documentation) {
    recommending(words.words().toArray(String[]::new))
        .add(
            key,
            ConfigDef.Type.STRING,
            defaultValue,
            words,
            importance,
            displayName,
            documentation);
  }

  /** Adds a key that is never shown or logged in clear; empty by default. */
  public void addSecret(
      String key, Importance importance, String displayName, String documentation) {
    add(key, ConfigDef.Type.PASSWORD, "", importance, displayName, documentation);
  }

  /**
   * Adds a key that may hold any value of its type.
   *
   * @param defaultValue null for none
   * @param documentation one short sentence that says what the key does, then details
   */
  public void add(
      String key,
      ConfigDef.Type type,
      @Nullable Object defaultValue,
      Importance importance,
      String displayName,
      String documentation) {
    define(key, type, defaultValue, null, importance, displayName, documentation);
  }

  /**
   * Adds a key.
   *
   * @param defaultValue null for none
   * @param validator sees no null, so that a value that is missing or of another type has one
   *     error, not two
   * @param documentation one short sentence that says what the key does, then details
   */
  public void add(
      String key,
      ConfigDef.Type type,
      @Nullable Object defaultValue,
      Validator validator,
      Importance importance,
      String displayName,
      String documentation) {
    define(key, type, defaultValue, unlessNull(validator), importance, displayName, documentation);
  }

  private void define(
      String key,
      ConfigDef.Type type,
      @Nullable Object defaultValue,
      @Nullable Validator validator,
      Importance importance,
      String displayName,
      String documentation) {
    definition.define(
        key,
        type,
        defaultValue,
        validator,
        importance,
        documentation,
        name,
        nextOrder(),
        width(type),
        displayName,
        List.of(),
        new KeyRecommender(shown, recommended));
  }

  private int nextOrder() {
    return 1
        + (int)
            definition.configKeys().values().stream().filter(key -> name.equals(key.group)).count();
  }

  private Width width(ConfigDef.Type type) {
    return switch (type) {
      case STRING -> recommended.isEmpty() ? Width.LONG : Width.SHORT;
      case PASSWORD, LIST -> Width.LONG;
      default -> Width.SHORT;
    };
  }

  private static Validator unlessNull(Validator validator) {
    return LambdaValidator.with(
        (key, value) -> {
          if (value != null) {
            validator.ensureValid(key, value);
          }
        },
        validator::toString);
  }

  /**
   * The same definition with dependents: UIs ask anew for the keys whose visibility depends on one
   * that was changed.
   *
   * @throws IllegalStateException for a condition on a key that is not defined
   */
  static ConfigDef withDependents(ConfigDef definition) {
    Map<String, List<String>> dependents = new HashMap<>();
    for (ConfigDef.ConfigKey key : definition.configKeys().values()) {
      if (key.recommender instanceof KeyRecommender recommender) {
        for (String parent : recommender.shown().keys()) {
          if (!definition.names().contains(parent)) {
            throw new IllegalStateException(key.name + " depends on unknown key " + parent);
          }
          dependents.computeIfAbsent(parent, first -> new ArrayList<>()).add(key.name);
        }
      }
    }
    ConfigDef linked = new ConfigDef();
    definition
        .configKeys()
        .values()
        .forEach(key -> linked.define(with(key, dependents.getOrDefault(key.name, List.of()))));
    return linked;
  }

  private static ConfigDef.ConfigKey with(ConfigDef.ConfigKey key, List<String> dependents) {
    return new ConfigDef.ConfigKey(
        key.name,
        key.type,
        key.defaultValue,
        key.validator,
        key.importance,
        key.documentation,
        key.group,
        key.orderInGroup,
        key.width,
        key.displayName,
        dependents,
        key.recommender,
        key.internalConfig);
  }
}
