/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.config;

import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Range;

/** Where the instance is, and how the connector logs in: what a form asks first. */
final class ConnectionKeys {

  private static final String NONE = "";

  private static final KeyCondition OAUTH2 = KeyCondition.is(ConnectionConfig.AUTH_TYPE, "oauth2");
  private static final KeyCondition USER =
      KeyCondition.is(ConnectionConfig.AUTH_TYPE, "basic").or(OAUTH2.and(grant("password")));
  private static final KeyCondition JWT_KEYSTORE =
      KeyCondition.isSet(ConnectionConfig.JWT_KEYSTORE_LOCATION);

  private ConnectionKeys() {}

  static void addTo(ConfigDef definition) {
    instance(new KeyGroup(definition, "ServiceNow instance"));
    credentials(new KeyGroup(definition, "ServiceNow credentials"));
    KeyGroup oauth2 = new KeyGroup(definition, "ServiceNow OAuth 2.0").when(OAUTH2);
    oauth2(oauth2);
    jwt(oauth2.when(grant("jwt_bearer")));
  }

  private static KeyCondition grant(String grant) {
    return KeyCondition.is(ConnectionConfig.OAUTH2_GRANT_TYPE, grant);
  }

  private static void instance(KeyGroup group) {
    group.add(
        ConnectionConfig.URL,
        ConfigDef.Type.STRING,
        ConfigDef.NO_DEFAULT_VALUE,
        ConfigDef.CompositeValidator.of(new ConfigDef.NonEmptyString(), InstanceUrl.base()),
        Importance.HIGH,
        "Instance URL",
        "Base URL of the ServiceNow instance, for example https://example.service-now.com. With"
            + " http://, credentials and rows are sent unencrypted; use it only for tests. The"
            + " host name is part of the source's offsets, so a source that is pointed at"
            + " another host starts from the beginning.");
  }

  private static void credentials(KeyGroup group) {
    group.addChoice(
        ConnectionConfig.AUTH_TYPE,
        "basic",
        OneOf.of(AuthType.names()),
        Importance.HIGH,
        "Authentication",
        "How the connector authenticates. basic: with a user name and password. oauth2: with a"
            + " token, which is renewed before it expires. api_key: with the header x-sn-apikey;"
            + " the instance needs an inbound authentication profile for it. mtls: only with the"
            + " client certificate in servicenow.ssl.keystore.*. Give the connector a user of"
            + " its own, and set that user's time zone to GMT.");
    KeyGroup user = group.when(USER.or(OAUTH2.and(grant("refresh_token"))));
    user.add(
        ConnectionConfig.USERNAME,
        ConfigDef.Type.STRING,
        NONE,
        Importance.HIGH,
        "User name",
        "User that the connector logs in as. Needed for servicenow.auth.type=basic and for the OAuth"
            + " grant password; optional for the grant refresh_token, which falls back to it.");
    user.addSecret(
        ConnectionConfig.PASSWORD,
        Importance.HIGH,
        "Password",
        "Password of servicenow.username. After ServiceNow has rejected it for 30 seconds, the task"
            + " fails: more attempts could lock the account.");
    group
        .when(KeyCondition.is(ConnectionConfig.AUTH_TYPE, "api_key"))
        .addSecret(
            ConnectionConfig.API_KEY,
            Importance.HIGH,
            "API key",
            "API key that is sent as the header x-sn-apikey. Needed for"
                + " servicenow.auth.type=api_key.");
  }

