/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.transport;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One attempt at a call: it waits, without a thread, for a slot, for the end of an absence, for the
 * gate, for living credentials and for the pacer's permission, then sends. What is refused by a
 * session that was there before is asked once more in a fresh one; after a 401 there it has the
 * credentials renewed and sends once more.
 *
 * <p>{@link #step} runs on the scheduler and looks at everything anew each time it is woken, so a
 * wake too many does no harm. Guarded by itself.
 */
final class Attempt<T> {

  private static final Duration WHILE_HELD_BACK = Duration.ofMillis(250);
  private static final Logger LOG = LoggerFactory.getLogger(ServiceNowClient.class);

  private final Channel channel;
  private final Call<T> call;
  private final Purpose purpose;
  private final int number;
  private final RetryWindow window;
  private final ReplyFeedback feedback;
  private final CompletableFuture<Reply<T>> result = new CompletableFuture<>();
  private volatile Exchange current = new Exchange();
  private boolean slotHeld;
  private boolean sending;
  private boolean reserved;
  private boolean waitsForBudget;
  private boolean renewed;
  private boolean signInHeld;

  /** In the budget; only the thread that sends looks at it. */
  private volatile HourlyBudget.@Nullable Sent sent;

  /** Whether what is sent now had cookies; only the thread that sends looks at it. */
  private volatile boolean inOldSession;

  private volatile boolean inFreshSession;

  /** When it was sent last; only the thread that sends looks at it. */
  private volatile long left;

  /**
   * @param purpose in the hour's budget
   * @param number counts from 1
   * @param window an attempt that could not be sent within it ends
   * @param feedback of the call, for all its attempts
   */
  Attempt(
      Channel channel,
      Call<T> call,
      Purpose purpose,
      int number,
      RetryWindow window,
      ReplyFeedback feedback) {
    this.channel = channel;
    this.call = call;
    this.purpose = purpose;
    this.number = number;
    this.window = window;
    this.feedback = feedback;
  }

  CompletableFuture<Reply<T>> start() {
    acquire();
    return result;
  }

  private void acquire() {
    channel.sessions().slots().acquire(this::begin);
  }

  /** A request of the hour's; empty when there is one, else when to look again. */
  private synchronized Optional<Instant> reserve() {
    if (reserved) {
      return Optional.empty();
    }
    Duration wait = channel.budget().reserve(purpose, waitsForBudget);
    reserved = wait.isZero();
    waitsForBudget = !reserved;
    return reserved ? Optional.empty() : Optional.of(channel.timing().now().plus(wait));
  }

  private synchronized Optional<Instant> reserveForSlot() {
    Optional<Instant> later = result.isDone() ? Optional.empty() : reserve();
    slotHeld = later.isEmpty();
    return later;
  }

  private synchronized void giveBudgetBack() {
    if (reserved) {
      reserved = false;
      channel.budget().release(purpose);
    }
    if (waitsForBudget) {
      waitsForBudget = false;
      channel.budget().leave(purpose);
    }
  }

  /**
   * Others have the slot while there is no request left in the hour, which is not the instance's.
   */
  private void begin() {
    Optional<Instant> later = reserveForSlot();
    if (later.isPresent()) {
      // Not at once: thousands may wait, each of which would call the next.
      var unusedToo = wakeAt(channel.timing().now(), channel.sessions().slots()::release);
      var unused = wakeAt(later.get(), this::acquire);
      return;
    }
    window.begin(channel.timing().now());
    wake();
    window.end().ifPresent(this::wakeAtEnd);
  }

  /** The timer goes with the attempt, so that a long window does not pile them up. */
  private void wakeAtEnd(Instant end) {
    Optional<Future<?>> timer = wakeAt(end);
    var unused =
        result.whenComplete((reply, failure) -> timer.ifPresent(task -> task.cancel(false)));
  }

  /** Ends it now, whatever it does. */
  void abort() {
    result.cancel(false);
    current.abort();
    // What closes may not come to wake it.
    giveBudgetBack();
    wake();
  }

  private void wake() {
    var unused = wakeAt(channel.timing().now());
  }

  private Optional<Future<?>> wakeAt(Instant instant) {
    return wakeAt(instant, this::step);
  }

  private Optional<Future<?>> wakeAt(Instant instant, Runnable step) {
    try {
      Duration wait = Duration.between(channel.timing().now(), instant);
      return Optional.of(channel.timing().after(wait, step));
    } catch (RejectedExecutionException closed) {
      result.cancel(false);
      return Optional.empty();
    }
  }

  private synchronized void step() {
    if (sending) {
      return;
    }
    if (slotHeld && !result.isDone()) {
      try {
        proceed();
      } catch (RuntimeException | Error bug) {
        // The scheduler would keep it to itself.
        result.completeExceptionally(bug);
      }
    }
    if (result.isDone()) {
      giveSlotBack();
    }
  }

  /**
   * Sends, or sees to it that it is woken when it may; an attempt whose time is up waits no more.
   */
  private void proceed() {
    signInHeld = false;
    if (channel.absence().holdsBack()) {
      letOthersTry();
      // Not bounded: the time away is not the instance's.
      var unused = wakeAt(channel.timing().now().plus(WHILE_HELD_BACK));
      return;
    }
    Optional<Instant> gate = channel.pacer().gate();
    if (gate.isPresent()) {
      channel.pacer().heldByAnother().ifPresent(why -> LOG.warn("{}", why));
      letOthersTry();
      waitUntil(gate.get());
      return;
    }
    Optional<Credential> credential = channel.credentials().current();
    if (credential.isEmpty()) {
      // The request for a token needs one of the hour's.
      giveBudgetBack();
      // Not bounded here: the request for a token has a window of its own.
      awaitRenewal(channel.credentials().living());
      return;
    }
    Optional<Instant> later = reserve();
    if (later.isPresent()) {
      // Of what is sent again, or has waited for a token.
      waitUntil(later.get());
      return;
    }
    Pacer.Entry entry = channel.pacer().enter(this::wake);
    if (entry instanceof Pacer.Entry.NotBefore opens) {
      waitUntil(opens.instant());
    } else if (entry instanceof Pacer.Entry.Go go) {
      enter(credential.get(), go.ticket());
    } else {
      giveUpIfExpired();
    }
  }

  /** Sends unless the credentials are being tried by another, or are known to be refused. */
  private void enter(Credential credential, Pacer.Ticket ticket) {
    SignIns.Permit permit;
    try {
      permit =
          channel
              .signIns()
              .map(all -> all.enter(this, call::path, this::wake))
              .orElseGet(SignIns.Permit.Go::new);
    } catch (RuntimeException | Error bug) {
      // The call's; others wait for what this one has entered.
      channel.pacer().abandoned(ticket);
      throw bug;
    }
    if (permit instanceof SignIns.Permit.Go) {
      sending = true;
      reserved = false;
      sent = channel.budget().sent(purpose);
      launch(credential, ticket);
      return;
    }
    channel.pacer().abandoned(ticket);
    if (permit instanceof SignIns.Permit.Refused known) {
      result.complete(new Reply.Unauthorized<>(known.failure()));
    } else if (permit instanceof SignIns.Permit.Wait wait) {
      signInHeld = true;
      waitUntil(channel.timing().now().plus(wait.atMost()));
    }
  }

  private void waitUntil(Instant instant) {
    if (!giveUpIfExpired()) {
      var unused = wakeAt(instant);
    }
  }

  private boolean giveUpIfExpired() {
    boolean expired = window.isOverAt(channel.timing().now());
    if (expired) {
      result.complete(notSent());
    }
    return expired;
  }

  private void launch(Credential credential, Pacer.Ticket ticket) {
    try {
      channel.sessions().run(session -> send(credential, ticket, session));
    } catch (RejectedExecutionException closed) {
      sending = false;
      channel.pacer().abandoned(ticket);
      result.cancel(false);
    }
  }

  private void send(Credential credential, Pacer.Ticket ticket, Session session) {
    Verdict<T> verdict;
    try {
      verdict = exchange(credential, session);
    } catch (HeldBackException notYet) {
      channel.pacer().abandoned(ticket);
      unsent();
      notSentYet();
      wake();
      return;
    } catch (RuntimeException | Error bug) {
      channel.pacer().abandoned(ticket);
      sent();
      result.completeExceptionally(bug);
      return;
    }
    if (result.isCancelled() || Session.mayStillRun(verdict.reply())) {
      // The instance runs the requests of a session one by one (KB3047080): the next one must not
      // queue behind this one.
      session.clear();
    }
    if (result.isCancelled()) {
      channel.pacer().abandoned(ticket);
      sent();
      return;
    }
    feedback.pace(verdict);
    boolean refused = feedback.isRefusal(verdict);
    if (!refused) {
      feedback.instance(verdict, ticket);
    }
    feedback.credentials(verdict, left);
    if (inOldSession && Session.mayHaveRefused(verdict.reply())) {
      session.clear();
      inFreshSession = true;
      if (refused) {
        feedback.doubt(ticket);
      }
      notSentYet();
      wake();
      return;
    }
    session.answered(Session.mayHaveRefused(verdict.reply()));
    if (verdict.reply() instanceof Reply.Unauthorized && mayRenew()) {
      session.clear();
      var renewal = channel.credentials().rejected(credential);
      if (renewal.isPresent()) {
        channel.pacer().abandoned(ticket);
        notSentYet();
        awaitRenewal(renewal.get());
        return;
      }
    }
    Reply<T> reply = feedback.judged(verdict.reply(), ticket, call.isTrial());
    sent();
    result.complete(reply);
  }

  private Verdict<T> exchange(Credential credential, Session session) {
    Request request = call.request();
    Exchange fresh = new Exchange();
    current = fresh;
    if (result.isDone()) {
      fresh.abort();
    }
    if (inFreshSession || channel.signIns().filter(SignIns::areTried).isPresent()) {
      session.clear();
    }
    inOldSession = !session.header(request.uri()).isEmpty();
    left = channel.timing().nanoTime().getAsLong();
    channel.leaves(purpose);
    Verdict<T> verdict =
        channel.exchanger().exchange(request, call, credential, session, fresh, channel.clock());
    if (LOG.isDebugEnabled()) {
      LOG.debug(
          "{} {} status {} {} in {} ms, attempt {} [correlation id {}{}]",
          request.method(),
          request.uri().getPath(),
          fresh.status(),
          verdict.reply().getClass().getSimpleName(),
          Duration.ofNanos(channel.timing().nanoTime().getAsLong() - left).toMillis(),
          number,
          request.correlationId(),
          fresh.transactionId().isEmpty() ? "" : ", transaction id " + fresh.transactionId());
    }
    return verdict;
  }

  /** Only once: what renewed credentials do not open, stays shut. */
  private synchronized boolean mayRenew() {
    boolean first = !renewed;
    renewed = true;
    return first;
  }

  private void awaitRenewal(CompletableFuture<Optional<Reply.NotOk<?>>> renewal) {
    var unused =
        renewal.whenComplete(
            (refusal, bug) -> {
              if (bug != null) {
                result.completeExceptionally(bug);
              } else {
                refusal.ifPresent(reason -> result.complete(withoutCredentials(reason)));
              }
              wake();
            });
  }

  private static <T> Reply<T> withoutCredentials(Reply.NotOk<?> reason) {
    boolean refused = reason instanceof Reply.Unauthorized || reason instanceof Reply.Refused;
    return refused
        ? new Reply.Unauthorized<>(reason.failure())
        : new Reply.Retriable<>(reason.failure());
  }

  private Reply<T> notSent() {
    Optional<Instant> gate = channel.pacer().gate();
    String message =
        "not sent within servicenow.retry.timeout.ms: "
            + (gate.isPresent()
                ? "the instance asked for no requests before " + gate.get()
                : signInHeld
                    ? "another request has to show first whether the same credentials are accepted"
                    : channel.pacer().isProbing()
                        ? "the instance does not answer"
                        : "as many requests of the same user are under way as it has allowed"
                            + " lately");
    Failure failure = Classifier.failure(call.request(), 0, message, "");
    return gate.isPresent()
        ? new Reply.Throttled<>(failure, gate.get())
        : new Reply.Retriable<>(failure);
  }

  private synchronized void unsent() {
    HourlyBudget.Sent never = sent;
    if (never != null) {
      channel.budget().unsent(never);
      reserved = true;
    }
    if (result.isDone()) {
      giveBudgetBack();
    }
  }

  /** Keeps its slot. */
  private synchronized void notSentYet() {
    sending = false;
  }

  private synchronized void sent() {
    sending = false;
    giveSlotBack();
  }

  /** Whether the credentials are accepted. */
  private void letOthersTry() {
    channel.signIns().ifPresent(all -> all.over(this));
  }

  private synchronized void giveSlotBack() {
    letOthersTry();
    giveBudgetBack();
    if (slotHeld) {
      slotHeld = false;
      channel.sessions().slots().release();
    }
  }
}
