/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.transport;

import dev.failsafe.spi.Scheduler;
import io.snbridge.common.log.LogContext;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * Sends requests to one instance for one task: at most {@code max.concurrent.requests} at a time,
 * each in a session (cookie jar) that it has for itself, paced, repeated where that is safe.
 * Thread-safe.
 */
public final class ServiceNowClient implements Sender, AutoCloseable {

  private final ClientSettings settings;
  private final Runnable stopTiming;
  private final InstanceClock clock;
  private final InstanceClock tokenClock;
  private final Backoff backoff;
  private final RetryWarnings warnings;
  private final Classifier classifier;
  private final HttpExchanger exchanger;
  private final SessionPool requestLane;
  private final SessionPool tokenLane;
  private final Absence absence;
  private final Channel requests;
  private final Channel tokens;
  private final Reservations budget;
  private final SignIns tokenSignIns;
  private final AtomicBoolean closed = new AtomicBoolean();
  private final AtomicLong calls = new AtomicLong();
  private final Map<Long, CompletableFuture<?>> running = new ConcurrentHashMap<>();
  private final List<Batches> batches = new CopyOnWriteArrayList<>();

  private ServiceNowClient(
      ClientSettings settings,
      Credentials.Factory credentials,
      Optional<String> account,
      Optional<String> signInKey,
      Timing timing,
      RandomGenerator random,
      LogContext logs,
      Runnable stopTiming) {
    this.settings = settings;
    this.stopTiming = stopTiming;
    clock = new InstanceClock(timing.nanoTime());
    warnings = new RetryWarnings(timing.nanoTime());
    backoff = new Backoff(settings.initialBackoff(), settings.maxBackoff(), random);
    budget = budget(settings, signInKey.isPresent(), timing, logs);
    Pacer pacer = new Pacer(timing, backoff, settings, account);
    try {
      classifier = new Classifier(timing.clock(), pacer::untilUnnamed);
      int sessions = settings.maxConcurrentRequests();
      tokenSignIns = signIns(Duration.ZERO, signInKey.map(key -> "token " + key), timing);
      absence = new Absence(timing);
      exchanger = new HttpExchanger(settings, timing, absence, classifier, sessions + 1);
      requestLane = new SessionPool(logs.threads("request"), sessions);
      // Apart, so that a token never waits for a request that waits for a token.
      tokenLane = new SessionPool(logs.threads("token"), 1);
      tokenClock = InstanceClock.rough(timing.nanoTime());
      tokens =
          new Channel(
              timing,
              pacer,
              budget,
              exchanger,
              tokenLane,
              StaticCredentials.NONE,
              absence,
              Optional.of(tokenClock),
              Optional.empty());
      requests =
          new Channel(
              timing,
              pacer,
              budget,
              exchanger,
              requestLane,
              credentials.create(new TokenSender(), timing),
              absence,
              Optional.of(clock),
              Optional.of(
                  signIns(SignIns.OWN_WORD, signInKey.map(key -> "request " + key), timing)));
    } catch (RuntimeException | Error failed) {
      // Nobody could close it, and it would be counted among those of its user for ever.
      pacer.close();
      budget.end();
      throw failed;
    }
  }

  /** One that stays when a task is restarted, if the client has an owner. */
  private static Reservations budget(
      ClientSettings settings, boolean isOwned, Timing timing, LogContext logs) {
    HourlyLimit limit = settings.hourlyLimit();
    Duration slack = settings.connectTimeout();
    return isOwned
        ? HourlyBudget.of(logs.owner(), limit, slack, timing.nanoTime())
        : new HourlyBudget(limit, slack, timing.nanoTime()).newClient();
  }

  private SignIns signIns(Duration ownWord, Optional<String> key, Timing timing) {
    LongSupplier nanoTime = timing.nanoTime();
    KnownSignIn known =
        key.map(shared -> KnownSignIn.of(shared, nanoTime))
            .orElseGet(() -> KnownSignIn.alone(nanoTime));
    return new SignIns(settings.refusedTimeout(), ownWord, known, nanoTime);
  }

