/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.cli.translate;

import static org.assertj.core.api.Assertions.assertThat;

import io.snbridge.cli.Shell;
import io.snbridge.common.keys.ConnectorKind;
import io.snbridge.common.keys.PeerKeys;
import io.snbridge.sink.ServiceNowSinkConnector;
import io.snbridge.source.ServiceNowSourceConnector;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.kafka.common.config.ConfigValue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every sample of another connector's configuration, and every key that is known of them. */
class RealConfigurationsTest {

  static Stream<Path> samples() throws IOException {
    return Samples.all().stream();
  }

  @Test
  void thereIsASampleOfEveryDialect() {
    assertThat(samplesBy(ForeignFiles::read).map(Dialect::of)).contains(Dialect.values());
  }

  @ParameterizedTest
  @MethodSource("samples")
  void resultIsValidForTheConnectorItself(Path sample) {
    for (Draft draft : Samples.translated(ForeignFiles.read(sample), Optional.empty())) {
      assertThat(errors(draft)).isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("samples")
  void resultThatStartsLaterIsValid(Path sample) {
    for (Draft draft : Samples.translated(ForeignFiles.read(sample), Optional.of(Samples.NOW))) {
      assertThat(errors(draft)).isEmpty();
      if (draft.kind() == ConnectorKind.SOURCE) {
        assertThat(draft.config())
            .containsEntry("snapshot.mode", "never")
            .containsEntry("start.timestamp", "2026-03-31 12:00:00");
        assertThat(draft.config().keySet()).noneMatch(key -> key.endsWith(".start.timestamp"));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("samples")
  void noPasswordIsShown(Path sample) {
    Shell text = Shell.run("translate", sample.toString());
    Shell json = Shell.run("translate", sample.toString(), "--json");

    assertThat(text.out() + text.err() + json.out() + json.err()).doesNotContain("tiger");
    assertThat(text.out()).contains("io.snbridge.");
  }

  @ParameterizedTest
  @MethodSource("samples")
  void noKeyIsUnknown(Path sample) {
    for (Draft draft : Samples.translated(ForeignFiles.read(sample), Optional.empty())) {
      assertThat(draft.notes()).noneMatch(note -> note.text().contains("nobody here knows"));
    }
  }

  /** What is known of other connectors' keys, a validation tells; a translation knows no less. */
  @ParameterizedTest
  @MethodSource("peerKeys")
  void keyThatAValidationKnowsIsTranslatedOrNoted(String connector, String key) {
    Foreign foreign = new Foreign("a test", Map.of(key, "1", "name", "a"));
    for (Language language : languages(connector)) {
      Draft draft = new Draft(language.kind(), Samples.NOW);
      boolean isOfTable = language.keys().apply(key, foreign, draft);
      assertThat(isOfTable || PeerKeys.read().reason(language.kind(), key).isPresent())
          .as(connector + ": " + key)
          .isTrue();
    }
  }

  private static List<Language> languages(String connector) {
    return switch (connector) {
      case "[source] Confluent's source connector" -> List.of(ConfluentSource.language());
      case "[source] Confluent Cloud's Source V2 connector" ->
          List.of(ConfluentSourceV2.language());
      case "[sink] Confluent's sink connector" -> List.of(ConfluentSink.language());
      case "[source, sink] Confluent's connectors", "[source, sink] Confluent Cloud" ->
          List.of(
              ConfluentSource.language(), ConfluentSourceV2.language(), ConfluentSink.language());
      case "[source] IBM's source connector" -> List.of(Ibm.language());
      case "[source, sink] the osodevops connectors" ->
          List.of(OsoSource.language(), OsoSink.language());
      case "[source] the osodevops source connector" -> List.of(OsoSource.language());
      case "[sink] the osodevops sink connector" -> List.of(OsoSink.language());
      default -> throw new IllegalArgumentException(connector);
    };
  }

  static Stream<String[]> peerKeys() throws IOException {
    List<String[]> keys = new ArrayList<>();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                PeerKeys.class.getResourceAsStream("peers.txt"), StandardCharsets.UTF_8))) {
      String connector = "";
      for (String line : lines.lines().toList()) {
        if (line.startsWith("[")) {
          connector = line.strip();
        } else if (!line.isBlank() && !line.startsWith("#")) {
          String key = line.substring(0, line.indexOf('|')).strip();
          keys.add(new String[] {connector, key.replace("*", "x").replace("#", "1")});
        }
      }
    }
    assertThat(keys).hasSizeGreaterThan(150);
    return keys.stream();
  }

  private static <T> Stream<T> samplesBy(java.util.function.Function<Path, T> reading) {
    try {
      return samples().map(reading);
    } catch (IOException unreadable) {
      throw new java.io.UncheckedIOException(unreadable);
    }
  }

  private static List<String> errors(Draft draft) {
    Map<String, String> config = new TreeMap<>(draft.config());
    config.replaceAll(RealConfigurationsTest::asTheWorkerHasIt);
    config.put("servicenow.validation.timeout.ms", "0");
    List<ConfigValue> values =
        draft.kind() == ConnectorKind.SOURCE
            ? new ServiceNowSourceConnector().validate(config).configValues()
            : new ServiceNowSinkConnector().validate(config).configValues();
    return values.stream().flatMap(value -> value.errorMessages().stream()).toList();
  }

  private static String asTheWorkerHasIt(String key, String value) {
    return value.replaceAll(
        "\\$\\{[^}]*}", key.equals("servicenow.url") ? "https://dev1.service-now.com" : "a-value");
  }
}
