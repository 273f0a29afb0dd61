/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.quickstart;

import io.snbridge.stack.JavaProcess;
import io.snbridge.stack.KafkaRuntime;
import io.snbridge.stack.LocalStack;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.apache.kafka.common.utils.AppInfoParser;

/**
 * What {@code ./quickstart.sh} runs once the project is built: starts everything on loopback, posts
 * two example connectors, and shows, or checks, what flows.
 */
public final class Quickstart {

  static final String SOURCE = "quickstart-source";
  static final String SINK = "quickstart-sink";
  static final List<String> TABLES = List.of("incident", "change_request", "cmdb_ci", "sys_user");
  static final String REPORTS = "help-requests.reports";
  static final String DEAD_LETTERS = "help-requests.dlq";

  private static final String CHECK = "--check";

  // A broker looks for what it may delete every five minutes; nobody watches a quickstart so long.
  private static final Map<String, String> BROKER =
      Map.of("log.retention.check.interval.ms", "1000", "log.initial.task.delay.ms", "1000");

  private final Path root;
  private final Path folder;
  private final boolean check;
  private final boolean monitored;
  private final ResourceStack closing;
  private final long started = System.nanoTime();

  private Quickstart(Path root, String mode, ResourceStack closing) {
    this.root = root;
    this.folder = root.resolve("target/quickstart");
    this.check = mode.equals(CHECK);
    this.monitored = mode.equals("--monitoring");
    this.closing = closing;
  }

