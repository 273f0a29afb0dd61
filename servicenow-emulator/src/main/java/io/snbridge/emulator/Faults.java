/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.emulator;

import io.snbridge.emulator.http.Answer;
import io.snbridge.emulator.http.Request;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The faults that are in force. A request is hit by every delay that fits it and by the first other
 * fault that fits, in the order they were asked for. Thread safe; chance comes from the seed.
 */
public final class Faults {
  private static final class Rule {
    private final Fault fault;
    private final RequestMatcher matcher;
    private final double chance;
    private int left;

    Rule(Fault fault, RequestMatcher matcher, double chance, int left) {
      this.fault = fault;
      this.matcher = matcher;
      this.chance = chance;
      this.left = left;
    }
  }

  private final long seed;
  private final List<Rule> rules = new ArrayList<>();
  private SplittableRandom random;
  private long injected;

  Faults(long seed) {
    this.seed = seed;
    this.random = new SplittableRandom(seed);
  }

  /** Hits the next n requests that match. */
  public synchronized void next(int n, Fault fault, RequestMatcher matcher) {
    rules.add(new Rule(fault, matcher, 1, n));
  }

  /** Hits every request that matches, until {@link #clear()}. */
  public synchronized void always(Fault fault, RequestMatcher matcher) {
    rules.add(new Rule(fault, matcher, 1, Integer.MAX_VALUE));
  }

  /** Hits a part of the requests that match, between 0 and 1, until {@link #clear()}. */
  public synchronized void fraction(double part, Fault fault, RequestMatcher matcher) {
    rules.add(new Rule(fault, matcher, part, Integer.MAX_VALUE));
  }

  /** Ends all faults and starts chance over. */
  public synchronized void clear() {
    rules.clear();
    random = new SplittableRandom(seed);
  }

  /** How many times a fault hit a request since the start. */
  public synchronized long injected() {
    return injected;
  }

  Answer answer(
      Request request,
      Supplier<Answer> proceed,
      Consumer<Duration> pause,
      Supplier<Instant> clock) {
    return answer(request, proceed, pause, clock, true);
  }

  /** The item of a batch: delays are of the whole request, not of its items. */
  Answer answerItem(
      Request request,
      Supplier<Answer> proceed,
      Consumer<Duration> pause,
      Supplier<Instant> clock) {
    return answer(request, proceed, pause, clock, false);
  }

  private Answer answer(
      Request request,
      Supplier<Answer> proceed,
      Consumer<Duration> pause,
      Supplier<Instant> clock,
      boolean delays) {
    Supplier<Answer> chain = proceed;
    for (Fault fault : pick(request, delays)) {
      Supplier<Answer> rest = chain;
      chain = () -> fault.apply(new Fault.Scene(request, rest, pause, clock.get()));
    }
    return chain.get();
  }

  /** What hits a request, innermost first: the one real fault, then the delays around it. */
  private synchronized List<Fault> pick(Request request, boolean withDelays) {
    List<Fault> delays = new ArrayList<>();
    Fault hit = null;
    for (Iterator<Rule> all = rules.iterator(); all.hasNext(); ) {
      Rule rule = all.next();
      boolean free = rule.fault.onlyDelays() ? withDelays : hit == null;
      if (!free || !rule.matcher.matches(request)) {
        continue;
      }
      if (rule.chance < 1 && random.nextDouble() >= rule.chance) {
        continue;
      }
      injected++;
      if (rule.left != Integer.MAX_VALUE && --rule.left == 0) {
        all.remove();
      }
      if (rule.fault.onlyDelays()) {
        delays.add(rule.fault);
      } else {
        hit = rule.fault;
      }
    }
    if (hit != null) {
      delays.add(0, hit);
    }
    return delays;
  }
}
