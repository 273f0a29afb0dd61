/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.transport;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;
import org.jetbrains.lincheck.datastructures.verifier.EpsilonVerifier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Pacers under interleavings that Lincheck chooses: requests end on other threads than they ask.
 */
@Tag("interleavings")
class PacerInterleavingsTest {

  private static final Duration WAIT = Duration.ofSeconds(1);

  /** Requests that each leave once, as soon as their pacer lets them. */
  private static final class Requests {
    private final AtomicInteger asked = new AtomicInteger();
    private final AtomicInteger left = new AtomicInteger();

    // Guarded by this.
    private final Queue<Request> inFlight = new ArrayDeque<>();
    private final Queue<Request> later = new ArrayDeque<>();

    private final class Request {
      private final Pacer pacer;
      private final AtomicBoolean hasLeft = new AtomicBoolean();
      private Pacer.Ticket ticket;

      Request(Pacer pacer) {
        this.pacer = pacer;
      }

      void ask() {
        if (hasLeft.get()) {
          return;
        }
        Pacer.Entry entry = pacer.enter(this::ask);
        if (entry instanceof Pacer.Entry.NotBefore) {
          comesBack(this);
        } else if (entry instanceof Pacer.Entry.Go go) {
          leave(go.ticket());
        }
      }

      private void leave(Pacer.Ticket leave) {
        if (hasLeft.compareAndSet(false, true)) {
          ticket = leave;
          left.incrementAndGet();
          flies(this);
        } else {
          pacer.abandoned(leave);
        }
      }

      void answer() {
        pacer.answered(ticket, false);
      }

      void fail() {
        pacer.failed(ticket);
      }
    }

    void ask(Pacer pacer) {
      asked.incrementAndGet();
      new Request(pacer).ask();
    }

    private synchronized void comesBack(Request request) {
      later.add(request);
    }

    private synchronized void flies(Request request) {
      inFlight.add(request);
    }

    private synchronized Request oldest() {
      return inFlight.poll();
    }

    private synchronized Request nextLater() {
      return later.poll();
    }

    void answerOldest() {
      Request oldest = oldest();
      if (oldest != null) {
        oldest.answer();
      }
    }

    void failOldest() {
      Request oldest = oldest();
      if (oldest != null) {
        oldest.fail();
      }
    }

    /** When all have been answered. */
    void expectAllToHaveLeft() {
      Request flying = oldest();
      Request waiting = nextLater();
      while (flying != null || waiting != null) {
        if (flying != null) {
          flying.answer();
        }
        if (waiting != null) {
          waiting.ask();
        }
        flying = oldest();
        waiting = nextLater();
      }
      if (left.get() != asked.get()) {
        throw new IllegalStateException(left + " of " + asked + " requests have left");
      }
    }
  }

  private static Pacer pacer(ManualTime time, Optional<String> account) {
    return new Pacer(
        time.timing(),
        new Backoff(WAIT, WAIT, Clients.longestWaits()),
        Clients.settings(URI.create("http://localhost")),
        account);
  }

  private static Pacer.Ticket enter(Pacer pacer) {
    return ((Pacer.Entry.Go) pacer.enter(() -> {})).ticket();
  }

  private static void check(Class<?> scenario) {
    new ModelCheckingOptions()
        .iterations(12)
        .invocationsPerIteration(300)
        .threads(2)
        .actorsBefore(1)
        .actorsPerThread(1)
        .actorsAfter(0)
        .verifier(EpsilonVerifier.class)
        .check(scenario);
  }

  /** One request at a time is a probe. */
  public static final class Down {
    private final ManualTime time = new ManualTime();
    private final Pacer pacer = pacer(time, Optional.empty());
    private final Requests requests = new Requests();

    public Down() {
      for (int i = 0; i < Breaker.THRESHOLD; i++) {
        pacer.failed(enter(pacer));
      }
      time.stop(WAIT);
    }

    @Operation
    public void ask() {
      requests.ask(pacer);
    }

    @Operation
    public void answer() {
      requests.answerOldest();
    }

    @Operation
    public void fail() {
      requests.failOldest();
    }

    @Validate
    public void allHaveLeft() {
      time.stop(WAIT);
      requests.expectAllToHaveLeft();
    }
  }

  /** Two clients of a user who may have one request in flight. */
  public static final class Throttled {
    private static final AtomicInteger ACCOUNTS = new AtomicInteger();

    private final ManualTime time = new ManualTime();
    private final Optional<String> account = Optional.of("user " + ACCOUNTS.incrementAndGet());
    private final Pacer one = pacer(time, account);
    private final Pacer other = pacer(time, account);
    private final Requests requests = new Requests();

    public Throttled() {
      one.answered(enter(one), true);
    }

    @Operation
    public void askOfOne() {
      requests.ask(one);
    }

    @Operation
    public void askOfOther() {
      requests.ask(other);
    }

    @Operation
    public void answer() {
      requests.answerOldest();
    }

    @Validate
    public void allHaveLeft() {
      requests.expectAllToHaveLeft();
      one.close();
      other.close();
    }
  }

  @Test
  void everyRequestLeavesThoughTheInstanceWasDown() {
    check(Down.class);
  }

  @Test
  void everyRequestLeavesThoughTheUserMayHaveOneInFlight() {
    check(Throttled.class);
  }
}