  /**
   * Exit code 0: {@code --check} saw both directions work, or the user pressed Ctrl-C without it.
   * 1: something failed, and said so, or {@code --check} was interrupted.
   *
   * @param arguments the checkout; then {@code --check}, {@code --monitoring}, or nothing
   */
  public static void main(String[] arguments) {
    JavaProcess.shieldFromTerminal();
    Path root = Path.of(arguments[0]).toAbsolutePath();
    String mode = arguments.length > 1 ? arguments[1] : "";
    ResourceStack closing = new ResourceStack();
    CountDownLatch finished = new CountDownLatch(1);
    AtomicBoolean running = new AtomicBoolean(true);
    AtomicInteger exitCode = new AtomicInteger(mode.equals(CHECK) ? 1 : 0);
    Thread main = Thread.currentThread();
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  boolean interrupted = finished.getCount() > 0;
                  // First of all, so that what fails because it is stopped is not reported.
                  running.set(false);
                  main.interrupt();
                  stop(finished, interrupted, closing);
                  Runtime.getRuntime().halt(exitCode.get());
                },
                "stop"));
    try {
      new Quickstart(root, mode, closing).run();
      exitCode.set(0);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Throwable e) {
      if (running.get()) {
        System.err.println("quickstart: " + describe(e));
        exitCode.set(1);
      }
    } finally {
      finished.countDown();
    }
    System.exit(exitCode.get());
  }

  /**
   * Waits until {@code main} has ended what it was doing, a start too, and stops what it has
   * started.
   */
  private static void stop(CountDownLatch finished, boolean interrupted, ResourceStack closing) {
    try {
      if (!finished.await(30, TimeUnit.SECONDS)) {
        System.err.println(
            "quickstart: did not end within 30 s; some of its processes may still be running");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (interrupted) {
      System.out.println("Stopping.");
    }
    closing.close();
  }

  private void run() throws Exception {
    closing.add(FolderLock.take(folder));
    Leftovers.clear(folder);
    Addresses addresses = Addresses.choose();
    KafkaRuntime runtime = KafkaRuntime.KAFKA_4_3;
    // This process runs on the same jars.
    ConsoleTools.write(
        folder, runtime.classPath(root), AppInfoParser.getVersion(), addresses.kafkaAddress());
    System.out.println("Starting Kafka, Connect and a ServiceNow emulator; this takes a while.");

    Instance instance =
        closing.add(
            Instance.start(
                emulatorClassPath(root, runtime),
                folder.resolve("emulator"),
                addresses.serviceNow()));
    instance.awaitReady();
    up(
        "ServiceNow (emulator)",
        "%s (%s/%s)".formatted(instance.url(), Instance.USER, Instance.PASSWORD));
    Optional<Monitoring> monitoring =
        monitored
            ? Optional.of(closing.add(Monitoring.of(root, folder.resolve("prometheus"))))
            : Optional.empty();
    List<String> workerOptions =
        monitoring.isPresent() ? monitoring.get().workerOptions() : List.of();
    LocalStack stack =
        closing.add(
            LocalStack.start(
                runtime,
                root,
                folder,
                new LocalStack.Settings(
                    addresses.kafka(),
                    addresses.connect(),
                    "512m",
                    Map.of(),
                    BROKER,
                    workerOptions)));
    up("Kafka broker", stack.bootstrapServers());
    up("Connect worker", stack.rest().url().toString());
    ExampleConnector example = new ExampleConnector(stack.rest(), addresses);
    for (String name : List.of(SOURCE, SINK)) {
      Path file = root.resolve("connect-config-examples").resolve(name + ".json");
      example.start(file);
      up("Connector", root.relativize(file).toString());
    }
    if (monitoring.isPresent()) {
      monitoring.get().start();
      up("Prometheus", monitoring.get().url().toString());
    }
    flow(instance, stack, addresses, monitoring);
  }

  private void flow(
      Instance instance, LocalStack stack, Addresses addresses, Optional<? extends Metrics> metrics)
      throws Exception {
    String incident = instance.rows("incident", "ORDERBYnumber").get(0).path("sys_id").asText();
    Hints hints = Hints.of(root, addresses, incident);
    Files.write(folder.resolve("hints.txt"), hints.lines());

    if (check) {
      try (Parts parts = parts(instance, stack, event -> {})) {
        new FlowCheck(parts, new HintRun(hints, folder)).run(hints);
        parts.tail().requireReading();
      }
      System.out.println("Both directions work.");
      return;
    }
    try (Screen screen = screen(addresses, hints, metrics);
        Parts parts = parts(instance, stack, screen::happened)) {
      new FlowView(parts, screen).run();
    }
  }

  private static Parts parts(Instance instance, LocalStack stack, Consumer<Flow.Event> listener) {
    List<String> topics = new ArrayList<>(TABLES.stream().map(Quickstart::topic).toList());
    topics.addAll(List.of(REPORTS, DEAD_LETTERS));
    TableTopics tables = new TableTopics();
    Flow flow = new Flow(tables, instance::row, listener, Clock.system(ZoneId.systemDefault()));
    return new Parts(
        instance,
        stack,
        new WebShop(stack.bootstrapServers()),
        tables,
        flow,
        new TopicTail(stack.bootstrapServers(), topics, flow::accept));
  }

  private static Screen screen(
      Addresses addresses, Hints hints, Optional<? extends Metrics> metrics) throws IOException {
    if (metrics.isPresent()) {
      return new MonitoredScreen(
          new LineScreen(hints.lines()),
          metrics.get(),
          Clock.system(ZoneId.systemDefault()),
          System.out);
    }
    Optional<Screen> full = FullScreen.open(addresses, hints);
    return full.orElseGet(() -> new LineScreen(hints.lines()));
  }

  static String topic(String table) {
    return "servicenow." + table;
  }

  /** A part of the quickstart is there. */
  private void up(String what, String where) {
    double seconds = (System.nanoTime() - started) / 1e9;
    System.out.printf(Locale.ROOT, "%5.1f s  %-21s  %s%n", seconds, what, where);
  }

  /** Exceptions of files have nothing but the file's name as their message. */
  static String describe(Throwable failure) {
    return failure.getMessage() == null || failure instanceof FileSystemException
        ? failure.toString()
        : failure.getMessage();
  }

  /** The emulator needs a JSON parser and a logger: Kafka's will do. */
  private static String emulatorClassPath(Path root, KafkaRuntime runtime) {
    return root.resolve("servicenow-emulator/target/classes")
        + System.getProperty("path.separator")
        + runtime.classPath(root);
  }
}
