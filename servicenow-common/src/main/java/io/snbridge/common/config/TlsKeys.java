/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.config;

import java.util.Locale;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.SslConfigs;
import org.jspecify.annotations.Nullable;

/**
 * Kafka's {@code ssl.*} keys, but for {@code ssl.engine.factory.class}: Kafka's own engines cannot
 * be used by an HTTP client, only its way to read key stores.
 */
final class TlsKeys {

  private static final String PEM = "PEM";

  private final KeyGroup group;

  private TlsKeys(KeyGroup group) {
    this.group = group;
  }

  static void addTo(ConfigDef definition) {
    KeyCondition encrypted =
        KeyCondition.of(
            ConnectionConfig.URL,
            url -> !String.valueOf(url).toLowerCase(Locale.ROOT).startsWith("http:"));
    TlsKeys keys = new TlsKeys(new KeyGroup(definition, "ServiceNow TLS").when(encrypted));
    keys.truststore();
    keys.keystore();
    keys.handshake();
  }

  private void truststore() {
    type(
        SslConfigs.SSL_TRUSTSTORE_TYPE_CONFIG,
        SslConfigs.DEFAULT_SSL_TRUSTSTORE_TYPE,
        "Trust store type",
        "Format of the trust store: PEM, PKCS12 or JKS.");
    add(
        group,
        SslConfigs.SSL_TRUSTSTORE_LOCATION_CONFIG,
        ConfigDef.Type.STRING,
        "Trust store",
        "Path of the file with the certificates to trust. Needed if the instance, or a proxy that"
            + " intercepts TLS, has a certificate that the JVM does not trust.");
    add(
        group.when(isSet(SslConfigs.SSL_TRUSTSTORE_LOCATION_CONFIG)),
        SslConfigs.SSL_TRUSTSTORE_PASSWORD_CONFIG,
        ConfigDef.Type.PASSWORD,
        "Trust store password",
        "Password of the trust store. Without a password, the file is read, but its integrity is"
            + " not checked. A PEM file has no password.");
    add(
        group.when(isPem(SslConfigs.SSL_TRUSTSTORE_TYPE_CONFIG)),
        SslConfigs.SSL_TRUSTSTORE_CERTIFICATES_CONFIG,
        ConfigDef.Type.PASSWORD,
        "Trusted certificates",
        "The certificates to trust, in PEM format, instead of a file.");
  }

  private void keystore() {
    type(
        SslConfigs.SSL_KEYSTORE_TYPE_CONFIG,
        SslConfigs.DEFAULT_SSL_KEYSTORE_TYPE,
        "Key store type",
        "Format of the key store: PEM, PKCS12 or JKS.");
    add(
        group,
        SslConfigs.SSL_KEYSTORE_LOCATION_CONFIG,
        ConfigDef.Type.STRING,
        "Key store",
        "Path of the file with the client certificate and its private key. Needed for"
            + " servicenow.auth.type=mtls, unless servicenow.ssl.keystore.key is set.");
    add(
        group.when(isSet(SslConfigs.SSL_KEYSTORE_LOCATION_CONFIG)),
        SslConfigs.SSL_KEYSTORE_PASSWORD_CONFIG,
        ConfigDef.Type.PASSWORD,
        "Key store password",
        "Password of the key store. A PEM file has none.");
    KeyGroup pem = group.when(isPem(SslConfigs.SSL_KEYSTORE_TYPE_CONFIG));
    add(
        pem,
        SslConfigs.SSL_KEYSTORE_KEY_CONFIG,
        ConfigDef.Type.PASSWORD,
        "Private key",
        "The client's private key, in PEM format (PKCS#8), instead of a file. If it is encrypted, set"
            + " servicenow.ssl.key.password.");
    add(
        pem,
        SslConfigs.SSL_KEYSTORE_CERTIFICATE_CHAIN_CONFIG,
        ConfigDef.Type.PASSWORD,
        "Client certificate",
        "The client's certificate chain, in PEM format. Goes with servicenow.ssl.keystore.key.");
    add(
        group.when(
            isSet(SslConfigs.SSL_KEYSTORE_LOCATION_CONFIG)
                .or(isSet(SslConfigs.SSL_KEYSTORE_KEY_CONFIG))),
        SslConfigs.SSL_KEY_PASSWORD_CONFIG,
        ConfigDef.Type.PASSWORD,
        "Private key password",
        "Password of the private key in the key store, or of servicenow.ssl.keystore.key.");
  }

