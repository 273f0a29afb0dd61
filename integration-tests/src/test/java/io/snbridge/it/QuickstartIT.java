/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.snbridge.stack.Prometheus;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What {@code ./quickstart.sh} runs once all is built, as processes and without a terminal. */
@Tag(Lanes.ONE_VERSION)
class QuickstartIT {

  private static final Path ROOT = Path.of(System.getProperty("snbridge.root"));
  private static final int USUAL_PORT = 18080;

  /**
   * What a shell starts in the background ignores interrupts, and so would all that it starts, as
   * when {@code ./mvnw verify &} runs this.
   */
  private static final List<String> INTERRUPTIBLE =
      OS.LINUX.isCurrentOs() ? List.of("env", "--default-signal=INT") : List.of();

  @TempDir Path folder;
  private Process quickstart;
  private Path output;

  private void start(String... arguments) throws IOException {
    List<String> line = new ArrayList<>(INTERRUPTIBLE);
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.add("-cp");
    line.add(
        String.join(
            File.pathSeparator,
            ROOT.resolve("local-stack/target/classes").toString(),
            ROOT.resolve("local-stack/target/libs/*").toString(),
            ROOT.resolve("kafka-runtimes/kafka-4.3/target/libs/*").toString()));
    line.add("io.snbridge.quickstart.Quickstart");
    line.add(ROOT.toString());
    line.addAll(List.of(arguments));
    output = folder.resolve("output");
    quickstart =
        new ProcessBuilder(line).redirectErrorStream(true).redirectOutput(output.toFile()).start();
  }

  @AfterEach
  void stop() throws InterruptedException {
    List<ProcessHandle> parts = quickstart.descendants().toList();
    quickstart.destroy();
    quickstart.waitFor();
    parts.forEach(ProcessHandle::destroy);
  }

  /** With a taken port, as on a machine where something else uses it. */
  @Test
  void checkReadsEveryRowBackAndRunsEveryHint() throws Exception {
    try (ServerSocket other = new ServerSocket()) {
      takeUsualPort(other);
      start("--check");

      assertThat(quickstart.waitFor(10, TimeUnit.MINUTES)).as(output()).isTrue();
    }
    assertThat(quickstart.exitValue()).as(output()).isZero();
    assertThat(output())
        .contains("rows of incident can be read back", "Both directions work.")
        .doesNotContain("127.0.0.1:" + USUAL_PORT, "\u001b");
  }

  /** With the numbers and alerts of a Prometheus, where there is one. */
  @Test
  void interruptEndsAllThatWasStarted() throws Exception {
    boolean monitored = Prometheus.isInstalled();
    start(monitored ? new String[] {"--monitoring"} : new String[0]);
    await()
        .atMost(Duration.ofMinutes(5))
        .until(() -> output().contains("target/quickstart/consume") || !quickstart.isAlive());
    if (monitored) {
      showsNumbersOfBothDirectionsAndTheAlertOfADeadLetter();
    }
    List<ProcessHandle> all = quickstart.descendants().toList();
    List<ProcessHandle> parts = all.stream().filter(QuickstartIT::isPart).toList();

    new ProcessBuilder("kill", "-INT", Long.toString(quickstart.pid())).start().waitFor();

    assertThat(quickstart.waitFor(2, TimeUnit.MINUTES)).as(output()).isTrue();
    assertThat(quickstart.exitValue()).as(output()).isZero();
    assertThat(parts).hasSize(monitored ? 4 : 3).noneMatch(ProcessHandle::isAlive);
    await().until(() -> all.stream().noneMatch(ProcessHandle::isAlive));
    assertThat(output())
        .contains("Every row is in Kafka now", "Stopping.")
        .doesNotContain("\u001b");
  }

  private void showsNumbersOfBothDirectionsAndTheAlertOfADeadLetter() throws Exception {
    await("numbers of both directions")
        .atMost(Duration.ofMinutes(2))
        .until(
            () ->
                shown("source +lag [0-9.]+ m?s, .*records/s")
                    && shown("sink +[0-9.]+ records/s written, 0 refused, .*")
                    && shown("ServiceNow +[0-9.]+ requests/s, .*"));
    Process wrong =
        new ProcessBuilder(
                "bash",
                "-c",
                "echo '{\"short_description\": \"no key\"}' | target/quickstart/produce")
            .directory(ROOT.toFile())
            .redirectErrorStream(true)
            .start();
    String said = new String(wrong.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(wrong.waitFor()).as(said).isZero();

    await("the alert comes")
        .atMost(Duration.ofMinutes(2))
        .until(() -> shown("ALERT +ServiceNowDeadLetters fires"));
    await("the alert goes")
        .atMost(Duration.ofMinutes(2))
        .until(() -> shown("alert +ServiceNowDeadLetters has ended"));
  }

  /** A line, behind its time. */
  private boolean shown(String pattern) throws IOException {
    return output().lines().anyMatch(line -> line.matches("[0-9:]{8} " + pattern));
  }

  private static boolean isPart(ProcessHandle process) {
    return process
        .info()
        .command()
        .filter(command -> command.matches(".*/(java|prometheus)"))
        .isPresent();
  }

  private static void takeUsualPort(ServerSocket socket) {
    try {
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), USUAL_PORT));
    } catch (IOException e) {
      // Something else has it: just as well.
      return;
    }
  }

  private String output() throws IOException {
    return Files.readString(output);
  }
}
