/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.quickstart;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.snbridge.stack.ConnectRest;
import io.snbridge.stack.KafkaRuntime;
import io.snbridge.stack.LocalStack;
import io.snbridge.stack.Ports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

/**
 * What {@code ./quickstart.sh} runs once the project is built: starts everything on loopback, posts
 * two example connectors, and shows, or checks, what flows.
 */
public final class Quickstart {

  private static final int EMULATOR_PORT = 18080;
  private static final int WORKER_PORT = 18083;
  private static final int BROKER_PORT = 19092;

  static final String SOURCE = "quickstart-source";
  static final String SINK = "quickstart-sink";
  static final List<String> TABLES = List.of("incident", "change_request", "cmdb_ci", "sys_user");

  private Quickstart() {}

  /**
   * Exit code 0: {@code --check} saw both directions work, or the user pressed Ctrl-C. 1: something
   * failed, and said so.
   *
   * @param arguments the checkout; then {@code --check}, or nothing
   */
  public static void main(String[] arguments) {
    Path root = Path.of(arguments[0]).toAbsolutePath();
    boolean check = arguments.length > 1 && arguments[1].equals("--check");
    Closing closing = new Closing();
    CountDownLatch finished = new CountDownLatch(1);
    AtomicBoolean running = new AtomicBoolean(true);
    Thread main = Thread.currentThread();
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  // First of all, so that what fails because it is stopped is not reported.
                  running.set(false);
                  main.interrupt();
                  stop(finished, closing);
                },
                "stop"));
    int exitCode = 0;
    try {
      run(root, check, closing);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Exception | AssertionError e) {
      if (running.get()) {
        System.err.println("quickstart: " + e.getMessage());
      }
      exitCode = 1;
    } finally {
      finished.countDown();
    }
    System.exit(exitCode);
  }

  /**
   * Waits until {@code main} has ended what it was doing, a start too, and stops what it has
   * started.
   */
  private static void stop(CountDownLatch finished, Closing closing) {
    try {
      if (!finished.await(30, TimeUnit.SECONDS)) {
        System.err.println("quickstart: still starting; its processes may be left behind");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    closing.close();
  }

  private static void run(Path root, boolean check, Closing closing) throws Exception {
    requireFree(
        Map.of(
            "the emulator", EMULATOR_PORT, "the worker", WORKER_PORT, "the broker", BROKER_PORT));
    long started = System.nanoTime();
    KafkaRuntime runtime = KafkaRuntime.KAFKA_4_3;
    Path folder = root.resolve("target/quickstart");
    // Only now that no other quickstart can be using it.
    clear(folder);
    ConsoleTools.write(folder, runtime.classPath(root));
    Screen screen = new Screen(started);

    Instance instance =
        closing.add(
            Instance.start(
                emulatorClassPath(root, runtime), folder.resolve("emulator"), EMULATOR_PORT));
    LocalStack stack =
        closing.add(
            LocalStack.start(
                runtime,
                root,
                folder,
                new LocalStack.Settings(BROKER_PORT, WORKER_PORT, "512m", Map.of())));
    instance.awaitReady();
    screen.up("Kafka broker", stack.bootstrapServers());
    screen.up("Connect worker", stack.rest().url().toString());
    screen.up(
        "ServiceNow (emulator)",
        instance.url() + ", user " + Instance.USER + ", password " + Instance.PASSWORD);

    for (String name : List.of(SOURCE, SINK)) {
      Path file = root.resolve("connect-config-examples").resolve(name + ".json");
      JsonNode connector = new ObjectMapper().readTree(file.toFile());
      stack.rest().create(connector);
      awaitRunning(stack.rest(), name);
      screen.up("Connector " + name, "from " + root.relativize(file));
    }

    WebShop shop = closing.add(new WebShop(stack.bootstrapServers()));
    TopicTail tail =
        closing.add(
            new TopicTail(
                stack.bootstrapServers(),
                TABLES.stream().map(Quickstart::topic).toList(),
                check ? change -> {} : screen::change));
    if (check) {
      new FlowCheck(instance, tail, shop, stack.rest()).run();
      screen.say("Both directions work.");
    } else {
      new FlowView(instance, tail, shop, screen).run();
    }
  }

  static String topic(String table) {
    return "servicenow." + table;
  }

  private static void clear(Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
    Files.createDirectories(folder);
  }

  private static void requireFree(Map<String, Integer> ports) {
    ports.forEach(
        (user, port) -> {
          if (!Ports.isFree(port)) {
            throw new IllegalStateException(
                "Port %1$d of 127.0.0.1, which %2$s needs, is in use. Is another quickstart running? 'lsof -i :%1$d' tells who has it."
                    .formatted(port, user));
          }
        });
  }

  /** The emulator needs a JSON parser and a logger: Kafka's will do. */
  private static String emulatorClassPath(Path root, KafkaRuntime runtime) {
    return root.resolve("servicenow-emulator/target/classes")
        + System.getProperty("path.separator")
        + runtime.classPath(root);
  }

  private static void awaitRunning(ConnectRest rest, String name)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    JsonNode status = null;
    while (System.nanoTime() < deadline) {
      try {
        status = rest.status(name);
        if (rest.isRunning(name)) {
          return;
        }
        if (status.toString().contains("FAILED")) {
          break;
        }
      } catch (IOException e) {
        // 404 until the worker has read its own configuration topic.
        status = null;
      }
      TimeUnit.MILLISECONDS.sleep(100);
    }
    throw new IllegalStateException("Connector " + name + " does not run: " + status);
  }
}
