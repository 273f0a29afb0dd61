/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink;

import static org.apache.kafka.common.config.ConfigDef.Importance.MEDIUM;

import io.snbridge.common.config.ConnectionConfig;
import io.snbridge.common.config.KeyCondition;
import io.snbridge.common.config.KeyGroup;
import io.snbridge.common.connect.ConnectorMetrics;
import io.snbridge.sink.conflict.ConflictPolicy;
import io.snbridge.sink.policy.NewestWins;
import io.snbridge.sink.policy.Overwrite;
import io.snbridge.sink.policy.OwnUsers;
import io.snbridge.sink.policy.Review;
import io.snbridge.sink.write.ConflictWindow;
import io.snbridge.sink.write.ConflictWriter;
import io.snbridge.sink.write.CurrentRows;
import io.snbridge.sink.write.Writer;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.ConfigValue;

/** What happens to rows that others change, too. */
final class ConflictKeys {

  static final String POLICY = "conflict.policy";
  static final String OWN_USERS = "conflict.own.users";

  private static final String OVERWRITE = "overwrite";
  private static final String NEWEST_WINS = "newest_wins";
  private static final String SOURCE_PRIORITY = "source_priority";
  private static final String REVIEW = "review";

  private static final String[] POLICIES = {OVERWRITE, NEWEST_WINS, SOURCE_PRIORITY, REVIEW};

  private ConflictKeys() {}

  static void define(ConfigDef keys) {
    KeyGroup group = new KeyGroup(keys, "Conflicts").when(WriteApi.ROWS);
    group
        .recommending(POLICIES)
        .add(
            POLICY,
            ConfigDef.Type.STRING,
            OVERWRITE,
            PolicyClass.orOneOf(POLICIES),
            MEDIUM,
            "Conflict policy",
            "What happens to a row that somebody else has changed. overwrite: every record is"
                + " written. newest_wins: a record is not written if its row was changed later"
                + " than the record, unless by conflict.own.users. A record's time is the one in"
                + " the header servicenow.updated.on, which the source connector sets, or"
                + " otherwise its timestamp in Kafka; a record with neither is always written."
                + " Of two changes within the same second, the one made on the instance whose"
                + " name is greater wins (header servicenow.instance, and the host in"
                + " servicenow.url). source_priority: a record is not written if a source with a"
                + " greater weight wrote its row last (conflict.source.priorities). review: a"
                + " record whose row was changed later than the record or in the same second,"
                + " unless by conflict.own.users, goes to conflict.review.topic. Or the name of"
                + " a class of your own that implements"
                + " io.snbridge.sink.conflict.ConflictPolicy, in a jar beside the connector's."
                + " All policies but overwrite read rows before they are written; the rows of"
                + " writes that wait together are read in one request. What changes between the"
                + " read and the write is overwritten, because ServiceNow has no conditional"
                + " update.");
    group
        .when(KeyCondition.is(POLICY, NEWEST_WINS, REVIEW))
        .add(
            OWN_USERS,
            ConfigDef.Type.LIST,
            List.of(),
            null,
            MEDIUM,
            "Own users",
            "Users whose changes do not count as somebody else's, named as in sys_updated_by."
                + " Name the user that this connector writes as. Empty: the one in"
                + " servicenow.username. For newest_wins and review.");
    SourceKeys.define(group.when(KeyCondition.is(POLICY, SOURCE_PRIORITY)));
    ReviewKeys.define(
        group.when(KeyCondition.is(POLICY, OVERWRITE, NEWEST_WINS, SOURCE_PRIORITY).not()));
  }

  /**
   * The policy, for one task.
   *
   * @throws ConfigException when it is a class that cannot be made, or that refuses the settings
   */
  static ConflictPolicy policy(AbstractConfig config) {
    String named = config.getString(POLICY);
    return switch (named.toLowerCase(Locale.ROOT)) {
      case OVERWRITE -> new Overwrite();
      case NEWEST_WINS -> new NewestWins(ownUsers(config), ownInstance(config));
      case SOURCE_PRIORITY -> SourceKeys.policy(config);
      case REVIEW -> new Review(ownUsers(config));
      default -> ofClass(config, named);
    };
  }

