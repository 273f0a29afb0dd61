/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With a starter in a process of its own, because it is killed. */
class JavaProcessTest {

  private static final String CLASS_PATH =
      folderOf(JavaProcess.class) + File.pathSeparator + folderOf(JavaProcessTest.class);

  @TempDir Path folder;
  private Process starter;
  private List<ProcessHandle> started = List.of();

  @BeforeEach
  void start() throws Exception {
    starter =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                CLASS_PATH,
                Starter.class.getName(),
                folder.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("starter.log").toFile())
            .start();
    await().atMost(Duration.ofSeconds(60)).until(() -> Files.exists(folder.resolve("runs")));
    started = starter.descendants().toList();
  }

  @AfterEach
  void stop() {
    starter.destroyForcibly();
    started.forEach(ProcessHandle::destroyForcibly);
  }

  @Test
  void whatAKilledProcessHasStartedEnds() {
    starter.destroyForcibly();

    awaitNoneIsLeft();
    assertThat(folder.resolve("ended")).as("was asked to end").exists();
  }

  @Test
  void nothingIsLeftOfWhatWasClosed() throws Exception {
    Files.createFile(folder.resolve("close"));

    assertThat(starter.waitFor(60, TimeUnit.SECONDS)).isTrue();
    awaitNoneIsLeft();
    assertThat(folder.resolve("ended")).exists();
  }

  @Test
  void signalsOfTheTerminalReachTheStarterOnly() throws Exception {
    for (ProcessHandle process : started) {
      new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
      new ProcessBuilder("kill", "-HUP", Long.toString(process.pid())).start().waitFor();
    }

    Files.createFile(folder.resolve("ask"));
    await().atMost(Duration.ofSeconds(30)).until(() -> Files.exists(folder.resolve("answered")));
  }

  private static Path folderOf(Class<?> type) {
    return Path.of(URI.create(type.getProtectionDomain().getCodeSource().getLocation().toString()));
  }

  private void awaitNoneIsLeft() {
    assertThat(started).isNotEmpty();
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() -> assertThat(started).noneMatch(ProcessHandle::isAlive));
  }

  /** Starts a process, and closes it when it is told to. */
  static final class Starter {

    private Starter() {}

    /**
     * Runs.
     *
     * @param arguments the folder
     */
    public static void main(String[] arguments) throws Exception {
      Path folder = Path.of(arguments[0]);
      JavaProcess.shieldFromTerminal();
      JavaProcess process =
          JavaProcess.start(
              folder,
              new JavaProcess.Command(
                  "started", CLASS_PATH, Started.class.getName(), "64m", List.of(arguments)));
      awaitFile(folder.resolve("close"));
      process.close();
    }
  }

  /** Runs until it is asked to end. */
  static final class Started {

    private Started() {}

    /**
     * Runs.
     *
     * @param arguments the folder
     */
    public static void main(String[] arguments) throws Exception {
      Path folder = Path.of(arguments[0]);
      Runtime.getRuntime().addShutdownHook(new Thread(() -> create(folder.resolve("ended"))));
      create(folder.resolve("runs"));
      awaitFile(folder.resolve("ask"));
      create(folder.resolve("answered"));
      new CountDownLatch(1).await();
    }

    private static void create(Path file) {
      try {
        Files.createFile(file);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static void awaitFile(Path file) throws InterruptedException {
    while (!Files.exists(file)) {
      TimeUnit.MILLISECONDS.sleep(50);
    }
  }
}
