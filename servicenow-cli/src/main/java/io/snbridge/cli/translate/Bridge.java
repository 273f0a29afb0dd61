/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.cli.translate;

import io.snbridge.cli.translate.KeyTable.Action;
import java.time.Duration;
import java.util.regex.Pattern;

/** What the bridge's {@code config.yaml} says of both directions. */
final class Bridge {

  private static final Pattern VARIABLE =
      Pattern.compile("\\$(?:\\{([A-Za-z_][A-Za-z0-9_]*)}|([A-Za-z_][A-Za-z0-9_]*))");

  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final String AUTH = "servicenow.auth.type";

  private Bridge() {}

  static KeyTable keys() {
    return new KeyTable()
        .on("servicenow.base_url", to("servicenow.url"))
        .none("servicenow.table_api_path", "the path of the Table API is always the same")
        .on(AUTH, Actions.nothing())
        .on("servicenow.auth.oauth.client_id", with("oauth", to("servicenow.oauth2.client.id")))
        .on(
            "servicenow.auth.oauth.client_secret",
            with("oauth", to("servicenow.oauth2.client.secret")))
        .on("servicenow.auth.oauth.username", with("oauth", to("servicenow.username")))
        .on("servicenow.auth.oauth.password", with("oauth", to("servicenow.password")))
        .none("servicenow.auth.oauth.token_path", "it is where the instance has it")
        .on("servicenow.auth.basic.username", with("basic", to("servicenow.username")))
        .on("servicenow.auth.basic.password", with("basic", to("servicenow.password")))
        .on("servicenow.timeout_seconds", Actions.timeout(SECOND))
        .on("servicenow.read_timeout_seconds", Actions.timeout(SECOND))
        .on(
            "servicenow.conn_timeout_seconds",
            Actions.to("servicenow.connect.timeout.ms", Values::millis))
        .on("servicenow.max_retries", Actions.retries())
        .none(
            "servicenow.retry_backoff_seconds",
            "the wait begins with 0.1 s, doubles up to 30 s, and is random")
        .on(
            "servicenow.rate_limit_rps",
            Actions.unless("0", Actions.to("servicenow.max.requests.per.second")))
        .on("kafka.schema_registry_url", Bridge::avro)
        .none("kafka.*", "the worker knows its Kafka cluster")
        .none("offset.*", "Connect stores positions")
        .none("observability.*", "the worker has the metrics, over JMX")
        .none("log_level", "the worker has the log");
  }

  /** A value in which variables of the environment may stand. */
  static Action to(String ours) {
    return Actions.to(ours, Bridge::variables);
  }

  /** Kafka's own provider has variables of the environment. */
  static String variables(String value) {
    return VARIABLE
        .matcher(value)
        .replaceAll(
            found -> "\\${env:" + (found.group(1) == null ? found.group(2) : found.group(1)) + "}")
        .replaceFirst("/+$", "");
  }

  /** Keys of a sign-in that is not used have no effect. */
  private static Action with(String type, Action action) {
    return (found, draft) -> {
      if (found.all().value(AUTH).orElse("oauth").equals(type)) {
        action.apply(found, draft);
      } else {
        draft.note(found.key(), "'servicenow.auth.type' is another");
      }
    };
  }

  private static void avro(KeyTable.Found found, Draft draft) {
    draft.set(Converters.VALUE, Converters.AVRO);
    draft.set(Converters.REGISTRY, variables(found.value()));
  }

  /** The sign-in, and how keys and values are written. */
  static void rest(Foreign all, Draft draft, String end) {
    all.value("name").ifPresent(name -> draft.set("name", name));
    if (draft.name().isEmpty()) {
      draft.set("name", "servicenow-" + end);
    }
    if (all.value(AUTH).orElse("oauth").equals("oauth")) {
      draft.set("servicenow.auth.type", "oauth2");
      draft.set("servicenow.oauth2.grant.type", "password");
    }
    draft.set(Converters.KEY, Converters.STRING);
    if (!draft.has(Converters.VALUE)) {
      Converters.plainJson(draft);
    }
    if (draft.config().values().stream().anyMatch(value -> value.contains("${env:"))) {
      draft.note(
          "${env:...}",
          "the worker needs 'config.providers=env' and 'config.providers.env.class="
              + "org.apache.kafka.common.config.provider.EnvVarConfigProvider'");
    }
  }
}
