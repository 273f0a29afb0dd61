/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink;

import static org.apache.kafka.common.config.ConfigDef.Importance.MEDIUM;

import io.snbridge.common.config.ConnectionConfig;
import io.snbridge.common.connect.ConnectorMetrics;
import io.snbridge.sink.conflict.ConflictPolicy;
import io.snbridge.sink.policy.NewestWins;
import io.snbridge.sink.policy.Overwrite;
import io.snbridge.sink.policy.OwnUsers;
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
import org.apache.kafka.common.config.ConfigDef.Width;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.ConfigValue;

/** What happens to rows that others change, too. */
final class ConflictKeys {

  static final String GROUP = "Conflicts";

  static final String POLICY = "conflict.policy";
  static final String OWN_USERS = "conflict.own.users";

  private static final String OVERWRITE = "overwrite";
  private static final String NEWEST_WINS = "newest_wins";

  private ConflictKeys() {}

  static void define(ConfigDef keys) {
    keys.define(
        POLICY,
        ConfigDef.Type.STRING,
        OVERWRITE,
        PolicyClass.orOneOf(Set.of(OVERWRITE, NEWEST_WINS), Set.of("source_priority", "review")),
        MEDIUM,
        "What happens to a row that was changed by somebody else. overwrite: every record is"
            + " written. newest_wins: a record is not written when its row was changed after the"
            + " record's timestamp by anybody but "
            + OWN_USERS
            + "; it costs a read before each write. Of two changes within one second the one made on"
            + " the instance whose name is greater wins (header servicenow.instance, and the host in"
            + " servicenow.url). A record without a timestamp is always written. Or the name of a"
            + " class of your own that implements io.snbridge.sink.conflict.ConflictPolicy, in a jar"
            + " beside the connector's. What changes between the read and the write is overwritten:"
            + " ServiceNow has no conditional update.",
        GROUP,
        1,
        Width.MEDIUM,
        "Conflict policy");
    keys.define(
        OWN_USERS,
        ConfigDef.Type.LIST,
        List.of(),
        null,
        MEDIUM,
        "For newest_wins, the users whose changes do not count as somebody else's: whom this"
            + " connector writes as, as sys_updated_by has it. Empty: the one in servicenow.username.",
        GROUP,
        2,
        Width.LONG,
        "Own users");
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
      throw new ConfigException(POLICY, named, "the policy cannot be made: " + reason);
    }
  }

  /**
   * A writer that asks the policy first, and shows how far that can be trusted.
   *
   * @param writer writes what the policy lets through
   */
  static Writer guarded(
      ConflictPolicy policy, CurrentRows rows, Writer writer, ConnectorMetrics metrics) {
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
    return new ConflictWriter(policy, false, rows, window, System::nanoTime, writer);
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

  /** Without knowing itself, the policy would take its own writes for somebody else's. */
  @SuppressWarnings("unchecked") // ConfigDef parsed it as Type.LIST
  static void check(Map<String, ConfigValue> values) {
    ConfigValue users = values.get(OWN_USERS);
    boolean newestWins =
        String.valueOf(values.get(POLICY).value()).toLowerCase(Locale.ROOT).equals(NEWEST_WINS);
    if (newestWins
        && users.value() != null
        && ownUsers(
                (List<String>) users.value(),
                (String) values.get(ConnectionConfig.USERNAME).value())
            .isEmpty()) {
      users.addErrorMessage(
          "With %s=%s and no servicenow.username, name the user that this connector writes as"
              .formatted(POLICY, NEWEST_WINS));
    }
  }
}
