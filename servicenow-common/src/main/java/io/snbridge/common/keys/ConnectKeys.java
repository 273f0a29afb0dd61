/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.keys;

import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The keys of a connector's configuration that Connect itself reads, from 3.9 to 4.3, and those
 * that platforms around it add and read. {@code ConnectKeysTest} holds the list against the
 * runtimes.
 */
public final class ConnectKeys {

  private static final Set<String> BOTH =
      Set.of(
          "name",
          "connector.class",
          "connector.plugin.version",
          "tasks.max",
          "tasks.max.enforce",
          "key.converter",
          "value.converter",
          "header.converter",
          "transforms",
          "predicates",
          "config.action.reload",
          "errors.retry.timeout",
          "errors.retry.delay.max.ms",
          "errors.tolerance",
          "errors.log.enable",
          "errors.log.include.messages");

  private static final Set<String> OF_SOURCES =
      Set.of(
          "topic.creation.groups",
          "exactly.once.support",
          "transaction.boundary",
          "transaction.boundary.interval.ms",
          "offsets.storage.topic");

  private static final Set<String> OF_SINKS =
      Set.of(
          "topics",
          "topics.regex",
          "errors.deadletterqueue.topic.name",
          "errors.deadletterqueue.topic.replication.factor",
          "errors.deadletterqueue.context.headers.enable");

  private static final String TOPIC_CREATION = "topic.creation.";

  /** What follows is for transforms, converters and clients, which take keys of their own. */
  static final Set<String> PREFIXES =
      Set.of(
          "key.converter.",
          "value.converter.",
          "header.converter.",
          "transforms.",
          "predicates.",
          "producer.override.",
          "consumer.override.",
          "admin.override.",
          TOPIC_CREATION);

  /**
   * Aiven restarts tasks by {@code _aiven.restart.on.failure}; Confluent Platform names a
   * connector's principal in {@code principal.service.*}, Confluent Cloud a custom connector's
   * plugin in {@code confluent.custom.*} and its type in {@code confluent.connector.type}.
   */
  private static final Set<String> PLATFORMS =
      Set.of("_aiven.", "principal.service.", "confluent.custom.", "confluent.connector.type");

  private static final String CUSTOM_PLUGIN = "confluent.custom.plugin.id";

  /** What Confluent Cloud wants of a custom connector, whose keys stand beside it. */
  private static final Set<String> OF_CUSTOM_CONNECTORS =
      Set.of(
          "kafka.auth.mode",
          "kafka.api.key",
          "kafka.api.secret",
          "kafka.service.account.id",
          "confluent.resource.connector.tier");

  /** Of the worker's own keys those that are taken for a connector's. */
  private static final Set<String> OF_WORKERS =
      Set.of(
          "config.providers",
          "config.storage.",
          "connector.client.config.override.policy",
          "exactly.once.source.support",
          "offset.flush.",
          "offset.storage.",
          "plugin.",
          "status.storage.");

  /** What the worker's own clients are set with. */
  private static final Set<String> CLIENTS_OF_WORKERS = Set.of("producer.", "consumer.", "admin.");

  private ConnectKeys() {}

  /** What to do about a key that a worker reads of its own configuration only. */
  static Optional<String> ofWorker(String key) {
    if (beginsWithOneOf(OF_WORKERS, key)) {
      return Optional.of("it is a key of the worker. Set it there, and remove it here");
    }
    return beginsWithOneOf(CLIENTS_OF_WORKERS, key) && !key.endsWith(".override")
        ? Optional.of("did you mean '%s'?".formatted(key.replaceFirst("\\.", ".override.")))
        : Optional.empty();
  }

  /** Whether Connect or a platform reads this key, of whatever kind of connector. */
  public static boolean isKnown(String key) {
    return BOTH.contains(key)
        || OF_SOURCES.contains(key)
        || OF_SINKS.contains(key)
        || beginsWithOneOf(PREFIXES, key)
        || beginsWithOneOf(PLATFORMS, key);
  }

  /**
   * Whether this key says as whom the connector works in Confluent Cloud, which does not take a
   * custom connector without it. Elsewhere nobody reads it.
   *
   * @param all the configuration's keys
   */
  static boolean isOfCustomConnector(String key, Set<String> all) {
    return OF_CUSTOM_CONNECTORS.contains(key) && all.contains(CUSTOM_PLUGIN);
  }

  /** Whether Connect reads this key only of connectors of the other kind. */
  static boolean isForTheOther(ConnectorKind kind, String key) {
    return ofOnly(kind.other()).contains(key)
        || (kind == ConnectorKind.SINK && key.startsWith(TOPIC_CREATION));
  }

  /** Those without a free part that a connector of this kind can have. */
  static Set<String> names(ConnectorKind kind) {
    Set<String> names = new TreeSet<>(BOTH);
    names.addAll(ofOnly(kind));
    return names;
  }

  private static Set<String> ofOnly(ConnectorKind kind) {
    return switch (kind) {
      case SOURCE -> OF_SOURCES;
      case SINK -> OF_SINKS;
    };
  }

  static boolean beginsWithOneOf(Set<String> prefixes, String key) {
    return prefixes.stream().anyMatch(key::startsWith);
  }
}
