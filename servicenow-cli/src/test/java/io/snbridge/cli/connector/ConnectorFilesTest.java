/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.cli.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.snbridge.cli.console.CommandException;
import io.snbridge.cli.console.ExitCode;
import io.snbridge.common.keys.ConnectorKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConnectorFilesTest {

  private static final String SOURCE = "io.snbridge.source.ServiceNowSourceConnector";

  @TempDir Path folder;

  @Test
  void theDocumentOfTheRestApiIsRead() throws IOException {
    Path file =
        written(
            "a.json",
            """
            {"name": "incidents", "config": {"connector.class": "%s", "tasks.max": 2}}
            """
                .formatted(SOURCE));

    ConnectorSettings settings = read(file);

    assertThat(settings.name()).isEqualTo("incidents");
    assertThat(settings.kind()).isEqualTo(ConnectorKind.SOURCE);
    assertThat(settings.properties()).containsEntry("tasks.max", "2");
  }

  @Test
  void theSettingsAloneAreRead() throws IOException {
    Path file =
        written("a.json", "{\"name\": \"x\", \"connector.class\": \"ServiceNowSinkConnector\"}");

    assertThat(read(file).kind()).isEqualTo(ConnectorKind.SINK);
    assertThat(read(file).name()).isEqualTo("x");
  }

  @Test
  void aPropertiesFileIsRead() throws IOException {
    Path file = written("a.properties", "name=x\nconnector.class=" + SOURCE + "\n");

    assertThat(read(file).kind()).isEqualTo(ConnectorKind.SOURCE);
  }

  @Test
  void placeholdersHaveTheirValuesAndPasswordsAreSecret() throws IOException {
    Path secrets = written("secrets.properties", "password=tiger-17\nurl=https://a.example\n");
    Path file =
        written(
            "a.json",
            """
            {"connector.class": "%1$s",
             "servicenow.url": "${file:%2$s:url}",
             "servicenow.password": "${file:%2$s:password}"}
            """
                .formatted(SOURCE, secrets));

    ConnectorSettings settings = read(file);

    assertThat(settings.properties())
        .containsEntry("servicenow.url", "https://a.example")
        .containsEntry("servicenow.password", "tiger-17");
    assertThat(settings.written().get("servicenow.password")).startsWith("${file:");
    assertThat(settings.secrets()).containsExactly("tiger-17");
    assertThat(settings).asString().doesNotContain("tiger-17");
  }

  @Test
  void valuesThatAreNotToBeHadHereAreAllNamed() throws IOException {
    Path file =
        written(
            "a.json",
            """
            {"connector.class": "%s", "a": "${vault:x:y}", "b": "${env:NOT_SET_ANYWHERE_17}",
             "c": "${file:%s:k}"}
            """
                .formatted(SOURCE, folder.resolve("none")));

    assertThatExceptionOfType(CommandException.class)
        .isThrownBy(() -> read(file))
        .satisfies(failure -> assertThat(failure.exitCode()).isEqualTo(ExitCode.DECIDE))
        .withMessageContaining("'a' has ${vault:x:y}: the providers here are")
        .withMessageContaining("'b' has ${env:NOT_SET_ANYWHERE_17}: there is no such key")
        .withMessageContaining("'c' has ");
  }

  @Test
  void anotherConnectorsConfigurationNamesTheCommandThatTranslatesIt() {
    assertThatExceptionOfType(CommandException.class)
        .isThrownBy(
            () ->
                ConnectorFiles.settings(
                    Map.of("connector.class", "com.example.ServiceNowSourceConnector"), "a.json"))
        .withMessageContaining("a.json")
        .withMessageContaining("'com.example.ServiceNowSourceConnector'")
        .withMessageContaining("'translate'");
  }

  @Test
  void whatStandsBesideAPlaceholderIsNotShown() {
    for (String placeholder :
        List.of("${env:NOT_SET_17}", "${vault:x:y}", "${file:/nowhere-17.properties:k}")) {
      assertThatExceptionOfType(CommandException.class)
          .isThrownBy(
              () ->
                  Placeholders.resolve(
                      Map.of("sasl.jaas.config", "password=\"lion-17\" user=" + placeholder)))
          .withMessageContaining("'sasl.jaas.config' has " + placeholder)
          .satisfies(failure -> assertThat(failure.getMessage()).doesNotContain("lion"));
    }
  }

  @Test
  void whatIsNotJsonIsNotShown() throws IOException {
    Path file = written("a.json", "{\"servicenow.password\": \"tiger-17\", oops}");

    assertThatExceptionOfType(CommandException.class)
        .isThrownBy(() -> read(file))
        .withMessageContaining("not JSON, line 1")
        .satisfies(failure -> assertThat(failure.getMessage()).doesNotContain("tiger"));
  }

  private static ConnectorSettings read(Path file) {
    return ConnectorFiles.settings(ConnectorFiles.read(file), file.toString());
  }

  private Path written(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }
}
