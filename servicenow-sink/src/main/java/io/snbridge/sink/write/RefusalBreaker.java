/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.write;

import io.snbridge.common.log.OncePerMinute;
import io.snbridge.common.transport.Reply;
import io.snbridge.common.transport.ServiceNowException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.apache.kafka.connect.errors.ConnectException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps good records out of the dead letter queue while everything is refused: a role was taken
 * away, an IP rule or a firewall stands in between, a table may not keep ids. So many refusals in a
 * row that are of no record, with nothing written in between, and writes wait; one at a time is
 * tried again as a probe, until one is written. Then all go on, and what is refused again is
 * believed. The tables take turns, because one of them may be refused for good; and a probe that
 * comes to no end in time keeps no other from being one. Thread-safe.
 */
public final class RefusalBreaker implements Writer {

  private static final Logger LOG = LoggerFactory.getLogger(RefusalBreaker.class);

  private final int most;
  private final RetryPolicy retryPolicy;
  private final Writer next;
  private final OncePerMinute warnings;
  private final Deque<Passage> waiting = new ArrayDeque<>();
  private Optional<Passage> probe = Optional.empty();
  private boolean open;
  private boolean timed;
  private boolean hasWritten;
  private long openedAt;
  private int inRow;
  private int probes;
  private int pauses;

  /** Of each table with a probe since it opened, which one was the last; the first is 1. */
  private final Map<String, Integer> probed = new HashMap<>();

  private int lastProbed;

  /** How often it has opened or closed. */
  private int turns;

  /** Attempts so far. */
  private long attempts;

  /** Of them, those that had begun when the first one in the row was refused. */
  private long attemptsBeforeRow;

  /**
   * @param most refusals in a row that open it; 0 for never
   * @param next writes
   */
  public RefusalBreaker(int most, RetryPolicy retryPolicy, Writer next) {
    this.most = most;
    this.retryPolicy = retryPolicy;
    this.next = next;
    this.warnings = new OncePerMinute(retryPolicy.nanoTime());
  }

  /** Records that wait for a probe. */
  public synchronized int held() {
    return waiting.size() + (probe.isPresent() ? 1 : 0);
  }

  /** Refusals of no record since the last write, as many as are counted. */
  public synchronized int refusalsInRow() {
    return inRow;
  }

  /** How often writes began to wait. */
  public synchronized int pauses() {
    return pauses;
  }

  @Override
  public CompletableFuture<WriteOutcome> write(WriteCall call) {
    return most == 0 ? next.write(call) : new Passage(call).run();
  }

  private synchronized boolean isOpen() {
    return open;
  }

  /** One write, however often it is tried. */
  private final class Passage {
    private final WriteCall call;

    /** Guarded by the breaker: completed when it may be tried again. */
    private CompletableFuture<Void> go = new CompletableFuture<>();

    /** Guarded by the breaker: {@link #turns} when its attempt began. */
    private int began;

    /** Guarded by the breaker: which of all attempts its last one is. */
    private long attempt;

    Passage(WriteCall call) {
      this.call = call;
    }

    String table() {
      return call.write().table();
    }

    CompletableFuture<WriteOutcome> run() {
      return (isOpen() ? held() : attempt()).whenComplete((outcome, error) -> ended(this));
    }

    private CompletableFuture<WriteOutcome> held() {
      return call.cancellation()
          .begin(() -> call.turn().parked(this::queue))
          .thenCompose(released -> attempt());
    }

    private CompletableFuture<Void> queue() {
      CompletableFuture<Void> released = new CompletableFuture<>();
      synchronized (RefusalBreaker.this) {
        if (!open) {
          return CompletableFuture.completedFuture(null);
        }
        go = released;
        waiting.add(this);
      }
      probeAfter(retryPolicy.wait(probes()));
      return released;
    }

    private CompletableFuture<WriteOutcome> attempt() {
      synchronized (RefusalBreaker.this) {
        began = turns;
        attempt = ++attempts;
      }
      return next.write(call)
          .thenCompose(this::judged)
          .exceptionallyCompose(
              error ->
                  refusalOfABatch(error)
                      .map(
                          refused ->
                              refusedWithAll(refused, 0, CompletableFuture.failedFuture(error)))
                      .orElseGet(() -> CompletableFuture.failedFuture(error)));
    }

    private CompletableFuture<WriteOutcome> judged(WriteOutcome outcome) {
      if (outcome instanceof WriteOutcome.Done) {
        // What is done without a change, a row that is there already, shows nothing.
        if (call.cancellation().hasChanged()) {
          written(this);
        }
      } else if (outcome instanceof WriteOutcome.Refused refused) {
        if (refused.mayBeWritten() && refused.reason() instanceof IdInDoubtException left) {
          return CompletableFuture.completedFuture(leftBehind(refused, left));
        }
        Optional<RuntimeException> ofAll = ofNoRecord(refused);
        if (ofAll.isPresent()) {
          return refusedWithAll(ofAll.get(), most, CompletableFuture.completedFuture(outcome));
        }
      }
      return CompletableFuture.completedFuture(outcome);
    }

    /** Each attempt would leave another row: others wait, and this one is refused. */
    private WriteOutcome leftBehind(WriteOutcome.Refused refused, IdInDoubtException left) {
      if (counted(this, most) == Weight.OF_ALL) {
        warn(left);
      }
      return refused;
    }

