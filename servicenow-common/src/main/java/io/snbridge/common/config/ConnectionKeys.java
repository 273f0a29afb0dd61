/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.config;

import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigDef.ValidString;
import org.apache.kafka.common.config.ConfigDef.Width;

/** The definitions of the shared keys; what they do is in their documentation. */
final class ConnectionKeys {

  private static final String NONE = "";

  private ConnectionKeys() {}

  static ConfigDef addTo(ConfigDef definition) {
    instance(new Group(definition, "ServiceNow instance"));
    credentials(new Group(definition, "ServiceNow credentials"));
    oauth2(new Group(definition, "ServiceNow OAuth 2.0"));
    jwt(new Group(definition, "ServiceNow OAuth 2.0 JWT bearer"));
    pacing(new Group(definition, "ServiceNow pacing"));
    proxy(new Group(definition, "ServiceNow proxy"));
    definition.embed(
        ConnectionConfig.SSL_PREFIX, "ServiceNow TLS", 1, new ConfigDef().withClientSslSupport());
    return definition;
  }

  private static void instance(Group group) {
    group.add(
        ConnectionConfig.URL,
        ConfigDef.Type.STRING,
        ConfigDef.NO_DEFAULT_VALUE,
        ConfigDef.CompositeValidator.of(new ConfigDef.NonEmptyString(), InstanceUrl.base()),
        Importance.HIGH,
        "Instance URL",
        "Base URL of the instance, for example https://example.service-now.com. With http://"
            + " credentials and rows travel in the clear: for tests only. The host is part of the"
            + " source's positions, so a connector that is pointed at another host begins anew.");
    group.add(
        ConnectionConfig.CONNECT_TIMEOUT_MS,
        ConfigDef.Type.INT,
        10_000,
        Range.atLeast(1),
        Importance.LOW,
        "Connect timeout (ms)",
        "How long a TCP connection and its TLS handshake may take. A connection that failed to"
            + " open has sent nothing, so that even a write is tried again.");
    group.add(
        ConnectionConfig.REQUEST_TIMEOUT_MS,
        ConfigDef.Type.INT,
        65_000,
        Range.atLeast(1),
        Importance.MEDIUM,
        "Request timeout (ms)",
        "How long a whole request may take, from connecting to the last byte of the body. The"
            + " instance's own quota is 60 s; keep this above it, or requests are given up that"
            + " the instance still works on. A page that takes longer is asked for again, smaller;"
            + " the outcome of a write that takes longer is unknown, and is looked up.");
    validation(group);
  }

  private static void validation(Group group) {
    group.add(
        ConnectionConfig.VALIDATION_TIMEOUT_MS,
        ConfigDef.Type.INT,
        5_000,
        Range.between(0, 60_000),
        Importance.LOW,
        "Validation timeout (ms)",
        "How long validation may ask the instance whether these settings fit it: credentials,"
            + " tables, columns, rights. What the instance does not answer in time is let through,"
            + " with a warning in the worker's log; an instance that cannot be reached is an error."
            + " Validation runs when a connector is created or changed, too. 0: the instance is not"
            + " asked.");
    group.add(
        ConnectionConfig.UNKNOWN_KEYS,
        ConfigDef.Type.STRING,
        "fail",
        ValidString.in("fail", "warn"),
        Importance.LOW,
        "Unknown keys",
        "What a key in the configuration does that belongs neither to this connector nor to Kafka"
            + " Connect, a misspelt one for example. fail: the configuration is refused, and the"
            + " error names the key that was probably meant. warn: the key is ignored, and named in"
            + " the worker's log when the connector starts; for tools that add keys of their own.");
  }

  private static void credentials(Group group) {
    group.add(
        ConnectionConfig.AUTH_TYPE,
        ConfigDef.Type.STRING,
        "basic",
        ValidString.in(AuthType.names()),
        Importance.HIGH,
        "Authentication",
        "How requests are let in: 'basic' with a user and password, 'oauth2' with a token that is"
            + " renewed before it ends, 'api_key' with the header x-sn-apikey (needs an inbound"
            + " authentication profile on the instance), 'mtls' with the certificate in"
            + " servicenow.ssl.keystore.* and nothing else. Use a user of its own for the"
            + " connector, with its time zone set to GMT.");
    group.add(
        ConnectionConfig.USERNAME,
        ConfigDef.Type.STRING,
        NONE,
        null,
        Importance.HIGH,
        "User",
        "User for 'basic', and for OAuth's password grant.");
    group.addSecret(
        ConnectionConfig.PASSWORD,
        "Password",
        "Password of servicenow.username. A 401 is final: the task fails at once, and does not"
            + " lock the account by trying again.");
    group.addSecret(
        ConnectionConfig.API_KEY, "API key", "Key for 'api_key', sent as header x-sn-apikey.");
  }

