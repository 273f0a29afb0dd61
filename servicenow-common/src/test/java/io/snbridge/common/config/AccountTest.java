/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.snbridge.common.transport.ClientIdentity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.AbstractConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AccountTest {

  private static String account(String... keysAndValues) {
    return identity(keysAndValues).user();
  }

  private static ClientIdentity identity(String... keysAndValues) {
    Map<String, String> given = new HashMap<>(Map.of("servicenow.url", "https://x.example"));
    for (int i = 0; i < keysAndValues.length; i += 2) {
      given.put("servicenow." + keysAndValues[i], keysAndValues[i + 1]);
    }
    return Account.of(new AbstractConfig(ConnectionConfig.definition(), given, false));
  }

  @Test
  void oneUserIsOneAccountHoweverItSignsIn() {
    String basic = account("username", "Kafka.Connect", "password", "p");

    assertThat(
            List.of(
                account("username", "kafka.connect", "password", "another"),
                account("url", "https://x.example/", "username", "kafka.connect"),
                account(
                    "auth.type", "oauth2",
                    "oauth2.grant.type", "password",
                    "username", "kafka.connect")))
        .containsOnly(basic);
  }

  /** ServiceNow counts wrong passwords by the user, however its name is written. */
  @Test
  void upperCaseInNamesOfUsersAndHostsMakesNoOtherCredentials() {
    ClientIdentity one = identity("username", "kafka.connect", "password", "p");
    assertThat(identity("username", "Kafka.Connect", "password", "p")).isEqualTo(one);
    assertThat(identity("url", "HTTPS://X.Example", "username", "kafka.connect", "password", "p"))
        .isEqualTo(one);
    assertThat(identity("username", "kafka.connect", "password", "P").credentials())
        .isNotEqualTo(one.credentials());
  }

  /** What is known of one password says nothing of another. */
  @Test
  void otherSecretsAreOtherCredentials() {
    assertThat(
            List.of(
                identity("username", "u", "password", "p"),
                identity("username", "u", "password", "q"),
                identity("username", "v", "password", "p"),
                identity("auth.type", "api_key", "api.key", "p"),
                identity("auth.type", "oauth2", "oauth2.client.id", "u"),
                identity(
                    "auth.type", "oauth2", "oauth2.client.id", "u", "oauth2.client.secret", "p"),
                // A proxy refuses, too (407), and what it refused is no reason not to try another.
                identity(
                    "username", "u", "password", "p", "proxy.username", "x", "proxy.password", "1"),
                identity(
                    "username", "u", "password", "p", "proxy.username", "x", "proxy.password", "2"),
                identity("auth.type", "mtls", "ssl.keystore.location", "/a.p12"),
                identity(
                    "auth.type", "mtls",
                    "ssl.keystore.location", "/a.p12",
                    "ssl.keystore.password", "p")))
        .extracting(ClientIdentity::credentials)
        .doesNotHaveDuplicates()
        .allMatch(text -> text.matches("[0-9a-f]{64}"), "shows no name and no secret");
    assertThat(identity("username", "u", "password", "p", "max.concurrent.requests", "2"))
        .isEqualTo(identity("username", "u", "password", "p"));
  }

  /** A key that was replaced is tried at once, though its file has the same name. */
  @ParameterizedTest
  @ValueSource(strings = {"oauth2.jwt.keystore.location", "ssl.keystore.location"})
  void anotherKeyInTheSameFileIsAnotherCredential(String key, @TempDir Path folder)
      throws IOException {
    Path store = Files.writeString(folder.resolve("store.p12"), "one key");
    String before = identity(key, store.toString()).credentials();
    assertThat(identity(key, store.toString()).credentials()).isEqualTo(before);

    // Neither its size nor its time need to be others.
    FileTime written = Files.getLastModifiedTime(store);
    Files.setLastModifiedTime(Files.writeString(store, "two keys".substring(0, 7)), written);
    assertThat(identity(key, store.toString()).credentials())
        .isNotEqualTo(before)
        .matches("[0-9a-f]{64}");
    Files.delete(store);
    assertThat(identity(key, store.toString()).credentials()).isNotEqualTo(before);
  }

  @Test
  void otherUsersAndOtherInstancesAreOthers() {
    assertThat(
            List.of(
                account("username", "u"),
                account("username", "v"),
                account("username", "u", "url", "https://y.example"),
                account("auth.type", "api_key", "api.key", "u"),
                account("auth.type", "api_key", "api.key", "v"),
                account("auth.type", "oauth2", "oauth2.client.id", "u"),
                account("auth.type", "oauth2", "oauth2.client.id", "v"),
                account(
                    "auth.type", "oauth2",
                    "oauth2.grant.type", "refresh_token",
                    "oauth2.refresh.token", "r"),
                account(
                    "auth.type", "oauth2",
                    "oauth2.grant.type", "jwt_bearer",
                    "oauth2.client.id", "u",
                    "oauth2.jwt.subject", "s"),
                account("auth.type", "mtls", "ssl.keystore.location", "/a.p12"),
                account("auth.type", "mtls", "ssl.keystore.location", "/b.p12")))
        .doesNotHaveDuplicates()
        .allMatch(account -> account.matches("[0-9a-f]{64}"), "shows no name and no secret");
  }
}
