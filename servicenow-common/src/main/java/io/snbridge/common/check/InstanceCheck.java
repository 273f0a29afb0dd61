/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.check;

import io.snbridge.common.config.ConfigErrors;
import io.snbridge.common.config.Connection;
import io.snbridge.common.config.ConnectionConfig;
import io.snbridge.common.config.ConnectionFaults;
import io.snbridge.common.connect.LogContexts;
import io.snbridge.common.log.LogContext;
import io.snbridge.common.log.Words;
import io.snbridge.common.schema.ApiTables;
import io.snbridge.common.schema.Dictionary;
import io.snbridge.common.table.TableApi;
import io.snbridge.common.transport.Deadline;
import io.snbridge.common.transport.Reply;
import io.snbridge.common.transport.ServiceNowClient;
import io.snbridge.common.transport.ServiceNowException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.ConfigException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the instance whether the settings fit it, for {@code servicenow.validation.timeout.ms} at
 * most. The first question is asked alone, and credentials that were refused are not shown again:
 * ServiceNow locks users out. An instance that is there and does not answer in time, or asks for
 * more patience than there is time, is no reason to refuse a connector: what it left open is
 * logged. It is asked no faster than the connector may. Nothing of it is left when {@link #run}
 * returns, neither threads nor connections.
 */
public final class InstanceCheck {

  private static final Logger LOG = LoggerFactory.getLogger(InstanceCheck.class);
  private static final int AT_ONCE = 4;
  private static final Duration LONGEST_END = Duration.ofSeconds(1);

  private final ConnectionFaults faults;
  private final ProbeContext probeContext;
  private final ExecutorService threads;
  private final Deadline end;
  private final List<String> open = Collections.synchronizedList(new ArrayList<>());
  private volatile boolean stopped;

  private InstanceCheck(
      ConnectionFaults faults, ProbeContext probeContext, ExecutorService threads, Deadline end) {
    this.faults = faults;
    this.probeContext = probeContext;
    this.threads = threads;
    this.end = end;
  }

  /**
   * Asks, and adds what is wrong to the findings, which end with it. Asks nothing when the
   * connection's own settings have errors.
   *
   * @param first asked alone; that it is refused is no error
   */
  public static void run(ConfigErrors errors, Probe first, List<Probe> others) {
    if (errors.isSound(ConnectionConfig.PREFIX) && errors.isSound(ConnectionConfig.UNKNOWN_KEYS)) {
      Connection connection = Connection.of(errors.properties());
      if (!connection.validationTimeout().isZero()) {
        LogContext logs = LogContexts.ofValidation(errors.properties());
        logs.wrap(() -> run(connection, errors, logs, first, others)).run();
      }
    }
    errors.seal();
  }

  private static void run(
      Connection connection,
      ConfigErrors errors,
      LogContext logs,
      Probe first,
      List<Probe> others) {
    ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE, logs.threads("question"));
    ConnectionFaults faults = connection.faults(errors);
    Duration time = connection.validationTimeout();
    try (ServiceNowClient client = connection.openBriefly(time, logs)) {
      Deadline end = Deadline.in(time);
      double rate = connection.maxRequestsPerSecond();
      PacedTables tables =
          new PacedTables(new ApiTables(new TableApi(client)), rate, end, Clock.systemUTC());
      ProbeContext probeContext =
          new ProbeContext(
              tables,
              new Dictionary(new CachedTables(tables)),
              faults.user(),
              tables.paced(() -> ApiTables.await(client.tryBatch())));
      new InstanceCheck(faults, probeContext, threads, end).ask(first, others);
    } catch (ConfigException unreadable) {
      faults.unreadable(unreadable);
    } catch (InterruptedException callerIsInAHurry) {
      Thread.currentThread().interrupt();
    } finally {
      end(threads);
    }
  }

  private void ask(Probe first, List<Probe> others) throws InterruptedException {
    askAll(List.of(first), true);
    if (!stopped && !others.isEmpty()) {
      askAll(others, false);
    }
    if (!open.isEmpty()) {
      LOG.warn(
          "The settings of connector '{}' were not fully checked against the instance; it may be"
              + " created nevertheless. Not checked: {}",
          faults.errors().property("name"),
          String.join("; ", open));
    }
  }

  private void askAll(List<Probe> questions, boolean alone) throws InterruptedException {
    List<Future<Object>> asked =
        threads.invokeAll(
            questions.stream()
                .map(probe -> Executors.callable(() -> ask(probe, alone)))
                .collect(Collectors.toList()),
            Math.max(1, end.nanosLeft()),
            TimeUnit.NANOSECONDS);
    for (int i = 0; i < asked.size(); i++) {
      String about = questions.get(i).about();
      if (asked.get(i).isCancelled()) {
        open.add(about + ": no answer within " + ConnectionConfig.VALIDATION_TIMEOUT_MS);
      } else {
        rethrow(asked.get(i), about);
      }
    }
  }

  private static void rethrow(Future<Object> done, String about) throws InterruptedException {
    try {
      var unused = done.get();
    } catch (ExecutionException bug) {
      throw new IllegalStateException("Checking " + about, bug.getCause());
    }
  }

  private void ask(Probe probe, boolean alone) {
    if (stopped) {
      return;
    }
    try {
      probe.ask(probeContext);
    } catch (ServiceNowException failure) {
      Reply.NotOk<?> reply = failure.reply();
      if (faults.refusedCredentials(reply) || (alone && faults.notThere(reply))) {
        stopped = true;
      } else if (!(alone && reply instanceof Reply.Refused)) {
        open.add(probe.about() + ": " + failure.getMessage());
      }
    } catch (InterruptedException timeIsUp) {
      Thread.currentThread().interrupt();
    }
  }

  private static void end(ExecutorService threads) {
    threads.shutdownNow();
    try {
      if (!threads.awaitTermination(LONGEST_END.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.warn(
            "A check of the instance did not end within {}; its thread is left behind",
            Words.of(LONGEST_END));
      }
    } catch (InterruptedException callerIsInAHurry) {
      Thread.currentThread().interrupt();
    }
  }
}
