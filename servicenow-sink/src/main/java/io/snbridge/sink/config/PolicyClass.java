/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.config;

import io.snbridge.common.config.OneOf;
import io.snbridge.sink.conflict.ConflictPolicy;
import org.apache.kafka.common.config.ConfigDef.LambdaValidator;
import org.apache.kafka.common.config.ConfigDef.Validator;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.utils.Utils;

/**
 * Checks a conflict policy's class, when a policy is named by one. Connect validates and starts
 * connectors with their plugin's class loader as the thread's (AbstractHerder, Worker 3.9.2 and
 * 4.3.1), and Kafka looks for classes there: what is in the connector's plugin directory is found,
 * what has a directory of its own is not.
 */
final class PolicyClass {

  private PolicyClass() {}

  /** One of the words, in any case, or the name of a class, which has a dot in it. */
  static Validator orOneOf(String... known) {
    Validator words = OneOf.of(known);
    return LambdaValidator.with(
        (key, value) -> {
          String named = String.valueOf(value);
          if (isMeantBy(named)) {
            check(key, named);
          } else {
            words.ensureValid(key, value);
          }
        },
        () ->
            "%s, or the name of a class that implements %s"
                .formatted(words, ConflictPolicy.class.getName()));
  }

  /** Whether a value is the name of a class, which may not be there. */
  static boolean isMeantBy(String policy) {
    return policy.indexOf('.') >= 0;
  }

  private static void check(String key, String named) {
    try {
      var unused = Utils.loadClass(named, ConflictPolicy.class).getConstructor();
    } catch (ClassNotFoundException | LinkageError e) {
      throw new ConfigException(
          key,
          named,
          ("the class cannot be loaded (%s); put its jar, and what it needs, into the connector's"
                  + " own plugin directory, next to the connector's jars")
              .formatted(e));
    } catch (ClassCastException e) {
      throw new ConfigException(
          key, named, "the class does not implement " + ConflictPolicy.class.getName());
    } catch (NoSuchMethodException e) {
      throw new ConfigException(
          key, named, "the class has no public constructor without parameters");
    }
  }
}
