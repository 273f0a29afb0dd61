/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.benchmarks;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.snbridge.stack.ConnectWorker;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Workers of one group, which come one after the other, and of which one is killed. */
final class WorkerGroup {

  /**
   * What decides how long tasks of a killed worker stand still, and how much is done again. All but
   * the delay and the flush interval are Kafka's defaults; of those the defaults are five minutes
   * and one minute, too long for a run.
   */
  private static final Map<String, String> PROPERTIES =
      Map.of(
          "session.timeout.ms", "10000",
          "heartbeat.interval.ms", "3000",
          "scheduled.rebalance.max.delay.ms", "30000",
          "consumer.session.timeout.ms", "45000",
          "consumer.heartbeat.interval.ms", "3000",
          "offset.flush.interval.ms", "10000");

  private static final Duration LONGEST = Duration.ofMinutes(2);

  private final BenchStack stack;
  private final ConnectorFile connector;
  private final List<ConnectWorker> workers = new ArrayList<>();

  /**
   * A group without workers.
   *
   * @param stack whose broker runs
   */
  WorkerGroup(BenchStack stack, ConnectorFile connector) {
    this.stack = stack;
    this.connector = connector;
  }

  /** Starts one more, and waits until it answers. */
  void add() throws IOException, InterruptedException {
    Map<String, String> properties = new HashMap<>(PROPERTIES);
    properties.putAll(connector.worker(Map.of()));
    workers.add(stack.addWorker("worker-" + workers.size(), connector, "512m", properties));
  }

  int size() {
    return workers.size();
  }

  /** The one that came first, and is not killed. */
  ConnectWorker first() {
    return workers.get(0);
  }

  /** Their processes. */
  List<ProcessHandle> handles() {
    return workers.stream().map(ConnectWorker::handle).toList();
  }

  /**
   * Begins a connector with as many tasks as there are workers, and waits until each worker runs
   * one of them.
   *
   * @throws IllegalStateException when it takes more than two minutes, or one has failed
   */
  void begin(String name, ObjectNode config) throws IOException, InterruptedException {
    config.put("tasks.max", Integer.toString(workers.size()));
    long deadline = System.nanoTime() + LONGEST.toNanos();
    untilTaken(deadline, () -> first().rest().configure(name, config));
    while (!runsOnEach(name)) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException(
            "%s does not run on all of %s: %s".formatted(name, ids(), first().rest().status(name)));
      }
      TimeUnit.MILLISECONDS.sleep(100);
    }
  }

  /** A request to Connect. */
  private interface Request {
    void send() throws IOException, InterruptedException;
  }

  /** While there is a rebalance, the answer is 409. */
  private static void untilTaken(long deadline, Request request)
      throws IOException, InterruptedException {
    while (true) {
      try {
        request.send();
        return;
      } catch (IOException refused) {
        if (System.nanoTime() > deadline) {
          throw refused;
        }
        TimeUnit.MILLISECONDS.sleep(200);
      }
    }
  }

  /** Ends a connector. */
  void end(String name) throws IOException, InterruptedException {
    untilTaken(System.nanoTime() + LONGEST.toNanos(), () -> first().rest().delete(name));
  }

  /** The number of the task that the last one runs. */
  int taskOfLast(String connectorName) throws IOException, InterruptedException {
    String last = last().id();
    for (JsonNode task : tasks(connectorName)) {
      if (task.path("worker_id").asText().equals(last)) {
        return task.path("id").asInt();
      }
    }
    throw new IllegalStateException(last + " runs no task of " + connectorName);
  }

  /** Ends the last one as {@code kill -9} does. */
  void killLast() {
    last().kill();
    workers.remove(last());
  }

  private ConnectWorker last() {
    return workers.get(workers.size() - 1);
  }

  /**
   * Whether all tasks run, on workers that are there.
   *
   * @throws IllegalStateException when one of them has failed
   */
  boolean runs(String name) throws IOException, InterruptedException {
    first().requireNotFailed(name);
    Set<String> ids = ids();
    JsonNode tasks = tasks(name);
    for (JsonNode task : tasks) {
      if (!task.path("state").asText().equals("RUNNING")
          || !ids.contains(task.path("worker_id").asText())) {
        return false;
      }
    }
    return !tasks.isEmpty();
  }

  private boolean runsOnEach(String name) throws InterruptedException {
    try {
      if (!runs(name)) {
        return false;
      }
      Set<String> homes = new HashSet<>();
      JsonNode tasks = tasks(name);
      tasks.forEach(task -> homes.add(task.path("worker_id").asText()));
      return tasks.size() == workers.size() && homes.size() == workers.size();
    } catch (IOException notYet) {
      return false;
    }
  }

  private JsonNode tasks(String name) throws IOException, InterruptedException {
    return first().rest().status(name).path("tasks");
  }

  private Set<String> ids() {
    Set<String> ids = new HashSet<>();
    workers.forEach(worker -> ids.add(worker.id()));
    return ids;
  }
}
