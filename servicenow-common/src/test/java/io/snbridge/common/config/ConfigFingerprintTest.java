/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.junit.jupiter.api.Test;

class ConfigFingerprintTest {

  private static final Map<String, String> SETTINGS =
      Map.of(
          "name", "orders",
          "topics", "o\"rders",
          "servicenow.url", "https://example.service-now.com",
          "servicenow.username", "kafka",
          "servicenow.password", "secret",
          "transforms", "a\u00fcb");

  private static String with(String key, String value) {
    Map<String, String> changed = new HashMap<>(SETTINGS);
    changed.put(key, value);
    return ConfigFingerprint.of(changed);
  }

  /**
   * {@code printf '%s'} of that text through {@code sha256sum} gives the same: the value is from
   * there.
   */
  @Test
  void fingerprintIsThatOfSortedJsonWithoutSecrets() {
    assertThat(ConfigFingerprint.of(SETTINGS)).isEqualTo("b0f79a3d7a3c38b2");
  }

  @Test
  void anotherSecretIsTheSameConfiguration() {
    String fingerprint = ConfigFingerprint.of(SETTINGS);
    assertThat(with("servicenow.password", "other")).isEqualTo(fingerprint);
    String registry = "value.converter.schema.registry.url";
    assertThat(with(registry, "https://u:a@r/")).isEqualTo(with(registry, "https://u:b@r/"));
  }

  @Test
  void anyOtherValueIsAnotherConfiguration() {
    String fingerprint = ConfigFingerprint.of(SETTINGS);
    SETTINGS.keySet().stream()
        .filter(key -> !key.equals("servicenow.password"))
        .forEach(key -> assertThat(with(key, "x")).as(key).isNotEqualTo(fingerprint));
    assertThat(with("transforms.a.type", "x")).isNotEqualTo(fingerprint);
    assertThat(with("servicenow.api.key", "x"))
        .as("that there is a secret")
        .isNotEqualTo(fingerprint);
  }

  @Test
  void whatIsDefinedAsAPasswordIsASecretAndNothingElseOfOurs() {
    for (ConfigDef.ConfigKey key : ConnectionConfig.definition().configKeys().values()) {
      assertThat(ConfigFingerprint.isSecret(key.name, ""))
          .as(key.name)
          .isEqualTo(key.type == ConfigDef.Type.PASSWORD);
    }
    for (ConfigDef clients : List.of(ProducerConfig.configDef(), ConsumerConfig.configDef())) {
      clients.configKeys().values().stream()
          .filter(key -> key.type == ConfigDef.Type.PASSWORD)
          .forEach(
              key ->
                  assertThat(ConfigFingerprint.isSecret("report.producer." + key.name, ""))
                      .as(key.name)
                      .isTrue());
    }
  }

  @Test
  void secretsOfRegistriesAreSecrets() {
    assertThat(
            List.of(
                "value.converter.basic.auth.user.info",
                "value.converter.apicurio.registry.auth.password",
                "value.converter.apicurio.registry.auth.client.secret",
                "value.converter.bearer.auth.token"))
        .allMatch(key -> ConfigFingerprint.isSecret(key, ""));
  }
}
