/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.snbridge.stack.PluginArchive;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every library of others in the plugin archive, and in that of the command line, was looked at:
 * {@code audit.json} has it, with its version and hash, and what was ever found in it. Needs no
 * network.
 */
@Tag(Lanes.ONE_VERSION)
class DependencyAuditIT {

  private static final String PLUGIN = "packaging/audit.json";
  private static final String COMMAND_LINE = "servicenow-cli/audit.json";

  private static final String OURS = "(plugin-metrics|servicenow-[a-z]+)-\\d.*";

  @Test
  void everyLibraryOfTheArchiveIsAuditedAsItIs(@TempDir Path folder) throws Exception {
    PluginArchive.unpack(PluginArchive.find(ConnectIT.ROOT), folder);
    Map<String, String> archived = new TreeMap<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path jar : files.filter(file -> file.toString().endsWith(".jar")).toList()) {
        String name = jar.getFileName().toString();
        if (!name.matches(OURS)) {
          archived.put(name, sha256(jar));
        }
      }
    }
    Map<String, String> audited = new TreeMap<>();
    for (JsonNode library : audit(PLUGIN).path("libraries")) {
      audited.put(jar(library), library.path("sha256").asText());
    }

    assertThat(archived).hasSizeGreaterThan(4);
    assertThat(audited)
        .as("packaging/audit.json: look for advisories on a library before you add it there")
        .isEqualTo(archived);
  }

  /** Its jar has the classes of all libraries, those of the connectors included. */
  @Test
  void everyClassOfTheCommandLineIsOfAnAuditedLibrary() throws Exception {
    Set<String> unknown = classes(commandLine());
    unknown.removeIf(name -> name.startsWith("io/snbridge/"));
    assertThat(unknown).hasSizeGreaterThan(1_000);
    for (String file : List.of(PLUGIN, COMMAND_LINE)) {
      for (JsonNode library : audit(file).path("libraries")) {
        Path jar = onClassPath(jar(library));
        assertThat(sha256(jar)).as("%s", jar).isEqualTo(library.path("sha256").asText());
        Set<String> its = classes(jar);
        assertThat(unknown).as("%s of %s", jar.getFileName(), file).containsAnyElementsOf(its);
        unknown.removeAll(its);
      }
    }
    assertThat(unknown)
        .as("servicenow-cli/audit.json: look for advisories on a library before you add it there")
        .isEmpty();
  }

  private static Path commandLine() throws IOException {
    try (Stream<Path> files = Files.list(ConnectIT.ROOT.resolve("servicenow-cli/target"))) {
      return files
          .filter(file -> file.getFileName().toString().endsWith("-runnable.jar"))
          .findFirst()
          .orElseThrow();
    }
  }

  private static Path onClassPath(String jar) {
    String all =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    return Stream.of(all.split(File.pathSeparator, -1))
        .map(Path::of)
        .filter(file -> file.endsWith(jar))
        .findFirst()
        .orElseThrow(() -> new AssertionError(jar + " is not what the command line has"));
  }

  private static Set<String> classes(Path jar) throws IOException {
    try (ZipFile zip = new ZipFile(jar.toFile())) {
      return zip.stream()
          .map(ZipEntry::getName)
          .filter(name -> name.endsWith(".class"))
          .filter(name -> !name.startsWith("META-INF/") && !name.equals("module-info.class"))
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {PLUGIN, COMMAND_LINE})
  void whatWasFoundInALibraryIsMendedInItsVersion(String file) throws Exception {
    JsonNode audit = audit(file);
    assertThat(LocalDate.parse(audit.path("audited").asText()))
        .isBeforeOrEqualTo(LocalDate.now(ZoneOffset.UTC).plusDays(1));
    List<String> open = new ArrayList<>();
    int advisories = 0;
    for (JsonNode library : audit.path("libraries")) {
      for (JsonNode advisory : library.path("advisories")) {
        advisories++;
        assertThat(advisory.path("id").asText()).matches("CVE-\\d{4}-\\d+|GHSA(-[a-z0-9]{4}){3}");
        assertThat(advisory.path("of").asText()).isNotBlank();
        if (isBefore(version(library), advisory.path("fixed").asText())) {
          open.add(library.path("library").asText() + ": " + advisory.path("id").asText());
        }
      }
    }

    assertThat(open).isEmpty();
    assertThat(advisories).isGreaterThan(5);
  }

  @Test
  void versionsAreComparedByTheirNumbers() {
    assertThat(isBefore("2.9.10", "2.10.0")).isTrue();
    assertThat(isBefore("5.4.2", "5.4.3")).isTrue();
    assertThat(isBefore("5.4.3", "5.4.3")).isFalse();
    assertThat(isBefore("5.10", "5.4.3")).isFalse();
    assertThat(isBefore("5.4", "5.4.1")).isTrue();
  }

  private static boolean isBefore(String version, String other) {
    String[] ours = version.split("\\.", -1);
    String[] theirs = other.split("\\.", -1);
    for (int i = 0; i < Math.max(ours.length, theirs.length); i++) {
      int order = Integer.compare(number(ours, i), number(theirs, i));
      if (order != 0) {
        return order < 0;
      }
    }
    return false;
  }

  private static int number(String[] parts, int i) {
    // 1.5.6-4 is after 1.5.6.
    return i < parts.length ? Integer.parseInt(parts[i].replaceFirst("-.*", "")) : 0;
  }

  private static JsonNode audit(String file) throws Exception {
    return new ObjectMapper().readTree(ConnectIT.ROOT.resolve(file).toFile());
  }

  private static String version(JsonNode library) {
    return library.path("library").asText().split(":", -1)[2];
  }

  private static String jar(JsonNode library) {
    return library.path("library").asText().split(":", -1)[1] + "-" + version(library) + ".jar";
  }

  private static String sha256(Path file) throws Exception {
    byte[] digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
    return HexFormat.of().formatHex(digest);
  }
}
