/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.auth;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.snbridge.common.transport.Credential;
import io.snbridge.common.transport.Credentials;
import io.snbridge.common.transport.Failure;
import io.snbridge.common.transport.Forbearance;
import io.snbridge.common.transport.Reply;
import io.snbridge.common.transport.Request;
import io.snbridge.common.transport.SignIns;
import io.snbridge.common.transport.Timing;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A bearer token, renewed in the background before it ends, one renewal at a time.
 *
 * <p>ServiceNow hands out the current token until it ends, with what is left of its life, so that a
 * renewal may bring nothing new. Then the next one is at the token's end, and requests wait from a
 * margin before it until a living token is there. A 401 takes the token away from all requests
 * until one renewal has ended.
 *
 * <p>Guarded by itself; futures are completed outside.
 */
final class OAuth2Credentials implements Credentials {

  private static final Logger LOG = LoggerFactory.getLogger(OAuth2Credentials.class);

  private static final Duration WHILE_ANOTHER_ASKS = Duration.ofMillis(100);

  /** Between two requests for a token, while the instance insists on a dying one. */
  private static final Duration PAUSE = Duration.ofSeconds(1);

  /**
   * So many dead tokens in a row are a token's end: it is given out within its margin, then with a
   * rounded rest. More are an endpoint that gives no living ones.
   */
  private static final int DEAD_AT_AN_END = 3;

  /**
   * Errors of RFC 6749 that another try does not change. ServiceNow says {@code server_error} and
   * {@code access_denied} to a wrong secret, a wrong password, and an expired refresh token alike.
   */
  private static final Set<String> FINAL_ERRORS =
      Set.of(
          "invalid_request",
          "invalid_client",
          "invalid_grant",
          "unauthorized_client",
          "unsupported_grant_type",
          "invalid_scope",
          "access_denied");

  private final OAuth2Settings settings;
  private final Sender tokens;
  private final Timing timing;
  private final TokenForms forms;
  private final Forbearance forbearance;

  @GuardedBy("this")
  private Optional<Token> token = Optional.empty();

  @GuardedBy("this")
  private Optional<Token> last = Optional.empty();

  @GuardedBy("this")
  private int deadInRow;

  @GuardedBy("this")
  private Optional<CompletableFuture<Optional<Reply.NotOk<?>>>> renewal = Optional.empty();

  OAuth2Credentials(OAuth2Settings settings, Sender tokens, Timing timing) {
    this.settings = settings;
    this.tokens = tokens;
    this.timing = timing;
    this.forms = new TokenForms(settings);
    this.forbearance = new Forbearance(tokens.refusedTimeout(), timing.nanoTime());
  }

  @Override
  public synchronized Optional<Credential> current() {
    return token.filter(held -> held.aliveAt(timing.now())).map(Token::credential);
  }

  @Override
  public CompletableFuture<Optional<Reply.NotOk<?>>> living() {
    return renewUnless(() -> current().isPresent());
  }

  @Override
  public Optional<CompletableFuture<Optional<Reply.NotOk<?>>>> rejected(Credential sent) {
    synchronized (this) {
      boolean changed = token.isPresent() && !token.get().credential().equals(sent);
      if (!changed) {
        token = Optional.empty();
      }
    }
    return Optional.of(living());
  }

  /** Starts a renewal, or joins the one that is under way, if there is a need. */
  private CompletableFuture<Optional<Reply.NotOk<?>>> renewUnless(BooleanSupplier needless) {
    CompletableFuture<Optional<Reply.NotOk<?>>> started;
    synchronized (this) {
      // In one step: a renewal that ends between the question and the start would be repeated.
      if (needless.getAsBoolean()) {
        return CompletableFuture.completedFuture(Optional.empty());
      }
      if (renewal.isPresent()) {
        return renewal.get();
      }
      started = new CompletableFuture<>();
      renewal = Optional.of(started);
    }
    ask();
    return started;
  }

  /** Whatever goes wrong ends the renewal, or its requests would wait for ever. */
  private void orFail(Runnable step) {
    try {
      step.run();
    } catch (RuntimeException | Error bug) {
      end(Optional.empty()).ifPresent(ended -> ended.completeExceptionally(bug));
    }
  }

  private void ask() {
    orFail(this::send);
  }

  private void send() {
    SignIns.Permit permit =
        tokens
            .signIns()
            .map(all -> all.enter(this, settings.tokenUrl()::getPath, () -> {}))
            .orElseGet(SignIns.Permit.Go::new);
    if (permit instanceof SignIns.Permit.Refused known) {
      Reply.NotOk<?> reason = new Reply.Unauthorized<TokenAnswer>(known.failure());
      end(Optional.empty()).ifPresent(ended -> ended.complete(Optional.of(reason)));
      return;
    }
    if (permit instanceof SignIns.Permit.Wait) {
      var unused = timing.after(WHILE_ANOTHER_ASKS, this::ask);
      return;
    }
    TokenCall call =
        new TokenCall(
            settings.tokenUrl(), this::form, timing.clock(), "token-" + UUID.randomUUID());
    forms.begins();
    var unused =
        tokens
            .send(call)
            .whenComplete(
                (reply, failure) -> {
                  tokens.signIns().ifPresent(all -> all.over(this));
                  if (reply instanceof Reply.Ok<TokenAnswer> ok) {
                    orFail(() -> received(ok.body(), call));
                  }
                  // Behind that: others are to find the token that came.
                  boolean othersAsk = forms.ends();
                  if (failure != null) {
                    end(Optional.empty()).ifPresent(ended -> ended.completeExceptionally(failure));
                  } else if (reply instanceof Reply.NotOk<TokenAnswer> notOk) {
                    orFail(() -> failed(notOk, othersAsk));
                  }
                });
  }

