/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.snbridge.source.config.SourceKeys;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.common.config.ConfigValue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a UI shows of the source's keys: those that do something with the others' values. */
class SourceFormTest {

  private static final String JWT =
      "servicenow.auth.type=oauth2 servicenow.oauth2.grant.type=jwt_bearer";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "tables=cmdb_*|tables.refresh.interval.ms",
        "key.mode=field_hash|key.fields",
        "deletes=tombstone|deletes.settle.ms",
        "deletes=EVENT|deletes.settle.ms",
        "doorbell.topic=t|doorbell.consumer.bootstrap.servers",
        "rescan.interval.ms=60000|rescan.first.pass rescan.max.rows",
        "servicenow.auth.type=api_key|servicenow.api.key",
        "servicenow.auth.type=oauth2|servicenow.oauth2.client.id servicenow.oauth2.client.secret"
            + " servicenow.oauth2.scope",
        JWT + "|servicenow.oauth2.jwt.subject servicenow.oauth2.jwt.private.key",
        JWT
            + " servicenow.oauth2.jwt.keystore.location=/k|servicenow.oauth2.jwt.keystore.type"
            + " servicenow.oauth2.jwt.keystore.alias",
        "servicenow.auth.type=oauth2"
            + " servicenow.oauth2.grant.type=refresh_token|servicenow.oauth2.refresh.token",
        "servicenow.proxy.url=http://p:1|servicenow.proxy.username servicenow.proxy.password",
        "servicenow.ssl.keystore.type=PEM|servicenow.ssl.keystore.key"
            + " servicenow.ssl.keystore.certificate.chain",
        "servicenow.ssl.truststore.location=/t|servicenow.ssl.truststore.password",
      })
  void keyIsShownWhereItHasAnEffect(String settings, String keys) {
    List<String> expected = List.of(keys.split(" ", -1));
    assertThat(shown(settings)).containsAll(expected);
    assertThat(shown("")).doesNotContainAnyElementsOf(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "snapshot.mode=latest|snapshot.parallelism",
        "snapshot.mode=never|snapshot.parallelism",
        "schema.mode=string|time.mode behavior.on.invalid.values",
        "schema.mode=None|time.mode behavior.on.invalid.values",
        "servicenow.auth.type=api_key|servicenow.username servicenow.password",
        "servicenow.auth.type=mtls|servicenow.username servicenow.password",
        "servicenow.auth.type=oauth2|servicenow.username servicenow.password",
        "servicenow.url=http://localhost:1|servicenow.ssl.truststore.location"
            + " servicenow.ssl.keystore.location",
      })
  void keyIsHiddenWhereItHasNone(String settings, String keys) {
    List<String> expected = List.of(keys.split(" ", -1));
    assertThat(shown("")).containsAll(expected);
    assertThat(shown(settings)).doesNotContainAnyElementsOf(expected);
  }

  @ParameterizedTest
  @CsvSource({"password", "refresh_token"})
  void grantThatNeedsOrTakesAUserShowsOne(String grant) {
    assertThat(shown("servicenow.auth.type=oauth2 servicenow.oauth2.grant.type=" + grant))
        .contains("servicenow.username", "servicenow.password");
  }

  @Test
  void keyIsShownThatHasAnEffectOnOneTableOnly() {
    assertThat(shown("tables=a,b table.a.deletes=event")).contains("deletes.settle.ms");
    assertThat(shown("tables=a,b table.a.deletes=event table.a.deletes.settle.ms=1"))
        .as("the table has its own")
        .doesNotContain("deletes.settle.ms");
  }

  @Test
  void neitherKeysOfTasksNorThoseThatCannotBeChangedAreShown() {
    assertThat(new ServiceNowSourceConnector().config().names())
        .doesNotContain(SourceKeys.TASK_TABLES, "servicenow.ssl.engine.factory.class");
    assertThat(shown("")).doesNotContain("servicenow.ssl.endpoint.identification.algorithm");
  }

  private static List<String> shown(String settings) {
    Map<String, String> config = new HashMap<>();
    Stream.of(settings.split(" ", -1))
        .filter(setting -> !setting.isEmpty())
        .forEach(setting -> config.put(setting.split("=", 2)[0], setting.split("=", 2)[1]));
    return new ServiceNowSourceConnector()
        .validate(config).configValues().stream()
            .filter(ConfigValue::visible)
            .map(ConfigValue::name)
            .toList();
  }
}
