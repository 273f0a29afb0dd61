/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.transport;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.snbridge.common.log.OncePerMinute;
import io.snbridge.common.log.Words;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The instance's own clock, read off the {@code Date} headers of its successful answers. No single
 * answer is believed, for its date may be a gateway's, or that of one node whose clock is off:
 * while the last answers agree, the last one counts; while they do not, the one that makes it the
 * earliest. So an estimate runs ahead of the instance only when all of them do. Thread-safe.
 */
public final class InstanceClock {

  private static final Logger LOG = LoggerFactory.getLogger(InstanceClock.class);

  /** Answers that are held against each other. */
  private static final int REMEMBERED = 8;

  /** So many answers make a beginning. */
  private static final int ENOUGH = 3;

  /** A date has whole seconds, and some servers write the same one for a second. */
  private static final Duration COARSE = Duration.ofSeconds(2);

  /**
   * An answer's date, as nanoseconds that it is ahead of monotonic time.
   *
   * @param least if it was written when the answer came
   * @param most if it was written when the request was sent, and was about to change
   */
  private record Sighting(Duration least, Duration most) {}

  private final LongSupplier nanoTime;
  private final boolean rough;
  private final OncePerMinute warnings;

  @GuardedBy("this")
  private final Deque<Sighting> seen = new ArrayDeque<>();

  /**
   * @param nanoTime monotonic nanoseconds, as {@link System#nanoTime}
   */
  public InstanceClock(LongSupplier nanoTime) {
    this(nanoTime, false);
  }

  private InstanceClock(LongSupplier nanoTime, boolean rough) {
    this.nanoTime = nanoTime;
    this.rough = rough;
    this.warnings = new OncePerMinute(nanoTime);
  }

  /**
   * A clock that takes the date of any answer, of a refusal and of another host, too: good enough
   * for what is valid for minutes.
   */
  static InstanceClock rough(LongSupplier nanoTime) {
    return new InstanceClock(nanoTime, true);
  }

  /** Whether any answer's date will do. */
  boolean isRough() {
    return rough;
  }

  /** The instance's time now, or a little earlier; empty before the first answer. */
  public synchronized Optional<Instant> now() {
    if (seen.isEmpty()) {
      return Optional.empty();
    }
    Duration earliest = seen.stream().map(Sighting::least).min(Duration::compareTo).orElseThrow();
    Duration latest = seen.stream().map(Sighting::least).max(Duration::compareTo).orElseThrow();
    Duration bound = seen.stream().map(Sighting::most).min(Duration::compareTo).orElseThrow();
    if (latest.compareTo(bound) <= 0) {
      return last();
    }
    warn(seen.size(), latest.minus(earliest));
    return Optional.of(at(earliest));
  }

  /** The same by the last answer alone. */
  public synchronized Optional<Instant> last() {
    return Optional.ofNullable(seen.peekLast()).map(sighting -> at(sighting.least()));
  }

  /** Whether there were answers enough for one of them not to decide alone. */
  public synchronized boolean isSure() {
    return seen.size() >= ENOUGH;
  }

  private Instant at(Duration ahead) {
    return Instant.EPOCH.plus(ahead).plusNanos(nanoTime.getAsLong());
  }

  private void warn(int answers, Duration apart) {
    warnings
        .due()
        .ifPresent(
            more ->
                LOG.warn(
                    "The 'Date' headers of the last {} answers are {} apart: the clock of a"
                        + " node of the instance, or of a gateway before it, is wrong. The"
                        + " earliest of them is taken, so that nothing is missed; where that one"
                        + " is wrong, changes are read that much later. Correct the clock{}",
                    answers,
                    Words.of(apart),
                    more));
  }

  /**
   * Takes the {@code Date} of an answer; ignores what is no date.
   *
   * @param sent when its request was sent, or a little earlier
   * @param received when its headers came, or a little later
   */
  synchronized void observe(String dateHeader, long sent, long received) {
    httpDate(dateHeader)
        .map(date -> Duration.between(Instant.EPOCH, date))
        .ifPresent(
            date ->
                seen.addLast(
                    new Sighting(date.minusNanos(received), date.plus(COARSE).minusNanos(sent))));
    if (seen.size() > REMEMBERED) {
      seen.removeFirst();
    }
  }

  /** A date as HTTP writes it (RFC 9110, section 5.6.7). */
  static Optional<Instant> httpDate(String text) {
    try {
      return Optional.of(
          ZonedDateTime.parse(text.strip(), DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
    } catch (DateTimeParseException notADate) {
      return Optional.empty();
    }
  }
}
