/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.config;

import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigValue;

/** The {@code servicenow.*} keys: instance, credentials, TLS, proxy, deadlines, pacing. */
public final class ConnectionConfig {

  public static final String URL = "servicenow.url";
  public static final String AUTH_TYPE = "servicenow.auth.type";
  public static final String USERNAME = "servicenow.username";
  public static final String PASSWORD = "servicenow.password";
  public static final String API_KEY = "servicenow.api.key";
  public static final String OAUTH2_GRANT_TYPE = "servicenow.oauth2.grant.type";
  public static final String OAUTH2_CLIENT_ID = "servicenow.oauth2.client.id";
  public static final String OAUTH2_CLIENT_SECRET = "servicenow.oauth2.client.secret";
  public static final String OAUTH2_TOKEN_URL = "servicenow.oauth2.token.url";
  public static final String OAUTH2_SCOPE = "servicenow.oauth2.scope";
  public static final String OAUTH2_REFRESH_TOKEN = "servicenow.oauth2.refresh.token";
  public static final String OAUTH2_REFRESH_RATIO = "servicenow.oauth2.refresh.ratio";
  public static final String JWT_ISSUER = "servicenow.oauth2.jwt.issuer";
  public static final String JWT_SUBJECT = "servicenow.oauth2.jwt.subject";
  public static final String JWT_AUDIENCE = "servicenow.oauth2.jwt.audience";
  public static final String JWT_KEY_ID = "servicenow.oauth2.jwt.key.id";
  public static final String JWT_PRIVATE_KEY = "servicenow.oauth2.jwt.private.key";
  public static final String JWT_KEYSTORE_LOCATION = "servicenow.oauth2.jwt.keystore.location";
  public static final String JWT_KEYSTORE_TYPE = "servicenow.oauth2.jwt.keystore.type";
  public static final String JWT_KEYSTORE_PASSWORD = "servicenow.oauth2.jwt.keystore.password";
  public static final String JWT_KEYSTORE_ALIAS = "servicenow.oauth2.jwt.keystore.alias";
  public static final String JWT_VALIDITY_MS = "servicenow.oauth2.jwt.validity.ms";
  public static final String PROXY_URL = "servicenow.proxy.url";
  public static final String PROXY_USERNAME = "servicenow.proxy.username";
  public static final String PROXY_PASSWORD = "servicenow.proxy.password";
  public static final String CONNECT_TIMEOUT_MS = "servicenow.connect.timeout.ms";
  public static final String REQUEST_TIMEOUT_MS = "servicenow.request.timeout.ms";
  public static final String MAX_CONCURRENT_REQUESTS = "servicenow.max.concurrent.requests";
  public static final String MAX_REQUESTS_PER_SECOND = "servicenow.max.requests.per.second";
  public static final String MAX_REQUESTS_PER_HOUR = "servicenow.max.requests.per.hour";
  public static final String HOUR_SCOPE = "servicenow.max.requests.per.hour.scope";
  public static final String RETRY_INITIAL_BACKOFF_MS = "servicenow.retry.initial.backoff.ms";
  public static final String RETRY_MAX_BACKOFF_MS = "servicenow.retry.max.backoff.ms";
  public static final String RETRY_TIMEOUT_MS = "servicenow.retry.timeout.ms";

  public static final String VALIDATION_TIMEOUT_MS = "servicenow.validation.timeout.ms";

  public static final String UNKNOWN_KEYS = "unknown.keys";

  /** What all shared keys that speak of the instance begin with. */
  public static final String PREFIX = "servicenow.";

  /** Kafka's own {@code ssl.*} keys stand under this prefix: {@code servicenow.ssl...}. */
  public static final String SSL_PREFIX = "servicenow.";

  private ConnectionConfig() {}

  /** The shared keys alone. */
  public static ConfigDef definition() {
    return definition(sharedOnly -> {});
  }

  /**
   * A connector's keys in the order of a form: where the instance is and how to log in, then what
   * is the connector's own, then how requests are sent.
   *
   * @param own adds the connector's own keys
   */
  public static ConfigDef definition(Consumer<ConfigDef> own) {
    ConfigDef definition = new ConfigDef();
    ConnectionKeys.addTo(definition);
    own.accept(definition);
    RequestKeys.addTo(definition);
    TlsKeys.addTo(definition);
    ValidationKeys.addTo(definition);
    return KeyGroup.withDependents(definition);
  }

  /**
   * Adds an error to every key that does not fit the others, for {@code Connector.validate}.
   *
   * @param values as {@link CheckedConfig#of} returns them
   */
  public static void check(Map<String, ConfigValue> values) {
    new ConnectionCheck(values).run();
  }

  /**
   * Gives each task its even share of the connector's request rate, but one request an hour at
   * least.
   *
   * @param taskConfig changed in place
   * @param connectorRate the connector's {@value #MAX_REQUESTS_PER_SECOND}
   * @param tasks how many tasks share it
   */
  public static void shareRate(Map<String, String> taskConfig, double connectorRate, int tasks) {
    if (connectorRate > 0 && tasks > 0) {
      taskConfig.put(
          MAX_REQUESTS_PER_SECOND, Double.toString(RequestRate.share(connectorRate, tasks)));
    }
  }

  /**
   * Gives each task its even share of the connector's requests an hour, but one at least. Where
   * they are the instance's, all tasks have the whole together.
   *
   * @param taskConfig changed in place
   * @param connector with the connector's own {@value #MAX_REQUESTS_PER_HOUR}
   * @param tasks how many tasks share it
   */
  public static void shareHour(Map<String, String> taskConfig, Connection connector, int tasks) {
    int limit = connector.maxRequestsPerHour();
    if (limit > 0 && tasks > 0 && !connector.hourIsTheInstances()) {
      taskConfig.put(MAX_REQUESTS_PER_HOUR, Integer.toString(Math.max(1, limit / tasks)));
    }
  }
}
