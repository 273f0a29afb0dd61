/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.stack;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A JVM that was started here, with its output in a log file. */
public final class JavaProcess implements AutoCloseable {

  private static final Duration GRACE = Duration.ofSeconds(15);
  // The process id stays that of the JVM, because the shell becomes it. What it starts before waits
  // at a pipe, which closes when the process at its other end is gone, even after kill -9: then
  // nobody else would end the JVM.
  private static final List<String> SHIELD =
      List.of(
          "/bin/sh",
          "-c",
          """
          trap '' INT HUP
          exec 3<&0
          {
            read -r nothing
            kill $$ || exit
            for second in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15; do
              sleep 1
              kill -0 $$ || exit
            done
            kill -KILL $$
          } <&3 3<&- >/dev/null 2>&1 &
          exec "$@" </dev/null 3<&-
          """,
          "sh");

  private static volatile boolean shielded;

  private final String name;
  private final Process process;
  private final Path log;

  private JavaProcess(String name, Process process, Path log) {
    this.name = name;
    this.process = process;
    this.log = log;
  }

  /**
   * What to start.
   *
   * @param name of the process, and of its log file
   * @param heap as {@code -Xmx} takes it
   * @param options of the JVM, beside those that every process has
   */
  public record Command(
      String name,
      String classPath,
      String mainClass,
      String heap,
      List<String> options,
      List<String> arguments) {

    /** Without options of its own. */
    public Command(
        String name, String classPath, String mainClass, String heap, List<String> arguments) {
      this(name, classPath, mainClass, heap, List.of(), arguments);
    }
  }

  /**
   * From now on Ctrl-C and the end of the terminal do not reach what is started here. Both are sent
   * to all processes of a terminal at once; a program that ends its processes one after the other,
   * as worker and broker need it, wants to be the only one that hears of them. If this process is
   * killed, what it started is asked to end, and killed after 15 seconds.
   */
  public static void shieldFromTerminal() {
    shielded = true;
  }

  /**
   * Starts a JVM.
   *
   * @param folder where it runs and writes {@code <name>.log}; {@code log4j*.properties} in it are
   *     used
   */
  public static JavaProcess start(Path folder, Command command) throws IOException {
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.add("-Xmx" + command.heap());
    // Two cores and a short life: a cheap collector and the quick compiler first.
    line.add("-XX:+UseSerialGC");
    line.add("-Dlog4j.configuration=file:" + folder.resolve("log4j.properties"));
    line.add("-Dlog4j2.configurationFile=" + folder.resolve("log4j2.properties"));
    line.addAll(command.options());
    line.add("-cp");
    line.add(command.classPath());
    line.add(command.mainClass());
    line.addAll(command.arguments());
    return startProgram(folder, command.name(), line);
  }

  /**
   * Starts any other program, which ends as a JVM does.
   *
   * @param folder where it runs and writes {@code <name>.log}
   * @param command the program and its arguments
   */
  public static JavaProcess startProgram(Path folder, String name, List<String> command)
      throws IOException {
    Files.createDirectories(folder);
    Path log = folder.resolve(name + ".log");
    List<String> line = new ArrayList<>(shielded ? SHIELD : List.of());
    line.addAll(command);
    Process process =
        new ProcessBuilder(line)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start();
    return new JavaProcess(name, process, log);
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** What the system knows of it: its id, its processor time. */
  public ProcessHandle handle() {
    return process.toHandle();
  }

  public Path log() {
    return log;
  }

  /**
   * Fails when the process has ended.
   *
   * @throws IllegalStateException with the end of its log
   */
  public void requireAlive() throws IOException {
    if (!isAlive()) {
      List<String> lines = Files.readAllLines(log);
      throw new IllegalStateException(
          "The %s ended with exit code %d. The end of %s:%n%s"
              .formatted(
                  name,
                  process.exitValue(),
                  log,
                  String.join("\n", lines.subList(Math.max(0, lines.size() - 15), lines.size()))));
    }
  }

  /**
   * Waits for its end.
   *
   * @throws IllegalStateException when it did not end in time, or not with exit code 0
   */
  public void awaitSuccess(Duration atMost) throws IOException {
    if (!await(atMost) || process.exitValue() != 0) {
      process.destroyForcibly();
      throw new IllegalStateException("The %s failed:%n%s".formatted(name, Files.readString(log)));
    }
  }

  /** Stops its threads until {@link #goOn} (SIGSTOP): it neither answers nor ends. */
  public void hang() throws IOException {
    signal("STOP");
  }

  /** Lets it go on after {@link #hang} (SIGCONT). */
  public void goOn() throws IOException {
    signal("CONT");
  }

  private void signal(String signal) throws IOException {
    Process kill =
        new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid()))
            .redirectErrorStream(true)
            .start();
    try {
      if (kill.waitFor() != 0) {
        throw new IOException(
            "SIG%s to the %s failed: %s"
                .formatted(signal, name, new String(kill.getInputStream().readAllBytes(), UTF_8)));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("Interrupted while a signal was sent", e);
    }
  }

  /** Ends it as {@code kill -9} does, and waits until it is gone. */
  public void kill() {
    process.destroyForcibly();
    await(GRACE);
  }

  /** Asks it to end (SIGTERM), and kills it when it has not after 15 seconds. */
  @Override
  public void close() {
    process.destroy();
    if (!await(GRACE)) {
      kill();
    }
  }

  private boolean await(Duration atMost) {
    try {
      return process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
