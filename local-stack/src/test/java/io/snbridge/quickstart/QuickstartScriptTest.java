/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code quickstart.sh} with a Maven that builds nothing, and a Java that runs nothing. */
@Timeout(120)
class QuickstartScriptTest {

  private static final String SLOW_BUILD =
      "echo $$ > mvnw.pid\nsleep 600 &\necho $! > download.pid\ntouch building\nwait\n";

  @TempDir Path folder;
  private Path checkout;
  private Path javaHome;
  private Process script;

  @BeforeEach
  void makeCheckout() throws IOException {
    // With what shells and their users get wrong.
    checkout = Files.createDirectories(folder.resolve("check out $HOME"));
    Files.copy(quickstart(), checkout.resolve("quickstart.sh"));
    javaHome = folder.resolve("jdk");
    java("17");
  }

  /** At the root of the project, wherever the test is started. */
  private static Path quickstart() {
    Path root = Path.of(System.getProperty("snbridge.root", "..")).toAbsolutePath();
    return root.resolve("quickstart.sh").normalize();
  }

  @AfterEach
  void stop() throws IOException {
    if (script != null) {
      script.destroyForcibly();
    }
    for (String name : List.of("mvnw.pid", "download.pid")) {
      if (Files.exists(checkout.resolve(name))) {
        process(name).ifPresent(ProcessHandle::destroyForcibly);
      }
    }
  }

  @Test
  void buildsAndStartsWhereTheScriptIsAndNotWhereALinkToItIs() throws Exception {
    mvnw("touch built-here\n");
    Path link = folder.resolve("elsewhere");
    Files.createSymbolicLink(link, Path.of(checkout.getFileName().toString(), "quickstart.sh"));

    String output = run(link.toString(), "--check");

    assertThat(script.exitValue()).as(output).isZero();
    assertThat(output).contains("Quickstart [" + checkout.toRealPath() + "] [--check]");
    assertThat(checkout.resolve("built-here")).exists();
    assertThat(Files.exists(lock(), LinkOption.NOFOLLOW_LINKS)).isFalse();
  }

  @Test
  void olderJavaIsRefusedBeforeTheBuild() throws Exception {
    java("1.8");
    mvnw("touch built-here\n");

    assertThat(run("./quickstart.sh"))
        .contains("bin/java is of Java version '1.8'; install a JDK 17 or later");
    assertThat(script.exitValue()).isEqualTo(1);
    assertThat(checkout.resolve("built-here")).doesNotExist();
  }

  @Test
  void javaHomeWithoutJavaIsNamed() throws Exception {
    javaHome = folder.resolve("gone");

    assertThat(run("./quickstart.sh")).contains("JAVA_HOME, which is " + javaHome);
  }

  @Test
  void failedBuildIsToldWithMavensErrors() throws Exception {
    mvnw("echo '[INFO] Building'\necho '[ERROR] No space left on device'\nexit 1\n");

    assertThat(run("./quickstart.sh"))
        .contains(
            "[ERROR] No space left on device",
            "quickstart: the build failed; see target/quickstart-build.log")
        .doesNotContain("[INFO]");
    assertThat(script.exitValue()).isEqualTo(1);
  }

  @Test
  void stoppedBuildLeavesNoProcess() throws Exception {
    mvnw(SLOW_BUILD);
    start("./quickstart.sh");
    awaitBuilding();

    new ProcessBuilder("kill", "-TERM", Long.toString(script.pid())).start().waitFor();

    assertThat(output()).contains("Stopped. The next start continues the build.");
    assertThat(script.waitFor()).isEqualTo(1);
    awaitNothingBuilds();
  }

  /** Where the signal is ignored, as by who starts it from Python, it is an error. */
  @ParameterizedTest
  @ValueSource(strings = {"", "trap '' PIPE; "})
  void buildWhoseOutputNobodyReadsIsStopped(String before) throws Exception {
    // Each second it is at another module, of which the script tells.
    mvnw(
        SLOW_BUILD.replace(
            "wait",
            "for i in 1 2 3 4 5 6 7 8 9; do\necho \"[INFO] Building m$i [$i/9]\"\nsleep 1\ndone\nwait"));
    String reader = "(head -n 1; until [ -e building ]; do sleep 0.1; done)";
    start("bash", "-c", before + "./quickstart.sh | " + reader);

    assertThat(output()).contains("Building.");
    awaitNothingBuilds();
  }

  @Test
  void secondBuildIsRefusedEvenIfTheFirstScriptWasKilled() throws Exception {
    mvnw(SLOW_BUILD);
    start("./quickstart.sh");
    awaitBuilding();
    Process first = script;

    assertThat(run("./quickstart.sh")).contains("it is being built already, by process");
    assertThat(script.exitValue()).isEqualTo(1);
    first.destroyForcibly().waitFor();
    assertThat(run("./quickstart.sh")).contains("it is being built already, by process");

    process("mvnw.pid").ifPresent(ProcessHandle::destroyForcibly);
    awaitGone("mvnw.pid");
    mvnw("true\n");
    assertThat(run("./quickstart.sh")).contains("Quickstart [");
    assertThat(script.exitValue()).isZero();
  }

  private void java(String version) throws IOException {
    Files.createDirectories(javaHome.resolve("bin"));
    executable(
        javaHome.resolve("bin/java"),
        """
        case "$*" in
          *-version*) echo "    java.specification.version = %s" >&2 ;;
          *) echo "Quickstart [$5] [${6:-}]" ;;
        esac
        """
            .formatted(version));
  }

  private void mvnw(String lines) throws IOException {
    executable(checkout.resolve("mvnw"), lines);
  }

  private static void executable(Path file, String lines) throws IOException {
    Files.writeString(file, "#!/usr/bin/env bash\n" + lines);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private void start(String... command) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.directory(checkout.toFile());
    builder.environment().put("JAVA_HOME", javaHome.toString());
    builder.environment().put("CDPATH", folder.toString());
    script = builder.start();
  }

  /** To its end. */
  private String run(String... command) throws Exception {
    start(command);
    String output = output();
    assertThat(script.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return output;
  }

  private String output() throws IOException {
    return new String(script.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  private Path lock() {
    return checkout.resolve("target/quickstart-build.lock");
  }

  private void awaitBuilding() {
    await().atMost(Duration.ofSeconds(60)).until(() -> Files.exists(checkout.resolve("building")));
  }

  private void awaitNothingBuilds() throws IOException {
    awaitBuilding();
    awaitGone("mvnw.pid");
    awaitGone("download.pid");
  }

  private void awaitGone(String pidFile) throws IOException {
    ProcessHandle process = process(pidFile).orElse(null);
    await().atMost(Duration.ofSeconds(30)).until(() -> process == null || !process.isAlive());
  }

  private Optional<ProcessHandle> process(String pidFile) throws IOException {
    return ProcessHandle.of(Long.parseLong(Files.readString(checkout.resolve(pidFile)).strip()));
  }
}
