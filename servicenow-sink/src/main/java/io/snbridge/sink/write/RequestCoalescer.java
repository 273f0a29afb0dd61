/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.write;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import java.util.function.ToIntBiFunction;

/**
 * Asks together what is asked at about the same time. The first question of a group goes at once,
 * alone; those that come while it is under way wait for its end and go as one, as many as fit. So
 * nothing waits where nothing is slow, and the slower the answers the more each of them is for.
 * Thread-safe.
 *
 * @param <G> what can be asked together
 * @param <Q> a question
 * @param <A> its answer
 */
public final class RequestCoalescer<G, Q, A> {

  private final BiFunction<G, Round<Q>, CompletableFuture<Map<Q, A>>> asking;
  private final ToIntBiFunction<G, List<Q>> fitting;

  /** Guarded by this: of each group with a question under way, those that wait. */
  private final Map<G, Deque<Waiting>> groups = new HashMap<>();

  private final class Waiting {
    private final Q probe;
    private final CompletableFuture<A> answer = new CompletableFuture<>();

    Waiting(Q probe) {
      this.probe = probe;
    }
  }

  private RequestCoalescer(
      ToIntBiFunction<G, List<Q>> fitting,
      BiFunction<G, Round<Q>, CompletableFuture<Map<Q, A>>> asking) {
    this.asking = asking;
    this.fitting = fitting;
  }

  /**
   * For reads, which do no harm when nobody waits for them any more.
   *
   * @param asking asks some different questions of a group, and answers each; must not block
   * @param fitting how many of those that wait can be asked at once, from the first on; 1 at least
   */
  public RequestCoalescer(
      BiFunction<G, List<Q>, CompletableFuture<Map<Q, A>>> asking,
      ToIntBiFunction<G, List<Q>> fitting) {
    this(fitting, (group, round) -> asking.apply(group, round.questions()));
  }

  /**
   * For changes, which must not be made for who is cancelled.
   *
   * @param asking as above, and sees to it itself who still waits
   */
  public static <G, Q, A> RequestCoalescer<G, Q, A> ofChanges(
      BiFunction<G, Round<Q>, CompletableFuture<Map<Q, A>>> asking,
      ToIntBiFunction<G, List<Q>> fitting) {
    return new RequestCoalescer<>(fitting, asking);
  }

  /**
   * Asks.
   *
   * @return what {@code asking} answers, or fails with; whoever cancels it ends the wait, and what
   *     is under way goes on for the others
   */
  public CompletableFuture<A> ask(G group, Q probe) {
    Waiting waiting = new Waiting(probe);
    synchronized (this) {
      Deque<Waiting> others = groups.get(group);
      if (others != null) {
        others.add(waiting);
        return waiting.answer;
      }
      groups.put(group, new ArrayDeque<>());
    }
    send(group, List.of(waiting));
    return waiting.answer;
  }

  /** By a loop as long as answers come at once, so that many do not deepen the stack. */
  private void send(G group, List<Waiting> first) {
    for (List<Waiting> asked = first; !asked.isEmpty(); asked = next(group)) {
      CompletableFuture<Map<Q, A>> answers = asked(group, asked);
      List<Waiting> now = asked;
      if (!answers.isDone()) {
        CompletableFuture<?> unused =
            answers.whenComplete(
                (found, error) -> {
                  answer(now, found, error);
                  send(group, next(group));
                });
        return;
      }
      CompletableFuture<?> unused =
          answers.whenComplete((found, error) -> answer(now, found, error));
    }
  }

  private CompletableFuture<Map<Q, A>> asked(G group, List<Waiting> asked) {
    try {
      return asking.apply(group, round(asked));
    } catch (RuntimeException | StackOverflowError e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  /** Before the next question, which takes a connection from what waits for these. */
  private void answer(List<Waiting> asked, Map<Q, A> found, Throwable error) {
    asked.forEach(waiting -> answer(waiting, found, error));
  }

  private void answer(Waiting waiting, Map<Q, A> found, Throwable error) {
    if (error != null) {
      waiting.answer.completeExceptionally(error);
    } else if (found.containsKey(waiting.probe)) {
      waiting.answer.complete(found.get(waiting.probe));
    } else {
      waiting.answer.completeExceptionally(
          new IllegalStateException("Not answered: " + waiting.probe));
    }
  }

  /** Those that go next; none when nobody waits. */
  private List<Waiting> next(G group) {
    List<Waiting> next = new ArrayList<>();
    synchronized (this) {
      // Whoever sends for a group is alone, and nobody else removes it.
      Deque<Waiting> waiting = Objects.requireNonNull(groups.get(group));
      waiting.removeIf(cancelled -> cancelled.answer.isDone());
      if (waiting.isEmpty()) {
        groups.remove(group);
      } else {
        int count = fitting.applyAsInt(group, questions(List.copyOf(waiting)));
        for (int i = 0; i < count && !waiting.isEmpty(); i++) {
          next.add(waiting.remove());
        }
      }
    }
    return next;
  }

  private Round<Q> round(List<Waiting> asked) {
    Map<Q, CompletableFuture<?>> waiting = new LinkedHashMap<>();
    asked.forEach(each -> waiting.put(each.probe, each.answer));
    return new Round<>(waiting);
  }

  private List<Q> questions(List<Waiting> asked) {
    return asked.stream().map(waiting -> waiting.probe).toList();
  }
}
