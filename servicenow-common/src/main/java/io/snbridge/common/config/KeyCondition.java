/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.config;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.kafka.common.config.types.Password;

/** Whether a key has an effect, judged by the values of other keys. Immutable. */
public final class KeyCondition {

  private static final KeyCondition ALWAYS = new KeyCondition(Set.of(), values -> true);

  private final Set<String> keys;
  private final Predicate<Map<String, ?>> test;

  private KeyCondition(Set<String> keys, Predicate<Map<String, ?>> test) {
    this.keys = keys;
    this.test = test;
  }

  /** True whatever the other keys hold. */
  public static KeyCondition always() {
    return ALWAYS;
  }

  /** True if the key has one of these values, in any case. */
  public static KeyCondition is(String key, String... words) {
    List<String> known = List.of(words);
    return of(key, value -> known.contains(text(value).toLowerCase(Locale.ROOT)));
  }

  /** True if the key has a value that is not blank. */
  public static KeyCondition isSet(String key) {
    return of(
        key,
        value -> value instanceof Collection<?> items ? !items.isEmpty() : !text(value).isBlank());
  }

  /**
   * True if the key's value passes a test.
   *
   * @param test of the parsed value, which may be null
   */
  public static KeyCondition of(String key, Predicate<Object> test) {
    return new KeyCondition(Set.of(key), values -> test.test(values.get(key)));
  }

  public KeyCondition and(KeyCondition other) {
    return new KeyCondition(both(other), test.and(other.test));
  }

  public KeyCondition or(KeyCondition other) {
    return new KeyCondition(both(other), test.or(other.test));
  }

  public KeyCondition not() {
    return new KeyCondition(keys, test.negate());
  }

  /**
   * @param values parsed, by key
   */
  boolean holds(Map<String, ?> values) {
    return test.test(values);
  }

  /** The keys that are looked at. */
  Set<String> keys() {
    return keys;
  }

  private Set<String> both(KeyCondition other) {
    Set<String> both = new LinkedHashSet<>(keys);
    both.addAll(other.keys);
    return both;
  }

  private static String text(Object value) {
    if (value instanceof Password secret) {
      return secret.value();
    }
    return value == null ? "" : value.toString();
  }
}
