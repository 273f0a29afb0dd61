/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.config;

import io.snbridge.common.transport.ClientSettings;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.SslConfigs;
import org.apache.kafka.common.security.ssl.DefaultSslEngineFactory;

/** Reads trust and key stores the way Kafka's own clients do, PEM included. */
final class TlsSettings {

  private TlsSettings() {}

  static ClientSettings.Tls of(AbstractConfig config) {
    Map<String, String> given =
        config.originalsWithPrefix(ConnectionConfig.SSL_PREFIX).entrySet().stream()
            .filter(entry -> entry.getKey().startsWith("ssl."))
            .filter(entry -> entry.getValue() != null && isGiven(entry.getKey(), config))
            .collect(Collectors.toMap(Map.Entry::getKey, TlsSettings::value));
    Map<String, Object> values = new ConfigDef().withClientSslSupport().parse(given);
    try (DefaultSslEngineFactory factory = new DefaultSslEngineFactory()) {
      factory.configure(values);
      return new ClientSettings.Tls(
          factory.sslContext(),
          names(values, SslConfigs.SSL_ENABLED_PROTOCOLS_CONFIG),
          names(values, SslConfigs.SSL_CIPHER_SUITES_CONFIG));
    } catch (KafkaException unreadable) {
      ConfigException error =
          new ConfigException(
              "servicenow.ssl.*: a key store or trust store cannot be used; check its location,"
                  + " type and password: "
                  + unreadable.getMessage());
      error.initCause(unreadable);
      throw error;
    }
  }

  /**
   * Forms send fields that were left empty, too, and to Kafka an empty text is a value. The
   * password of a store may be empty.
   */
  private static boolean isGiven(String key, AbstractConfig config) {
    String store =
        switch (key) {
          case SslConfigs.SSL_KEYSTORE_PASSWORD_CONFIG -> SslConfigs.SSL_KEYSTORE_LOCATION_CONFIG;
          case SslConfigs.SSL_TRUSTSTORE_PASSWORD_CONFIG ->
              SslConfigs.SSL_TRUSTSTORE_LOCATION_CONFIG;
          default -> key;
        };
    boolean isPassword = !store.equals(key);
    return hasText(key, config) || (isPassword && hasText(store, config));
  }

  private static boolean hasText(String key, AbstractConfig config) {
    Object value = config.originals().get(ConnectionConfig.SSL_PREFIX + key);
    return value != null && !value.toString().isBlank();
  }

  /** Kafka knows PEM in capitals only, and takes {@code pem} for a store that the JVM reads. */
  private static String value(Map.Entry<String, Object> entry) {
    String text = entry.getValue().toString();
    return entry.getKey().endsWith("store.type") ? text.toUpperCase(Locale.ROOT) : text;
  }

  private static List<String> names(Map<String, Object> values, String key) {
    return values.get(key) instanceof List<?> names
        ? names.stream().map(Object::toString).toList()
        : List.of();
  }
}
