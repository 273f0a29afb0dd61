/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.config;

import static org.apache.kafka.common.config.ConfigDef.Importance.MEDIUM;

import io.snbridge.common.config.CheckedConfig;
import io.snbridge.common.config.ConnectionConfig;
import io.snbridge.common.config.KeyCondition;
import io.snbridge.common.config.KeyGroup;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.jspecify.annotations.Nullable;

/**
 * What happens to rows that others change, too.
 *
 * @param policy decides on it
 * @param named the policy as it is named: of {@link Policy#OF_A_CLASS}, the class
 * @param ownUsers users whose changes are not somebody else's, in lower case
 */
public record ConflictKeys(Policy policy, String named, Set<String> ownUsers) {

  public enum Policy {
    OVERWRITE,
    NEWEST_WINS,
    SOURCE_PRIORITY,
    REVIEW,
    /** One of the user's own. */
    OF_A_CLASS;

    private static Policy of(String named) {
      return PolicyClass.isMeantBy(named) ? OF_A_CLASS : valueOf(named.toUpperCase(Locale.ROOT));
    }

    /** As it is named in the settings. */
    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public static final String POLICY = "conflict.policy";
  static final String OWN_USERS = "conflict.own.users";

  private static final String[] POLICIES =
      Stream.of(Policy.OVERWRITE, Policy.NEWEST_WINS, Policy.SOURCE_PRIORITY, Policy.REVIEW)
          .map(Policy::word)
          .toArray(String[]::new);

  static void define(ConfigDef keys) {
    KeyGroup group = new KeyGroup(keys, "Conflicts").when(WriteApi.ROWS);
    group
        .recommending(POLICIES)
        .add(
            POLICY,
            ConfigDef.Type.STRING,
            Policy.OVERWRITE.word(),
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
        .when(KeyCondition.is(POLICY, Policy.NEWEST_WINS.word(), Policy.REVIEW.word()))
        .add(
            OWN_USERS,
            ConfigDef.Type.LIST,
            List.of(),
            MEDIUM,
            "Own users",
            "Users whose changes do not count as somebody else's, named as in sys_updated_by."
                + " Name the user that this connector writes as. Empty: the one in"
                + " servicenow.username. For newest_wins and review.");
    SourceKeys.define(group.when(KeyCondition.is(POLICY, Policy.SOURCE_PRIORITY.word())));
    ReviewKeys.define(
        group.when(
            KeyCondition.is(
                    POLICY,
                    Policy.OVERWRITE.word(),
                    Policy.NEWEST_WINS.word(),
                    Policy.SOURCE_PRIORITY.word())
                .not()));
  }

  static ConflictKeys of(AbstractConfig config) {
    String named = config.getString(POLICY);
    return new ConflictKeys(
        Policy.of(named),
        named,
        ownUsers(config.getList(OWN_USERS), config.getString(ConnectionConfig.USERNAME)));
  }

  private static Set<String> ownUsers(List<String> named, @Nullable String username) {
    List<String> users = named.isEmpty() ? Optional.ofNullable(username).stream().toList() : named;
    return users.stream()
        .map(user -> user.strip().toLowerCase(Locale.ROOT))
        .filter(user -> !user.isEmpty())
        .collect(Collectors.toSet());
  }

  /** What the policy needs besides, unless it is refused itself. */
  static void check(CheckedValues values) {
    if (!values.isSound(POLICY)) {
      return;
    }
    switch (Policy.of(values.text(POLICY))) {
      case NEWEST_WINS -> knowsItself(values);
      case SOURCE_PRIORITY -> SourceKeys.check(values);
      case REVIEW -> {
        knowsItself(values);
        if (!values.isSet(ReviewKeys.TOPIC)) {
          values.errorIfSound(
              ReviewKeys.TOPIC, "required with %s=%s".formatted(POLICY, Policy.REVIEW.word()));
        }
      }
      case OVERWRITE, OF_A_CLASS -> {
        // Needs nothing.
      }
    }
  }

  /** Else the policy would take its own writes for somebody else's. */
  private static void knowsItself(CheckedValues values) {
    String username =
        (String) CheckedConfig.value(values.values(), ConnectionConfig.USERNAME).value();
    if (values.isSet(OWN_USERS) && ownUsers(values.list(OWN_USERS), username).isEmpty()) {
      values.error(
          OWN_USERS,
          "required with %s=%s and no servicenow.username: name the user that this connector writes as"
              .formatted(POLICY, values.text(POLICY)));
    }
  }
}
