/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.snbridge.stack.PluginArchive;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What is in the plugin archive, and what must not be (Confluent Hub component archive
 * specification).
 */
class PluginArchiveIT {

  @TempDir static Path folder;

  private static Path zip;
  private static Path component;

  @BeforeAll
  static void unpack() throws IOException {
    zip = PluginArchive.find(ConnectIT.ROOT);
    PluginArchive.unpack(zip, folder);
    component = folder.resolve(zip.getFileName().toString().replaceFirst("\\.zip$", ""));
  }

  @Test
  void hasOneTopFolderNamedLikeTheArchive() throws IOException {
    assertThat(names(folder)).containsExactly(component.getFileName().toString());
    assertThat(names(component)).containsExactlyInAnyOrder("manifest.json", "lib", "doc", "etc");
  }

  @Test
  void holdsTheConnectorsAndWhatTheyNeedAndNothingElse() throws IOException {
    assertThat(names(component.resolve("lib")))
        .map(name -> name.replaceFirst("-\\d.*", ""))
        .containsExactlyInAnyOrder(
            "plugin-metrics",
            "servicenow-common",
            "servicenow-source",
            "servicenow-sink",
            "httpclient5",
            "httpcore5",
            "httpcore5-h2",
            "jackson-core",
            "failsafe");
  }

  @Test
  void holdsNothingThatConnectProvides() throws IOException {
    assertThat(names(component.resolve("lib")))
        .noneMatch(name -> name.matches("(kafka|connect|slf4j|log4j|servicenow-emulator).*"));
  }

  @Test
  void manifestNamesTheComponent() throws IOException {
    JsonNode manifest = new ObjectMapper().readTree(component.resolve("manifest.json").toFile());
    String version = manifest.get("version").asText();
    String owner = manifest.at("/owner/username").asText();
    assertThat(owner + "-" + manifest.get("name").asText() + "-" + version)
        .isEqualTo(component.getFileName().toString());
    assertThat(manifest.findValuesAsText("description")).isNotEmpty();
    assertThat(manifest.get("component_types").toString()).isEqualTo("[\"source\",\"sink\"]");
    assertThat(manifest.get("release_date").asText()).matches("\\d{4}-\\d{2}-\\d{2}");
    assertThat(Files.readString(component.resolve("doc/version.txt")).strip()).isEqualTo(version);
  }

  @Test
  void documentsAndExamplesAreThere() throws IOException {
    assertThat(names(component.resolve("doc")))
        .contains("README.md", "LICENSE", "NOTICE", "CHANGELOG.md", "version.txt");
    assertThat(names(component.resolve("etc")))
        .isNotEmpty()
        .allMatch(name -> name.endsWith(".json"));
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(f -> f.getFileName().toString()).toList();
    }
  }
}