  /** As Kafka makes all its plugins, with the connector's settings. */
  private static ConflictPolicy ofClass(AbstractConfig config, String named) {
    try {
      return config.getConfiguredInstances(List.of(named), ConflictPolicy.class, Map.of()).get(0);
    } catch (ConfigException e) {
      throw e;
    } catch (KafkaException e) {
      Throwable reason = e.getCause() == null ? e : e.getCause();
      throw new ConfigException(POLICY, named, "the policy cannot be created: " + reason);
    }
  }

  /**
   * A writer that asks the policy first, and shows how far that can be trusted.
   *
   * @param writer writes what the policy lets through
   */
  static Writer guarded(
      SinkConfig config,
      ConflictPolicy policy,
      CurrentRows rows,
      Writer writer,
      ConnectorMetrics metrics) {
    ConflictWindow window = new ConflictWindow();
    metrics.add(
        "conflict-window-ms-avg",
        "Milliseconds from seeing a row to having written it",
        Map.of(),
        window::meanMillis);
    metrics.add(
        "conflict-window-ms-max",
        "Milliseconds from seeing a row to having written it, the longest",
        Map.of(),
        window::maxMillis);
    ConflictWriter guarded =
        new ConflictWriter(
            policy, ReviewKeys.topic(config).isPresent(), rows, window, config.patience(), writer);
    metrics.add(
        "conflict-skipped-total",
        "Records that conflict.policy did not write",
        Map.of(),
        guarded::skipped);
    metrics.add(
        "conflict-review-total",
        "Records that are for a person to decide (conflict.review.topic)",
        Map.of(),
        guarded::forReview);
    return guarded;
  }

  private static String ownInstance(AbstractConfig config) {
    return URI.create(config.getString(ConnectionConfig.URL)).getHost().toLowerCase(Locale.ROOT);
  }

  private static OwnUsers ownUsers(AbstractConfig config) {
    return new OwnUsers(
        ownUsers(config.getList(OWN_USERS), config.getString(ConnectionConfig.USERNAME)));
  }

  private static Set<String> ownUsers(List<String> named, String username) {
    List<String> users = named.isEmpty() ? Optional.ofNullable(username).stream().toList() : named;
    return users.stream()
        .map(user -> user.strip().toLowerCase(Locale.ROOT))
        .filter(user -> !user.isEmpty())
        .collect(Collectors.toSet());
  }

  /** What the policy needs besides, unless it is refused itself. */
  static void check(Map<String, ConfigValue> values) {
    if (!values.get(POLICY).errorMessages().isEmpty()) {
      return;
    }
    switch (String.valueOf(values.get(POLICY).value()).toLowerCase(Locale.ROOT)) {
      case NEWEST_WINS -> knowsItself(values);
      case SOURCE_PRIORITY -> SourceKeys.check(values);
      case REVIEW -> {
        knowsItself(values);
        ConfigValue topic = values.get(ReviewKeys.TOPIC);
        if (topic.value() == null && topic.errorMessages().isEmpty()) {
          topic.addErrorMessage("required with %s=%s".formatted(POLICY, REVIEW));
        }
      }
      default -> {
        // Needs nothing.
      }
    }
  }

  /** Else the policy would take its own writes for somebody else's. */
  @SuppressWarnings("unchecked") // ConfigDef parsed it as ConfigDef.Type.LIST
  private static void knowsItself(Map<String, ConfigValue> values) {
    ConfigValue users = values.get(OWN_USERS);
    if (users.value() != null
        && ownUsers(
                (List<String>) users.value(),
                (String) values.get(ConnectionConfig.USERNAME).value())
            .isEmpty()) {
      users.addErrorMessage(
          "required with %s=%s and no servicenow.username: name the user that this connector writes as"
              .formatted(POLICY, values.get(POLICY).value()));
    }
  }
}
