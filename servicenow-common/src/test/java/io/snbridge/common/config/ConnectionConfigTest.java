/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.snbridge.common.transport.HourlyLimit;
import io.snbridge.common.transport.ServiceNowClient;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.ConfigValue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConnectionConfigTest {

  private static final String URL = "https://x.service-now.com";

  @Test
  void basicNeedsUserAndPassword() {
    assertThat(errors(Map.of("servicenow.url", URL)))
        .containsOnlyKeys("servicenow.username", "servicenow.password");
    assertThat(
            errors(
                Map.of(
                    "servicenow.url", URL, "servicenow.username", "u", "servicenow.password", "p")))
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "client_credentials, ''",
    "password, servicenow.username servicenow.password",
    "refresh_token, servicenow.oauth2.refresh.token",
    "jwt_bearer, servicenow.oauth2.jwt.subject servicenow.oauth2.jwt.private.key",
  })
  void grantNeedsItsKeys(String grant, String lacking) {
    String all = "servicenow.oauth2.client.id servicenow.oauth2.client.secret " + lacking;
    assertThat(
            errors(
                Map.of(
                    "servicenow.url", URL,
                    "servicenow.auth.type", "oauth2",
                    "servicenow.oauth2.grant.type", grant)))
        .containsOnlyKeys(all.strip().split(" ", -1));
  }

  @Test
  void certificateNeedsAKeyStoreAndTls() {
    assertThat(errors(Map.of("servicenow.url", "http://x.example", "servicenow.auth.type", "mtls")))
        .containsOnlyKeys("servicenow.ssl.keystore.location", "servicenow.url");
  }

  @Test
  void apiKeyNeedsItsKey() {
    assertThat(errors(Map.of("servicenow.url", URL, "servicenow.auth.type", "api_key")))
        .containsOnlyKeys("servicenow.api.key");
  }

  @Test
  void hostNamesAreAlwaysVerified() {
    Map<String, String> given = basic();
    given.put("servicenow.ssl.endpoint.identification.algorithm", "");
    assertThat(errors(given)).containsOnlyKeys("servicenow.ssl.endpoint.identification.algorithm");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x.service-now.com",
        "ftp://x",
        "https://x.service-now.com:99999",
        "https://x.service-now.com/now",
        "https://user:pa55@x.service-now.com",
        "https://user:pa55@dev_1.service-now.com",
        "https://x.service-now.com:https",
        "https://x?y=1",
        "https://",
        "https:// x",
        "",
      })
  void urlIsABase(String url) {
    Map<String, String> given = basic();
    given.put("servicenow.url", url);
    assertThat(errors(given)).containsOnlyKeys("servicenow.url");
    assertThat(errors(given).get("servicenow.url").toString()).doesNotContain("pa55");
  }

  @Test
  void hostNameThatIsNoneIsNamed() {
    Map<String, String> given = basic();
    given.put("servicenow.url", "https://dev_1.example.com");
    assertThat(errors(given).get("servicenow.url").toString())
        .contains("'dev_1.example.com' is not a host name", "no '_'")
        .doesNotContain("has no host name");
  }

  @ParameterizedTest
  @CsvSource({
    "servicenow.oauth2.refresh.ratio, 0",
    "servicenow.oauth2.refresh.ratio, 1",
    "servicenow.max.concurrent.requests, 0",
    "servicenow.max.requests.per.second, -1",
    "servicenow.max.requests.per.second, NaN",
    "servicenow.max.requests.per.second, Infinity",
    "servicenow.max.requests.per.second, 1e-300",
    "servicenow.max.requests.per.second, 0.00027",
    "servicenow.connect.timeout.ms, 0",
    "servicenow.request.timeout.ms, 0",
    "servicenow.retry.timeout.ms, -2",
    "servicenow.retry.initial.backoff.ms, 0",
    "servicenow.auth.type, magic",
    "servicenow.oauth2.grant.type, magic",
    "servicenow.retry.max.backoff.ms, 99",
  })
  void valueOutOfRangeIsAnError(String key, String value) {
    Map<String, String> given = basic();
    given.put(key, value);
    assertThat(errors(given)).containsOnlyKeys(key);
  }

  @Test
  void secretsAreHiddenAndKeysExplained() {
    ConnectionConfig.definition()
        .configKeys()
        .values()
        .forEach(
            key -> {
              assertThat(key.documentation).as(key.name).isNotBlank();
              assertThat(key.displayName).isNotEqualTo(key.name);
              assertThat(key.group).isNotBlank();
              if (key.name.matches(".*(password|secret|api\\.key|refresh\\.token|private\\.key)")) {
                assertThat(key.type).as(key.name).isEqualTo(ConfigDef.Type.PASSWORD);
              }
            });
  }

  /** A key that a new version of Kafka has would otherwise be missing here, without a sign. */
  @Test
  void tlsKeysAreKafkasButForTheEngine() {
    ConfigDef ours = ConnectionConfig.definition();
    Map<String, ConfigDef.ConfigKey> kafkas = new ConfigDef().withClientSslSupport().configKeys();
    assertThat(ours.names().stream().filter(name -> name.startsWith("servicenow.ssl.")))
        .hasSize(kafkas.size() - 1);
    kafkas.remove("ssl.engine.factory.class");
    kafkas.forEach(
        (name, theirs) -> {
          ConfigDef.ConfigKey key = ours.configKeys().get("servicenow." + name);
          assertThat(key).as(name).isNotNull();
          assertThat(key.type).as(name).isEqualTo(theirs.type);
          assertThat(key.defaultValue).as(name).isEqualTo(theirs.defaultValue);
          assertThat(key.importance).as(name).isEqualTo(ConfigDef.Importance.LOW);
          assertThat(key.documentation).as(name).isNotEqualTo(theirs.documentation);
        });
  }

  @Test
  void storeThatCannotBeReadIsAConfigError() {
    Map<String, String> given = basic();
    given.put("servicenow.ssl.truststore.location", "/nowhere/trust.p12");
    given.put("servicenow.ssl.truststore.password", "pa55");
    assertThatThrownBy(() -> Connection.of(config(given)).open())
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("servicenow.ssl")
        .hasMessageNotContaining("pa55");
  }

  @Test
  void keyThatCannotBeReadIsAConfigError() {
    Map<String, String> given =
        new HashMap<>(
            Map.of(
                "servicenow.url", URL,
                "servicenow.auth.type", "oauth2",
                "servicenow.oauth2.grant.type", "jwt_bearer",
                "servicenow.oauth2.jwt.private.key", "pa55"));
    assertThatThrownBy(() -> Connection.of(config(given)).open())
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("servicenow.oauth2.jwt.private.key is not a PEM")
        .hasMessageNotContaining("pa55");
  }

  @Test
  void clientOpensWithoutConnecting() {
    try (ServiceNowClient client = Connection.of(config(basic())).open()) {
      assertThat(client.baseUrl()).hasToString(URL);
    }
  }

  @Test
  void tasksShareTheRate() {
    Map<String, String> task = new HashMap<>();
    ConnectionConfig.shareRate(task, 1, 4);
    assertThat(task).containsEntry("servicenow.max.requests.per.second", "0.25");
    Map<String, String> unlimited = new HashMap<>();
    ConnectionConfig.shareRate(unlimited, 0, 4);
    assertThat(unlimited).isEmpty();
    Map<String, String> slow = basic();
    slow.put("servicenow.max.requests.per.second", "0.0003");
    ConnectionConfig.shareRate(slow, 0.0003, 100);
    assertThat(errors(slow)).isEmpty();
  }

  /** However its address is written. */
  @ParameterizedTest
  @CsvSource({
    "https://dev1.service-now.com:443, true",
    "https://DEV1.Service-Now.com/, true",
    "https://dev1.service-now.com:8443, false",
    "https://dev2.service-now.com, false"
  })
  void requestsAnHourAreOfAnInstance(String url, boolean isTheSame) {
    Map<String, String> given = basic();
    given.put("servicenow.max.requests.per.hour", "100");
    given.put("servicenow.max.requests.per.hour.scope", "instance");
    given.put("servicenow.url", "https://dev1.service-now.com");
    HourlyLimit one = Connection.of(config(given)).hourlyLimit();
    given.put("servicenow.url", url);
    assertThat(Connection.of(config(given)).hourlyLimit().equals(one)).isEqualTo(isTheSame);
  }

  private static Map<String, String> basic() {
    return new HashMap<>(
        Map.of(
            "servicenow.url", URL + "/", "servicenow.username", "u", "servicenow.password", "p"));
  }

  private static AbstractConfig config(Map<String, String> given) {
    return new AbstractConfig(ConnectionConfig.definition(), given, false);
  }

  private static Map<String, List<String>> errors(Map<String, String> given) {
    Map<String, ConfigValue> values = CheckedConfig.of(ConnectionConfig.definition(), given);
    ConnectionConfig.check(values);
    return new TreeMap<>(
        values.values().stream()
            .filter(value -> !value.errorMessages().isEmpty())
            .collect(Collectors.toMap(ConfigValue::name, ConfigValue::errorMessages)));
  }
}
