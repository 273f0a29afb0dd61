/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPathFactory;
import javax.xml.xpath.XPathNodes;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;

/** What a release is made with, tried on a copy of the files that it changes. */
class ReleaseTest {

  private static final Path ROOT = CheckedFiles.ROOT;
  private static final List<String> PUBLISHED =
      List.of(
          "plugin-metrics",
          "servicenow-common",
          "servicenow-source",
          "servicenow-sink",
          "servicenow-emulator",
          "packaging");

  @TempDir Path copy;

  @BeforeEach
  void copyWhatIsChanged() throws IOException {
    List<Path> files = new ArrayList<>();
    try (Stream<Path> poms = Files.walk(ROOT, 3)) {
      poms.filter(file -> file.endsWith("pom.xml"))
          .filter(file -> !file.toString().contains("/target/"))
          .forEach(files::add);
    }
    for (String file :
        List.of("CHANGELOG.md", "docs/guides/records.md", "packaging/src/archive/manifest.json")) {
      files.add(ROOT.resolve(file));
    }
    try (Stream<Path> scripts = Files.list(ROOT.resolve(".github/scripts"))) {
      scripts.forEach(files::add);
    }
    for (Path file : files) {
      Path target = copy.resolve(ROOT.relativize(file).toString());
      Files.createDirectories(target.getParent());
      Files.copy(file, target, StandardCopyOption.COPY_ATTRIBUTES);
    }
  }

  @Test
  void aReleaseHasItsVersionInEveryPomAndASectionInTheChangelog() throws Exception {
    String old = version(ROOT);
    assertThat(run("set-version.sh", "7.8.9").status()).isZero();

    assertThat(version(copy)).isEqualTo("7.8.9");
    try (Stream<Path> poms = Files.walk(copy)) {
      assertThat(poms.filter(file -> file.endsWith("pom.xml")).toList())
          .hasSizeGreaterThan(12)
          .allSatisfy(
              pom -> assertThat(pom).content().contains("7.8.9").doesNotContain(">" + old + "<"));
    }
    assertThat(copy.resolve("CHANGELOG.md"))
        .content()
        .contains("## Unreleased\n\n## 7.8.9 - 2031-02-03\n");
    assertThat(copy.resolve("pom.xml"))
        .content()
        .contains("<project.build.outputTimestamp>2031-02-03T00:00:00Z<");
    assertThat(copy.resolve("packaging/src/archive/manifest.json"))
        .content()
        .contains("\"release_date\": \"2031-02-03\"");
    assertThat(copy.resolve("docs/guides/records.md")).content().doesNotContain(old);
  }

  @Test
  void notesAreTheSectionOfThatVersionOnly() throws Exception {
    String changes = Files.readString(copy.resolve("CHANGELOG.md"));
    String unreleased =
        changes.substring(changes.indexOf("## Unreleased") + "## Unreleased".length()).strip();
    assertThat(run("set-version.sh", "7.8.9").status()).isZero();

    assertThat(run("release-notes.sh", "7.8.9"))
        .satisfies(ended -> assertThat(ended.status()).isZero())
        .satisfies(
            ended ->
                assertThat(ended.output().strip())
                    .isEqualTo(unreleased.split("\n## ", 2)[0].strip()));
  }

  @Test
  void aTagOfAnotherVersionIsRefused() throws Exception {
    Ended ended = run("release-notes.sh", "9.9.9");

    assertThat(ended.status()).isEqualTo(1);
    assertThat(ended.output()).contains("The tag is of 9.9.9, the poms are of " + version(ROOT));
  }

  @Test
  void whatIsNoVersionIsRefused() throws Exception {
    assertThat(run("set-version.sh", "v1").status()).isEqualTo(2);
    assertThat(version(copy)).isEqualTo(version(ROOT));
  }

  @Test
  void filesOfAReleaseHaveChecksumsThatFit() throws Exception {
    Path target = Files.createDirectories(copy.resolve("packaging/target"));
    String name = "snbridge-kafka-connect-servicenow-7.8.9";
    Files.writeString(target.resolve(name + ".zip"), "archive");
    Files.writeString(target.resolve(name + ".zip.asc"), "signature");
    Files.writeString(target.resolve("bom.json"), "{}");

    assertThat(run("release-files.sh", "out").status()).isZero();

    Path out = copy.resolve("out");
    try (Stream<Path> files = Files.list(out)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder(
              name + ".zip",
              name + ".zip.asc",
              name + ".zip.sha512",
              name + "-bom.json",
              name + "-SHA256SUMS");
    }
    assertThat(run(out, List.of("sha256sum", "-c", name + "-SHA256SUMS")).output())
        .contains(name + ".zip: OK", name + ".zip.asc: OK", name + "-bom.json: OK");
    assertThat(run(out, List.of("sha512sum", "-c", name + ".zip.sha512")).status()).isZero();
  }

  /** What Central asks of a pom; parents give all but the name and the description. */
  @Test
  void publishedPomsHaveWhatCentralAsksFor() throws Exception {
    for (String path :
        List.of(
            "/project/name",
            "/project/description",
            "/project/url",
            "/project/licenses/license/url",
            "/project/developers/developer/name",
            "/project/scm/url",
            "/project/scm/connection",
            "/project/scm/developerConnection")) {
      assertThat(text(ROOT.resolve("pom.xml"), path)).as(path).isNotBlank();
    }
    for (String module : PUBLISHED) {
      Path pom = ROOT.resolve(module).resolve("pom.xml");
      assertThat(text(pom, "/project/name")).as(module).isNotBlank();
      assertThat(text(pom, "/project/description")).as(module).isNotBlank();
    }
  }

  @Test
  void theReleaseProfileSignsAndHasSourcesAndJavadoc() throws Exception {
    String plugins = "/project/profiles/profile[id='release']//plugin/artifactId";
    assertThat(all(ROOT.resolve("pom.xml"), plugins))
        .contains(
            "maven-source-plugin",
            "maven-javadoc-plugin",
            "maven-gpg-plugin",
            "central-publishing-maven-plugin");
    String workflow = Files.readString(ROOT.resolve(".github/workflows/release.yml"));
    assertThat(workflow).contains("-Prelease", "-pl packaging,servicenow-emulator -am deploy");
  }

  private static String version(Path root) throws Exception {
    return text(root.resolve("pom.xml"), "/project/version");
  }

  private static String text(Path pom, String path) throws Exception {
    return XPathFactory.newInstance().newXPath().evaluate(path, parse(pom)).strip();
  }

  private static List<String> all(Path pom, String path) throws Exception {
    List<String> found = new ArrayList<>();
    XPathFactory.newInstance()
        .newXPath()
        .evaluateExpression(path, parse(pom), XPathNodes.class)
        .forEach(node -> found.add(node.getTextContent()));
    return found;
  }

  private static Document parse(Path pom) throws Exception {
    return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(pom.toFile());
  }

  private record Ended(int status, String output) {}

  private Ended run(String script, String argument) throws IOException, InterruptedException {
    return run(
        copy,
        List.of("bash", copy.resolve(".github/scripts").resolve(script).toString(), argument));
  }

  private static Ended run(Path folder, List<String> command)
      throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
    builder.environment().put("RELEASE_DATE", "2031-02-03");
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Ended(process.waitFor(), output);
  }
}