    /**
     * @param least how many in a row are not believed any more
     * @param believed what comes of it as long as it is
     */
    private CompletableFuture<WriteOutcome> refusedWithAll(
        RuntimeException refused, int least, CompletableFuture<WriteOutcome> believed) {
      switch (counted(this, least)) {
        case BELIEVED -> {
          return believed;
        }
        case TOO_OLD -> {
          return attempt();
        }
        case OF_ALL -> {}
      }
      if (!isInTime()) {
        return CompletableFuture.completedFuture(new WriteOutcome.Failed(tooLong(call, refused)));
      }
      warn(refused);
      return held();
    }
  }

  private static Optional<RuntimeException> ofNoRecord(WriteOutcome.Refused refused) {
    if (refused.mayBeWritten()) {
      return Optional.empty();
    }
    return refused.reason() instanceof IdInDoubtException inDoubt
        ? Optional.of(inDoubt)
        : ofNoRecord(refused.reason().getCause());
  }

  private static Optional<RuntimeException> ofNoRecord(@Nullable Throwable cause) {
    return cause instanceof ServiceNowException answered
            && answered.reply() instanceof Reply.Refused
            && answered.reply().failure().isOfNoRecord()
        ? Optional.of(answered)
        : Optional.empty();
  }

  /** A batch that is refused has no outcome. When the first one is, the user may send none. */
  private synchronized Optional<RuntimeException> refusalOfABatch(Throwable error) {
    return hasWritten
        ? ofNoRecord(error instanceof CompletionException ? error.getCause() : error)
        : Optional.empty();
  }

  /** What a refusal is worth. */
  private enum Weight {
    BELIEVED,
    /** It is of before the last one was written. */
    TOO_OLD,
    /** One of those that hit everything. */
    OF_ALL
  }

  private synchronized Weight counted(Passage passage, int least) {
    if (!open && passage.began != turns) {
      return Weight.TOO_OLD;
    }
    if (inRow++ == 0) {
      attemptsBeforeRow = attempts;
    }
    if (!open && inRow < least) {
      return Weight.BELIEVED;
    }
    if (!open) {
      open = true;
      pauses++;
      turns++;
      openedAt = retryPolicy.nanoTime().getAsLong();
      probes = 0;
    }
    if (probe.filter(passage::equals).isPresent()) {
      probe = Optional.empty();
      probes++;
    }
    return Weight.OF_ALL;
  }

  private synchronized boolean isInTime() {
    return retryPolicy.lasts(openedAt);
  }

  private synchronized int probes() {
    return probes + 1;
  }

  private void written(Passage passage) {
    List<Passage> released;
    synchronized (this) {
      hasWritten = true;
      if (passage.began != turns) {
        // Sent before it opened: it shows nothing of what came then.
        return;
      }
      if (!open && passage.attempt <= attemptsBeforeRow) {
        // Nor does what was sent before the first refusal.
        return;
      }
      inRow = 0;
      if (!open) {
        return;
      }
      open = false;
      turns++;
      probe = Optional.empty();
      probed.clear();
      released = List.copyOf(waiting);
      waiting.clear();
      LOG.info(
          "ServiceNow takes records again, after {} probes; {} that waited go on",
          probes + 1,
          released.size());
    }
    released.forEach(each -> each.go.complete(null));
  }

  private void probeAfter(Duration wait) {
    synchronized (this) {
      if (!open || timed || probe.isPresent() || waiting.isEmpty()) {
        return;
      }
      timed = true;
    }
    CompletableFuture<?> unused =
        retryPolicy.after(wait).whenComplete((waited, error) -> probeNow());
  }

  private void probeNow() {
    Optional<Passage> first;
    synchronized (this) {
      timed = false;
      // Whoever sets the time has seen that there is none, and nobody else makes one.
      first = open ? nextProbe() : Optional.empty();
      probe = first;
    }
    first.ifPresent(this::go);
  }

  /** Of the table that has waited the longest for one. */
  private Optional<Passage> nextProbe() {
    Optional<Passage> next =
        waiting.stream()
            .min(Comparator.comparingInt(passage -> probed.getOrDefault(passage.table(), 0)));
    next.ifPresent(
        passage -> {
          waiting.remove(passage);
          probed.put(passage.table(), ++lastProbed);
        });
    return next;
  }

  private void go(Passage passage) {
    passage.go.complete(null);
    CompletableFuture<?> unused =
        retryPolicy
            .after(retryPolicy.backoff().max())
            .whenComplete((waited, error) -> makeWay(passage));
  }

  /** Its answers may be lost, again and again, for what its record has. It goes on all the same. */
  private void makeWay(Passage passage) {
    synchronized (this) {
      if (probe.filter(passage::equals).isEmpty()) {
        return;
      }
      probe = Optional.empty();
    }
    probeAfter(Duration.ZERO);
  }

  /** A probe that ended without a word on the others, or was cancelled, makes way for the next. */
  private void ended(Passage passage) {
    boolean wasProbe;
    synchronized (this) {
      if (!open) {
        return;
      }
      waiting.remove(passage);
      wasProbe = probe.filter(passage::equals).isPresent();
      if (wasProbe) {
        probe = Optional.empty();
      }
    }
    probeAfter(wasProbe ? Duration.ZERO : retryPolicy.wait(probes()));
  }

  private void warn(RuntimeException refused) {
    warnings
        .due()
        .ifPresent(
            more ->
                LOG.warn(
                    "Everything is refused, and nothing was written in between"
                        + " (write.max.refusals.in.row={}): {} records wait, and one is tried again"
                        + " and again until one is written. {}{}",
                    most,
                    held() + 1,
                    refused.getMessage(),
                    more));
  }

  private static ConnectException tooLong(WriteCall call, RuntimeException refused) {
    return new ConnectException(
        "The %s failed: everything is refused, and servicenow.retry.timeout.ms is over: %s"
            .formatted(call.write().describe(), refused.getMessage()),
        refused);
  }
}