  /** A client whose log lines have the context of the calling thread. */
  public static ServiceNowClient open(ClientSettings settings, Credentials.Factory credentials) {
    return open(settings, credentials, LogContext.current());
  }

  /**
   * A client with a clock and a scheduler of its own. It opens no connection yet.
   *
   * @param logs whose its threads are
   */
  public static ServiceNowClient open(
      ClientSettings settings, Credentials.Factory credentials, LogContext logs) {
    return open(settings, credentials, Optional.empty(), logs);
  }

  /**
   * A client that minds what other clients of its user are told, too: while ServiceNow wants no
   * requests of one of them it sends none, after a 429 all have fewer in flight, and credentials
   * that were refused are tried by one of them at a time.
   *
   * @param identity empty for a client by itself
   * @param logs whose its threads are
   */
  public static ServiceNowClient open(
      ClientSettings settings,
      Credentials.Factory credentials,
      Optional<ClientIdentity> identity,
      LogContext logs) {
    ScheduledThreadPoolExecutor executor =
        new ScheduledThreadPoolExecutor(1, task -> logs.thread("pacing", task));
    executor.setRemoveOnCancelPolicy(true);
    Timing timing = new Timing(Clock.systemUTC(), System::nanoTime, Scheduler.of(executor));
    return new ServiceNowClient(
        settings,
        credentials,
        identity.map(ClientIdentity::user),
        identity.map(ClientIdentity::credentials),
        timing,
        new ThreadLocalGenerator(),
        logs,
        executor::shutdownNow);
  }

  /** A client that waits and decides by the given clock, scheduler and source of random numbers. */
  public static ServiceNowClient open(
      ClientSettings settings,
      Credentials.Factory credentials,
      Timing timing,
      RandomGenerator random) {
    return open(settings, credentials, Optional.empty(), timing, random);
  }

  /** For tests: such a client that shares what it is told, also of its credentials. */
  static ServiceNowClient open(
      ClientSettings settings,
      Credentials.Factory credentials,
      ClientIdentity identity,
      Timing timing,
      RandomGenerator random) {
    return new ServiceNowClient(
        settings,
        credentials,
        Optional.of(identity.user()),
        Optional.of(identity.credentials()),
        timing,
        random,
        LogContext.current(),
        () -> {});
  }

  /** For tests: such a client that shares what it is told. */
  static ServiceNowClient open(
      ClientSettings settings,
      Credentials.Factory credentials,
      Optional<String> account,
      Timing timing,
      RandomGenerator random) {
    return new ServiceNowClient(
        settings,
        credentials,
        account,
        Optional.empty(),
        timing,
        random,
        LogContext.current(),
        () -> {});
  }

  @Override
  public URI baseUrl() {
    return settings.baseUrl();
  }

  public InstanceClock clock() {
    return clock;
  }

  /**
   * Sends a call until it ends. Throttled, retriable and poisoned replies are tried again, paced,
   * for {@code servicenow.retry.timeout.ms}; a 401 after one renewal of the credentials. The future
   * completes with the last reply, never exceptionally but for a bug or {@link #close()}, on a
   * thread of the client, which must not be blocked. Cancelling it ends the request.
   */
  @Override
  public <T> CompletableFuture<Reply<T>> send(Call<T> call) {
    return send(call, Purpose.CHANGES);
  }

  /**
   * The same.
   *
   * @param purpose who goes first when an hour's requests run short
   */
  public <T> CompletableFuture<Reply<T>> send(Call<T> call, Purpose purpose) {
    return send(requests, call, purpose);
  }

  /**
   * To be told each time that the owner has asked Kafka, which may have given its partitions to
   * another. From the first time on, nothing is sent after the process did not run for a while,
   * until this was told again and Kafka had some seconds more.
   */
  public void polled() {
    absence.polled();
  }

  /** Whether nothing is sent, because the process did not run for a while ({@link #polled}). */
  public boolean isHeldBack() {
    return absence.holdsBack();
  }