  private void handshake() {
    add(
        group.recommending("TLSv1.2", "TLSv1.3"),
        SslConfigs.SSL_ENABLED_PROTOCOLS_CONFIG,
        ConfigDef.Type.LIST,
        SslConfigs.DEFAULT_SSL_ENABLED_PROTOCOLS,
        "Enabled protocols",
        "TLS versions that may be used.");
    add(
        group,
        SslConfigs.SSL_CIPHER_SUITES_CONFIG,
        ConfigDef.Type.LIST,
        "Cipher suites",
        "Cipher suites that may be used, as the JVM names them. Empty: those that the JVM enables by"
            + " default.");
    add(
        group,
        SslConfigs.SSL_PROTOCOL_CONFIG,
        ConfigDef.Type.STRING,
        SslConfigs.DEFAULT_SSL_PROTOCOL,
        "SSLContext protocol",
        "Protocol that the JVM's SSLContext is created for. Which versions are used is set by"
            + " servicenow.ssl.enabled.protocols.");
    add(
        group,
        SslConfigs.SSL_PROVIDER_CONFIG,
        ConfigDef.Type.STRING,
        "Security provider",
        "Security provider of the JVM for TLS. Empty: the JVM's default.");
    add(
        group,
        SslConfigs.SSL_KEYMANAGER_ALGORITHM_CONFIG,
        ConfigDef.Type.STRING,
        SslConfigs.DEFAULT_SSL_KEYMANGER_ALGORITHM,
        "Key manager algorithm",
        "Algorithm of the JVM's key manager factory.");
    add(
        group,
        SslConfigs.SSL_TRUSTMANAGER_ALGORITHM_CONFIG,
        ConfigDef.Type.STRING,
        SslConfigs.DEFAULT_SSL_TRUSTMANAGER_ALGORITHM,
        "Trust manager algorithm",
        "Algorithm of the JVM's trust manager factory.");
    add(
        group,
        SslConfigs.SSL_SECURE_RANDOM_IMPLEMENTATION_CONFIG,
        ConfigDef.Type.STRING,
        "Secure random",
        "SecureRandom implementation for TLS, as the JVM names it. Empty: the JVM's default.");
    // Never shown: it may only be left as it is.
    add(
        group.when(KeyCondition.always().not()),
        SslConfigs.SSL_ENDPOINT_IDENTIFICATION_ALGORITHM_CONFIG,
        ConfigDef.Type.STRING,
        SslConfigs.DEFAULT_SSL_ENDPOINT_IDENTIFICATION_ALGORITHM,
        "Host name verification",
        "How the host name is verified: always https. The connector does not connect to a host whose"
            + " certificate has another name.");
  }

  private void type(String key, String defaultValue, String displayName, String documentation) {
    add(
        group.recommending(PEM, "PKCS12", "JKS"),
        key,
        ConfigDef.Type.STRING,
        defaultValue,
        displayName,
        documentation);
  }

  private static void add(
      KeyGroup to, String key, ConfigDef.Type type, String displayName, String documentation) {
    add(to, key, type, null, displayName, documentation);
  }

  private static void add(
      KeyGroup to,
      String key,
      ConfigDef.Type type,
      @Nullable Object defaultValue,
      String displayName,
      String documentation) {
    to.add(
        ConnectionConfig.SSL_PREFIX + key,
        type,
        defaultValue,
        Importance.LOW,
        displayName,
        documentation);
  }

  private static KeyCondition isSet(String key) {
    return KeyCondition.isSet(ConnectionConfig.SSL_PREFIX + key);
  }

  private static KeyCondition isPem(String typeKey) {
    return KeyCondition.is(ConnectionConfig.SSL_PREFIX + typeKey, "pem");
  }
}
