/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.transport;

import java.time.Duration;
import java.util.Optional;

/**
 * What the answers to one call tell others: the pacer of the client, and those who show the same
 * credentials. Thread-safe.
 */
final class ReplyFeedback {

  private final Channel channel;
  private final Optional<SignIns> ofCall;

  /**
   * @param ofCall refusals of this call alone, over all its attempts
   */
  ReplyFeedback(Channel channel, Optional<SignIns> ofCall) {
    this.channel = channel;
    this.ofCall = ofCall;
  }

  /** How fast requests may follow. */
  void pace(Verdict<?> verdict) {
    if (isForAToken()) {
      verdict.notBefore().ifPresent(channel.pacer()::hold);
    } else {
      channel.pacer().obey(verdict);
    }
  }

  /** Whether it is about the credentials, and not for {@link #instance}. */
  boolean isRefusal(Verdict<?> verdict) {
    return verdict.reply() instanceof Reply.Unauthorized && !isForAToken();
  }

  /** Whether the instance works. */
  void instance(Verdict<?> verdict, Pacer.Ticket ticket) {
    switch (verdict.sign()) {
      case ALIVE ->
          channel
              .pacer()
              .answered(ticket, verdict.reply() instanceof Reply.Throttled && !isForAToken());
      case DEAD -> channel.pacer().failed(ticket);
      case NONE -> channel.pacer().abandoned(ticket);
    }
  }

  /**
   * Whether the credentials are accepted, or nobody was there who could say so.
   *
   * @param left when the request left, by the monotonic clock
   */
  void credentials(Verdict<?> verdict, long left) {
    if (isAccepted(verdict.reply())) {
      channel.signIns().ifPresent(all -> all.accepted(left));
    } else if (verdict.sign() == Verdict.Sign.DEAD) {
      channel.signIns().ifPresent(SignIns::down);
      ofCall.ifPresent(SignIns::down);
    }
  }

  /** A refusal may be of the session only; the same is asked in a fresh one. */
  void doubt(Pacer.Ticket ticket) {
    channel.signIns().ifPresent(SignIns::doubt);
    channel.pacer().abandoned(ticket);
  }

  /**
   * What a call ends with, or is tried again after: a refusal of the credentials that may pass is
   * one to try again.
   *
   * @param isTrial whether the call is not to be borne
   */
  <T> Reply<T> judged(Reply<T> reply, Pacer.Ticket ticket, boolean isTrial) {
    if (!(reply instanceof Reply.Unauthorized<T> refused) || channel.signIns().isEmpty()) {
      return reply;
    }
    SignIns ofAll = channel.signIns().get();
    Optional<Duration> wait = ofAll.refused(refused.failure());
    if (wait.isEmpty() || isRefusedForLong(refused.failure())) {
      ofAll
          .whenBelieved()
          .ifPresentOrElse(
              pause -> channel.pacer().refused(ticket, pause),
              () -> channel.pacer().abandoned(ticket));
      return reply;
    }
    channel.pacer().refused(ticket, wait.get());
    return isTrial ? reply : new Reply.Retriable<>(ofAll.borne(refused.failure()));
  }

  /** This call, though others may be accepted. */
  private boolean isRefusedForLong(Failure failure) {
    return ofCall.filter(all -> all.refused(failure).isEmpty()).isPresent();
  }

  /** Then it may be an identity provider that wants fewer requests, and others need none of it. */
  private boolean isForAToken() {
    return channel.signIns().isEmpty();
  }

  /** A gateway's page says nothing of the credentials. */
  private static boolean isAccepted(Reply<?> reply) {
    return reply instanceof Reply.Ok
        || (reply instanceof Reply.Refused<?> refused
            && refused.failure().voice() == Failure.Voice.SERVICENOW);
  }
}
