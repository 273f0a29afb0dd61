/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink;

import io.snbridge.sink.config.ConflictKeys;
import io.snbridge.sink.config.SinkConfig;
import io.snbridge.sink.config.SourceKeys;
import io.snbridge.sink.conflict.ConflictPolicy;
import io.snbridge.sink.policy.NewestWins;
import io.snbridge.sink.policy.Overwrite;
import io.snbridge.sink.policy.OwnUsers;
import io.snbridge.sink.policy.RecordSource;
import io.snbridge.sink.policy.Review;
import io.snbridge.sink.policy.RowSource;
import io.snbridge.sink.policy.SourcePriority;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;

/** Makes the policy of {@code conflict.policy}. */
final class ConflictPolicies {

  private ConflictPolicies() {}

  /**
   * The policy, for one task, which closes it.
   *
   * @throws ConfigException when it is a class that cannot be made, or that refuses the settings
   */
  static ConflictPolicy of(SinkConfig config) {
    ConflictKeys conflicts = config.conflicts();
    return switch (conflicts.policy()) {
      case OVERWRITE -> new Overwrite();
      case NEWEST_WINS -> new NewestWins(new OwnUsers(conflicts.ownUsers()), config.instance());
      case SOURCE_PRIORITY -> sourcePriority(config.sourcePriority());
      case REVIEW -> new Review(new OwnUsers(conflicts.ownUsers()));
      case OF_A_CLASS -> ofClass(config, conflicts.named());
    };
  }

  private static ConflictPolicy sourcePriority(SourceKeys sources) {
    return new SourcePriority(
        sources.weights(),
        new RecordSource(sources.header(), sources.path(), sources.name()),
        new RowSource(sources.column(), sources.users()),
        sources.fillEmpty());
  }

  /** As Kafka makes all its plugins, with the connector's settings. */
  private static ConflictPolicy ofClass(SinkConfig config, String named) {
    try {
      return config.instanceOf(named, ConflictPolicy.class);
    } catch (ConfigException e) {
      throw e;
    } catch (KafkaException e) {
      Throwable reason = e.getCause() == null ? e : e.getCause();
      throw new ConfigException(
          ConflictKeys.POLICY, named, "the policy cannot be created: " + reason);
    }
  }
}