  private synchronized String form(Instant now) {
    return forms.next(tokens.now().orElse(now));
  }

  private void received(TokenAnswer answer, TokenCall call) {
    Instant asked = call.asked();
    Instant now = timing.now();
    Token fresh;
    int dead;
    boolean same;
    forbearance.over();
    tokens.signIns().ifPresent(SignIns::accepted);
    synchronized (this) {
      fresh = Token.of(answer, asked, last);
      same = last.isPresent() && last.get().value().equals(fresh.value());
      last = Optional.of(fresh);
      forms.accepted(answer);
      deadInRow = fresh.aliveAt(now) ? 0 : deadInRow + 1;
      dead = deadInRow;
    }
    if (dead > DEAD_AT_AN_END) {
      // Whose requests fail by it warn, and come again after their own backoff.
      Reply.NotOk<?> reason = new Reply.Retriable<TokenAnswer>(dead(answer, call));
      end(Optional.empty()).ifPresent(ended -> ended.complete(Optional.of(reason)));
      return;
    }
    if (dead > 0) {
      Duration left = Duration.between(now, fresh.ends());
      var unused = timing.after(left.compareTo(PAUSE) < 0 ? PAUSE : left, this::ask);
      return;
    }
    LOG.debug("{} token, which ends at {}", same ? "The same" : "A new", fresh.ends());
    Instant next = same ? fresh.ends() : asked.plus(part(answer.life()));
    var unused = timing.after(Duration.between(now, next), () -> renewInBackground(fresh));
    end(Optional.of(fresh)).ifPresent(ended -> ended.complete(Optional.empty()));
  }

  private Failure dead(TokenAnswer answer, TokenCall call) {
    return new Failure(
        Request.Method.POST,
        settings.tokenUrl().getPath(),
        200,
        "the instance keeps issuing tokens that have already expired: expires_in leaves them "
            + answer.life().toSeconds()
            + " s",
        "check the token's lifespan in the instance's application registry, and the token"
            + " endpoint's clock",
        call.correlationId());
  }

  private Duration part(Duration life) {
    return Duration.ofMillis((long) (life.toMillis() * settings.refreshRatio()));
  }

  private void renewInBackground(Token old) {
    var unused =
        renewUnless(() -> !isHeld(old))
            .thenAccept(
                refusal ->
                    refusal.ifPresent(
                        reason ->
                            LOG.warn(
                                "The token could not be renewed in time. The next request"
                                    + " asks for a new one. {}",
                                reason.failure().describe())));
  }

  private synchronized boolean isHeld(Token some) {
    return token.filter(some::equals).isPresent();
  }

  private void failed(Reply.NotOk<TokenAnswer> reply, boolean othersAsk) {
    if (!(reply instanceof Reply.Refused || reply instanceof Reply.Unauthorized)) {
      forbearance.over();
      end(Optional.empty()).ifPresent(ended -> ended.complete(Optional.of(reply)));
      return;
    }
    // Neither a gateway nor another task that was faster says anything against what was sent.
    boolean mayPass =
        othersAsk || (!isOAuthsWord(reply.failure()) && forbearance.refused().isPresent());
    boolean again;
    synchronized (this) {
      again = forms.isOfAnotherTime(tokens.now()) || (!mayPass && forms.another());
    }
    if (again) {
      LOG.warn(
          "No token was issued. The connector asks once more in another way (with the configured"
              + " refresh token, with the password, or by the instance's clock). {}",
          reply.failure().describe());
      ask();
      return;
    }
    Failure failure = advised(reply.failure());
    if (!mayPass) {
      tokens.signIns().ifPresent(all -> all.believe(failure));
    }
    Reply.NotOk<?> reason =
        mayPass
            ? new Reply.Retriable<TokenAnswer>(failure.with(forbearance.says()))
            : new Reply.Unauthorized<TokenAnswer>(failure);
    end(Optional.empty()).ifPresent(ended -> ended.complete(Optional.of(reason)));
  }

  /** Of anything else a gateway may be the author, or an endpoint that is not there yet. */
  private static boolean isOAuthsWord(Failure failure) {
    return FINAL_ERRORS.contains(failure.message())
        || (failure.message().equals("server_error") && failure.detail().equals("access_denied"));
  }

  private Failure advised(Failure failure) {
    return failure.withDetail(
        (failure.detail().isEmpty() ? "" : failure.detail() + "; ") + forms.advice());
  }

  /** The renewal that has ended, and whose future is now to be completed. */
  private synchronized Optional<CompletableFuture<Optional<Reply.NotOk<?>>>> end(
      Optional<Token> fresh) {
    if (fresh.isPresent()) {
      token = fresh;
    }
    var ended = renewal;
    renewal = Optional.empty();
    return ended;
  }
}