  /** Sends calls through this client, many in one request. They end with it. */
  public Batches batches(BatchSettings settings) {
    Batches opened =
        new Batches(
            this,
            requests.timing(),
            requests.pacer(),
            classifier,
            settings,
            this.settings.maxConcurrentRequests());
    batches.add(opened);
    return opened;
  }

  /** Asks whether this user may send batches: {@link Reply.Ok} when the Batch API answers. */
  public CompletableFuture<Reply<Void>> tryBatch() {
    return send(BatchTrial.of(baseUrl()));
  }

  private <T> CompletableFuture<Reply<T>> send(Channel channel, Call<T> call, Purpose purpose) {
    if (closed.get()) {
      return CompletableFuture.failedFuture(new CancellationException("the client is closed"));
    }
    CompletableFuture<Reply<T>> future =
        new Retries<>(channel, backoff, warnings, settings.retryTimeout(), call, purpose).run();
    long number = calls.incrementAndGet();
    running.put(number, future);
    var unused = future.whenComplete((reply, failure) -> running.remove(number));
    if (closed.get()) {
      future.cancel(false);
    }
    return future;
  }

  /**
   * Ends waiting and running calls within a second; their futures fail with a
   * CancellationException.
   */
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    warnings.end();
    batches.forEach(Batches::close);
    List.copyOf(running.values()).forEach(future -> future.cancel(false));
    requestLane.close();
    tokenLane.close();
    exchanger.close();
    requests.pacer().close();
    requests.signIns().ifPresent(SignIns::close);
    tokenSignIns.close();
    budget.end();
    stopTiming.run();
  }

  /** What it has sent, and what holds it up. */
  public Traffic traffic() {
    Pacer pacer = requests.pacer();
    RequestTimes times = exchanger.times();
    return new Traffic(
        times.begun(),
        times.inFlight(),
        times.total(),
        times.longest(),
        warnings.count(),
        pacer.throttled(),
        pacer.held(),
        pacer.heldFor(),
        pacer.isProbing(),
        requests.budget().left());
  }

  /** What it has sent, by what for, and what came back. */
  public RequestCounts counts() {
    return exchanger.counts();
  }

  /** How often ServiceNow has ceased to answer, so that one request at a time probed it. */
  public long outages() {
    return requests.pacer().probings();
  }

  /**
   * Tells how long requests take.
   *
   * @param told how long each request took that ends from now on, body included; at once, on the
   *     request's thread. It takes the place of who was told before.
   */
  public void tellTimes(Consumer<Duration> told) {
    exchanger.times().tell(told);
  }

  /** For tests: what holds requests back. */
  Pacer pacer() {
    return requests.pacer();
  }

  /** For tests: whether no request is under way. */
  boolean isIdle() {
    return requestLane.isIdle() && tokenLane.isIdle();
  }

  private final class TokenSender implements Credentials.Sender {
    @Override
    public <T> CompletableFuture<Reply<T>> send(Call<T> call) {
      return ServiceNowClient.this
          .send(tokens, call, Purpose.CHANGES)
          .whenComplete(
              (reply, failure) -> {
                if (reply instanceof Reply.Ok) {
                  exchanger.counts().tokenReceived();
                }
              });
    }

    @Override
    public Optional<Instant> now() {
      return tokenClock.last();
    }

    @Override
    public Optional<SignIns> signIns() {
      return Optional.of(tokenSignIns);
    }

    @Override
    public Duration refusedTimeout() {
      return settings.refusedTimeout();
    }
  }

  /** Nothing to show, nothing to renew. */
  private enum StaticCredentials implements Credentials {
    NONE;

    @Override
    public Optional<Credential> current() {
      return Optional.of(Credential.NONE);
    }

    @Override
    public CompletableFuture<Optional<Reply.NotOk<?>>> living() {
      return CompletableFuture.completedFuture(Optional.empty());
    }

    @Override
    public Optional<CompletableFuture<Optional<Reply.NotOk<?>>>> rejected(Credential sent) {
      return Optional.empty();
    }
  }
}