  private static void oauth2(Group group) {
    group.add(
        ConnectionConfig.OAUTH2_GRANT_TYPE,
        ConfigDef.Type.STRING,
        "client_credentials",
        ValidString.in("client_credentials", "password", "refresh_token", "jwt_bearer"),
        Importance.MEDIUM,
        "Grant type",
        "How a token is obtained. 'client_credentials' needs the instance property"
            + " glide.oauth.inbound.client.credential.grant_type.enabled and an OAuth application"
            + " user. 'refresh_token' ends when its refresh token does (100 days on a new"
            + " instance); give it servicenow.username and .password as well, and it falls back to"
            + " them.");
    group.add(
        ConnectionConfig.OAUTH2_CLIENT_ID,
        ConfigDef.Type.STRING,
        NONE,
        null,
        Importance.MEDIUM,
        "Client id",
        "Client id in the instance's application registry.");
    group.addSecret(
        ConnectionConfig.OAUTH2_CLIENT_SECRET,
        "Client secret",
        "Client secret in the instance's application registry.");
    group.add(
        ConnectionConfig.OAUTH2_TOKEN_URL,
        ConfigDef.Type.STRING,
        NONE,
        InstanceUrl.withPath(),
        Importance.LOW,
        "Token URL",
        "Where tokens are issued; {servicenow.url}/oauth_token.do when empty.");
    group.add(
        ConnectionConfig.OAUTH2_SCOPE,
        ConfigDef.Type.STRING,
        NONE,
        null,
        Importance.LOW,
        "Scope",
        "Scopes to ask for, separated by spaces; none when empty.");
    group.addSecret(
        ConnectionConfig.OAUTH2_REFRESH_TOKEN,
        "Refresh token",
        "For the refresh_token grant. A token that the instance gives in its place is used from"
            + " then on, but only in memory: after a restart this one is used again.");
    group.add(
        ConnectionConfig.OAUTH2_REFRESH_RATIO,
        ConfigDef.Type.DOUBLE,
        0.9,
        new Between(0, 1),
        Importance.LOW,
        "Refresh ratio",
        "At this part of a token's life a new one is asked for, in the background. An instance may"
            + " hand out the same token until it ends; requests then wait a moment at its end.");
  }

  private static void jwt(Group group) {
    group.add(
        ConnectionConfig.JWT_ISSUER,
        ConfigDef.Type.STRING,
        NONE,
        null,
        Importance.LOW,
        "Issuer",
        "Claim 'iss' of the assertion; the client id when empty.");
    group.add(
        ConnectionConfig.JWT_SUBJECT,
        ConfigDef.Type.STRING,
        NONE,
        null,
        Importance.MEDIUM,
        "Subject",
        "Claim 'sub' of the assertion: the user to act as, by the field that the instance's JWT"
            + " provider maps it to (user name or e-mail, mostly).");
    group.add(
        ConnectionConfig.JWT_AUDIENCE,
        ConfigDef.Type.STRING,
        NONE,
        null,
        Importance.LOW,
        "Audience",
        "Claim 'aud' of the assertion; the client id when empty.");
    group.add(
        ConnectionConfig.JWT_KEY_ID,
        ConfigDef.Type.STRING,
        NONE,
        null,
        Importance.LOW,
        "Key id",
        "Header 'kid' of the assertion, by which the instance finds the certificate to verify it;"
            + " left out when empty.");
    group.addSecret(
        ConnectionConfig.JWT_PRIVATE_KEY,
        "Private key",
        "RSA key that signs the assertion (RS256): PKCS#8 in PEM, not encrypted, line ends may be"
            + " written as \\n. Or use servicenow.oauth2.jwt.keystore.*.");
    group.add(
        ConnectionConfig.JWT_KEYSTORE_LOCATION,
        ConfigDef.Type.STRING,
        NONE,
        null,
        Importance.LOW,
        "Key store",
        "File with the RSA key that signs the assertion, instead of the key itself.");
    group.add(
        ConnectionConfig.JWT_KEYSTORE_TYPE,
        ConfigDef.Type.STRING,
        "PKCS12",
        new ConfigDef.NonEmptyString(),
        Importance.LOW,
        "Key store type",
        "Type of servicenow.oauth2.jwt.keystore.location, as the JVM names it.");
    group.addSecret(
        ConnectionConfig.JWT_KEYSTORE_PASSWORD,
        "Key store password",
        "Password of servicenow.oauth2.jwt.keystore.location and of the key in it.");
    group.add(
        ConnectionConfig.JWT_KEYSTORE_ALIAS,
        ConfigDef.Type.STRING,
        NONE,
        null,
        Importance.LOW,
        "Key alias",
        "Alias of the key in its store; the first key when empty.");
    group.add(
        ConnectionConfig.JWT_VALIDITY_MS,
        ConfigDef.Type.LONG,
        300_000L,
        Range.atLeast(1_000),
        Importance.LOW,
        "Assertion validity (ms)",
        "How long an assertion is valid. Each is used once, at once; the time is for clocks that"
            + " differ.");
  }

