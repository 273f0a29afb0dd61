/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.snbridge.stack.PluginArchive;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What is in the plugin archive, and what must not be (Confluent Hub component archive
 * specification).
 */
@Tag(Lanes.ONE_VERSION)
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
    assertThat(names(component))
        .containsExactlyInAnyOrder("manifest.json", "lib", "doc", "etc", "assets");
  }

  @Test
  void holdsTheConnectorsAndWhatTheyNeedAndNothingElse() throws IOException {
    assertThat(libraries().keySet())
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
    JsonNode manifest = manifest();
    String version = manifest.get("version").asText();
    String owner = manifest.at("/owner/username").asText();
    assertThat(owner + "-" + manifest.get("name").asText() + "-" + version)
        .isEqualTo(component.getFileName().toString());
    assertThat(owner).matches("[a-z0-9_]{2,255}");
    assertThat(manifest.get("component_types").toString()).isEqualTo("[\"source\",\"sink\"]");
    assertThat(manifest.get("release_date").asText()).matches("\\d{4}-\\d{2}-\\d{2}");
    assertThat(Files.readString(component.resolve("doc/version.txt")).strip()).isEqualTo(version);
  }

  @Test
  void manifestSaysAllThatTheHubShows() throws IOException {
    JsonNode manifest = manifest();
    for (String text :
        List.of("/title", "/description", "/owner/type", "/owner/name", "/support/provider_name")) {
      assertThat(manifest.at(text).asText()).as(text).isNotBlank();
    }
    for (String url :
        List.of(
            "/owner/url", "/support/url", "/documentation_url", "/source_url", "/license/0/url")) {
      assertThat(URI.create(manifest.at(url).asText())).as(url).hasScheme("https");
    }
    for (String list :
        List.of("/tags", "/requirements", "/license", "/features/supported_encodings")) {
      assertThat(manifest.at(list)).as(list).isNotEmpty();
    }
    for (String feature :
        List.of(
            "single_message_transforms",
            "confluent_control_center_integration",
            "kafka_connect_api")) {
      assertThat(manifest.at("/features/" + feature).isBoolean()).as(feature).isTrue();
    }
    assertThat(manifest.at("/features/delivery_guarantee").toString())
        .isEqualTo("[\"at_least_once\"]");
    assertThat(manifest.at("/support/summary").asText()).isNotBlank();
    assertThat(manifest.toString()).doesNotContain("${");
  }

  @Test
  void logoIsAPictureOfTheSizeThatTheHubAsksFor() throws IOException {
    JsonNode manifest = manifest();
    for (String logo : List.of("/logo", "/owner/logo", "/support/logo")) {
      Path file = component.resolve(manifest.at(logo).asText());
      BufferedImage picture = ImageIO.read(file.toFile());
      assertThat(picture).as(logo).isNotNull();
      assertThat(picture.getWidth()).isGreaterThanOrEqualTo(400);
      assertThat(picture.getHeight()).isGreaterThanOrEqualTo(200);
      assertThat(Files.size(file)).isLessThan(45L * 1024 * 1024);
    }
  }

  @Test
  void everyLinkInItsDocumentsLeadsSomewhere() throws IOException {
    assertThat(names(component.resolve("doc")))
        .contains("README.md", "LICENSE", "NOTICE", "CHANGELOG.md", "INVARIANTS.md", "docs");
    MarkdownLinks links = new MarkdownLinks(component);
    assertThat(links.broken()).isEmpty();
    assertThat(links.checked()).isGreaterThan(100);
  }

  @Test
  void examplesAreThereThoseOfTwoWaySyncToo() throws IOException {
    Map<String, String> examples = examples(component.resolve("etc"));
    assertThat(examples).isEqualTo(examples(ConnectIT.ROOT.resolve("connect-config-examples")));
    assertThat(examples)
        .isEqualTo(examples(component.resolve("doc/connect-config-examples")))
        .containsKey("two-way-sync/two-way-sink-east.json");
  }

  @Test
  void everyLibrarysLicenceAndNoticesAreThere() throws IOException {
    Path licences = component.resolve("doc/licenses");
    Map<String, Path> foreign = libraries();
    foreign.keySet().removeIf(name -> name.matches("plugin-metrics|servicenow-.*"));
    assertThat(names(licences)).containsExactlyInAnyOrderElementsOf(with(foreign, "README.md"));
    for (Map.Entry<String, Path> library : foreign.entrySet()) {
      Path own = licences.resolve(library.getKey());
      assertThat(own.resolve("LICENSE")).as(library.getKey()).content().contains("Apache License");
      try (ZipFile jar = new ZipFile(library.getValue().toFile())) {
        List<? extends ZipEntry> texts =
            jar.stream()
                .filter(entry -> entry.getName().matches("META-INF/[^/]*(LICENSE|NOTICE)[^/]*"))
                .toList();
        for (ZipEntry text : texts) {
          assertThat(own.resolve(text.getName().substring("META-INF/".length())))
              .hasBinaryContent(jar.getInputStream(text).readAllBytes());
        }
      }
    }
  }

  @Test
  void billOfMaterialsListsEveryLibraryAsItIs() throws Exception {
    assumeFalse(
        "offline=true".equals(System.getProperty("snbridge.maven")),
        "offline, the build makes none");
    JsonNode bill = new ObjectMapper().readTree(component.resolve("doc/bom.json").toFile());
    assertThat(bill.get("bomFormat").asText()).isEqualTo("CycloneDX");
    List<String> listed = new ArrayList<>();
    for (JsonNode part : bill.get("components")) {
      String jar = part.get("name").asText() + "-" + part.get("version").asText() + ".jar";
      listed.add(jar);
      assertThat(checksums(part)).as(jar).contains(sha256(component.resolve("lib").resolve(jar)));
      assertThat(part.get("licenses")).as(part.toString()).isNotEmpty();
    }
    assertThat(names(component.resolve("lib"))).containsExactlyInAnyOrderElementsOf(listed);
  }

  private static List<String> checksums(JsonNode part) {
    List<String> checksums = new ArrayList<>();
    part.get("hashes").forEach(hash -> checksums.add(hash.get("content").asText()));
    return checksums;
  }

  private static String sha256(Path file) throws Exception {
    byte[] digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
    return HexFormat.of().formatHex(digest);
  }

  private static JsonNode manifest() throws IOException {
    return new ObjectMapper().readTree(component.resolve("manifest.json").toFile());
  }

  /** Name without version to file. */
  private static Map<String, Path> libraries() throws IOException {
    Map<String, Path> libraries = new TreeMap<>();
    for (String name : names(component.resolve("lib"))) {
      libraries.put(name.replaceFirst("-\\d.*", ""), component.resolve("lib").resolve(name));
    }
    return libraries;
  }

  private static List<String> with(Map<String, Path> libraries, String more) {
    List<String> names = new ArrayList<>(libraries.keySet());
    names.add(more);
    return names;
  }

  /** The JSON files below a folder, by their path in it. */
  private static Map<String, String> examples(Path folder) throws IOException {
    Map<String, String> texts = new TreeMap<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".json")).toList()) {
        texts.put(folder.relativize(file).toString(), Files.readString(file));
      }
    }
    return texts;
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(f -> f.getFileName().toString()).toList();
    }
  }
}