  private static void oauth2(KeyGroup group) {
    group.addChoice(
        ConnectionConfig.OAUTH2_GRANT_TYPE,
        "client_credentials",
        OneOf.of("client_credentials", "password", "refresh_token", "jwt_bearer"),
        Importance.HIGH,
        "Grant type",
        "How the connector obtains a token. client_credentials: with the client ID and secret alone;"
            + " the instance needs the property"
            + " glide.oauth.inbound.client.credential.grant_type.enabled and an OAuth application"
            + " user. password: with servicenow.username and servicenow.password. refresh_token:"
            + " with servicenow.oauth2.refresh.token until that expires (after 100 days on a new"
            + " instance); set servicenow.username and servicenow.password as well to fall back to"
            + " them. jwt_bearer: with an assertion that the connector signs"
            + " (servicenow.oauth2.jwt.*).");
    group.add(
        ConnectionConfig.OAUTH2_CLIENT_ID,
        ConfigDef.Type.STRING,
        NONE,
        Importance.HIGH,
        "Client ID",
        "Client ID from the instance's Application Registry.");
    group.addSecret(
        ConnectionConfig.OAUTH2_CLIENT_SECRET,
        Importance.HIGH,
        "Client secret",
        "Client secret from the instance's Application Registry.");
    group
        .when(grant("refresh_token"))
        .addSecret(
            ConnectionConfig.OAUTH2_REFRESH_TOKEN,
            Importance.HIGH,
            "Refresh token",
            "Refresh token for the grant refresh_token. If the instance issues a new one, the"
                + " connector uses that from then on, but keeps it only in memory: after a"
                + " restart it starts with this one again.");
    group.add(
        ConnectionConfig.OAUTH2_TOKEN_URL,
        ConfigDef.Type.STRING,
        NONE,
        InstanceUrl.withPath(),
        Importance.LOW,
        "Token URL",
        "URL that issues the tokens. Empty: {servicenow.url}/oauth_token.do.");
    group.add(
        ConnectionConfig.OAUTH2_SCOPE,
        ConfigDef.Type.STRING,
        NONE,
        Importance.LOW,
        "Scope",
        "Scopes to request, separated by spaces. Empty: none.");
    group.add(
        ConnectionConfig.OAUTH2_REFRESH_RATIO,
        ConfigDef.Type.DOUBLE,
        0.9,
        new ExclusiveRange(0, 1),
        Importance.LOW,
        "Refresh ratio",
        "Fraction of a token's lifetime after which it is renewed in the background. An instance may"
            + " return the same token until it expires; requests then wait briefly for the next"
            + " one.");
  }

  private static void jwt(KeyGroup group) {
    group.add(
        ConnectionConfig.JWT_SUBJECT,
        ConfigDef.Type.STRING,
        NONE,
        Importance.HIGH,
        "JWT subject",
        "User to act as, the assertion's claim sub. The instance's JWT provider decides which field"
            + " of the user it is compared with, usually the user name or the e-mail address.");
    group
        .when(JWT_KEYSTORE.not())
        .addSecret(
            ConnectionConfig.JWT_PRIVATE_KEY,
            Importance.HIGH,
            "JWT private key",
            "RSA private key that signs the assertion (RS256). PKCS#8 in PEM format, unencrypted;"
                + " line breaks may be written as \\n. Or set"
                + " servicenow.oauth2.jwt.keystore.location.");
    group.add(
        ConnectionConfig.JWT_KEYSTORE_LOCATION,
        ConfigDef.Type.STRING,
        NONE,
        Importance.MEDIUM,
        "JWT key store",
        "Path of the key store that holds the private key. Takes the place of"
            + " servicenow.oauth2.jwt.private.key.");
    jwtKeystore(group.when(JWT_KEYSTORE));
    group.add(
        ConnectionConfig.JWT_ISSUER,
        ConfigDef.Type.STRING,
        NONE,
        Importance.LOW,
        "JWT issuer",
        "The assertion's claim iss. Empty: the client ID.");
    group.add(
        ConnectionConfig.JWT_AUDIENCE,
        ConfigDef.Type.STRING,
        NONE,
        Importance.LOW,
        "JWT audience",
        "The assertion's claim aud. Empty: the client ID.");
    group.add(
        ConnectionConfig.JWT_KEY_ID,
        ConfigDef.Type.STRING,
        NONE,
        Importance.LOW,
        "JWT key ID",
        "The assertion's header kid, by which the instance finds the certificate that verifies the"
            + " signature. Empty: no such header.");
    group.add(
        ConnectionConfig.JWT_VALIDITY_MS,
        ConfigDef.Type.LONG,
        300_000L,
        Range.atLeast(1_000),
        Importance.LOW,
        "JWT validity (ms)",
        "How long an assertion is valid, in milliseconds. Each one is used once, as soon as it is"
            + " made: the time only has to cover the difference between the two clocks.");
  }

  private static void jwtKeystore(KeyGroup group) {
    group
        .recommending("PKCS12", "JKS")
        .add(
            ConnectionConfig.JWT_KEYSTORE_TYPE,
            ConfigDef.Type.STRING,
            "PKCS12",
            new ConfigDef.NonEmptyString(),
            Importance.LOW,
            "JWT key store type",
            "Type of the key store, as the JVM names it.");
    group.addSecret(
        ConnectionConfig.JWT_KEYSTORE_PASSWORD,
        Importance.MEDIUM,
        "JWT key store password",
        "Password of the key store and of the key in it.");
    group.add(
        ConnectionConfig.JWT_KEYSTORE_ALIAS,
        ConfigDef.Type.STRING,
        NONE,
        Importance.LOW,
        "JWT key alias",
        "Alias of the key in the key store. Empty: the first key.");
  }
}