  private static void pacing(Group group) {
    group.add(
        ConnectionConfig.MAX_CONCURRENT_REQUESTS,
        ConfigDef.Type.INT,
        4,
        Range.between(1, 256),
        Importance.MEDIUM,
        "Requests in flight",
        "Requests in flight per task, each in a session of its own. An instance node runs about"
            + " four API requests at once and queues 50 more for all its clients; beyond it"
            + " answers 429. More than 16 has not been seen to help. For the sink it is the number"
            + " of parallel writes.");
    group.add(
        ConnectionConfig.MAX_REQUESTS_PER_SECOND,
        ConfigDef.Type.DOUBLE,
        0.0,
        Range.atLeast(0),
        Importance.MEDIUM,
        "Requests per second",
        "Upper bound for the whole connector, which its tasks share evenly; 0 is no limit, 0.5 one"
            + " request in two seconds. Rate limit rules count per hour: a rule of 3600 is used up"
            + " evenly with 1. Without it the connector goes as fast as it can, and stops for as"
            + " long as a 429 says, which may be the rest of the hour.");
    group.add(
        ConnectionConfig.RETRY_INITIAL_BACKOFF_MS,
        ConfigDef.Type.LONG,
        100L,
        Range.atLeast(1),
        Importance.LOW,
        "Initial backoff (ms)",
        "Upper bound of the random wait before the second attempt; it doubles with each attempt.");
    group.add(
        ConnectionConfig.RETRY_MAX_BACKOFF_MS,
        ConfigDef.Type.LONG,
        30_000L,
        Range.atLeast(1),
        Importance.LOW,
        "Maximum backoff (ms)",
        "Upper bound of all random waits. A Retry-After or X-RateLimit-Reset of the instance is"
            + " kept whatever it says, and comes on top.");
    group.add(
        ConnectionConfig.RETRY_TIMEOUT_MS,
        ConfigDef.Type.LONG,
        -1L,
        Range.atLeast(-1),
        Importance.MEDIUM,
        "Retry timeout (ms)",
        "How long a request is tried again, waits included; then its last failure fails the task."
            + " -1 is for ever: an instance that is down for a weekend costs nothing but time. A"
            + " value below an hour fails tasks at a rate limit rule.");
  }

  private static void proxy(Group group) {
    group.add(
        ConnectionConfig.PROXY_URL,
        ConfigDef.Type.STRING,
        NONE,
        InstanceUrl.base(),
        Importance.LOW,
        "Proxy URL",
        "HTTP proxy for all requests, those for tokens too, for example http://proxy:3128.");
    group.add(
        ConnectionConfig.PROXY_USERNAME,
        ConfigDef.Type.STRING,
        NONE,
        null,
        Importance.LOW,
        "Proxy user",
        "User for the proxy (Basic authentication); none when empty.");
    group.addSecret(
        ConnectionConfig.PROXY_PASSWORD, "Proxy password", "Password of the proxy's user.");
  }

  /** Adds keys to one group, in order. */
  private static final class Group {

    private final ConfigDef definition;
    private final String name;
    private int order;

    Group(ConfigDef definition, String name) {
      this.definition = definition;
      this.name = name;
    }

    void add(
        String key,
        ConfigDef.Type type,
        Object defaultValue,
        ConfigDef.Validator validator,
        Importance importance,
        String displayName,
        String documentation) {
      Width width =
          type == ConfigDef.Type.STRING || type == ConfigDef.Type.PASSWORD
              ? Width.LONG
              : Width.SHORT;
      definition.define(
          key,
          type,
          defaultValue,
          validator,
          importance,
          documentation,
          name,
          ++order,
          width,
          displayName);
    }

    void addSecret(String key, String displayName, String documentation) {
      add(key, ConfigDef.Type.PASSWORD, NONE, null, Importance.MEDIUM, displayName, documentation);
    }
  }
}
