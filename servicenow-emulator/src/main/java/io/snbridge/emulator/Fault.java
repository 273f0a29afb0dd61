/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.emulator;

import io.snbridge.emulator.http.Answer;
import io.snbridge.emulator.http.Request;
import java.time.Duration;
import java.time.Instant;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * Something that goes wrong with a request, as seen on real instances (servicenow-api.md §4 and
 * §5). Faults are values and may be used any number of times.
 */
public final class Fault {
  /** What a fault can look at and do. */
  public record Scene(
      Request request, Supplier<Answer> proceed, Consumer<Duration> pause, Instant now) {
    /** Lets the request happen as if there were no fault. */
    Answer answer() {
      return proceed.get();
    }
  }

  private final String name;
  private final boolean onlyDelays;
  private final Function<Scene, Answer> script;

  private Fault(String name, boolean onlyDelays, Function<Scene, Answer> script) {
    this.name = name;
    this.onlyDelays = onlyDelays;
    this.script = script;
  }

  private static Fault instead(String name, Supplier<Answer> answer) {
    return new Fault(name, false, scene -> answer.get());
  }

  private static Fault after(String name, UnaryOperator<Answer> change) {
    return new Fault(name, false, scene -> change.apply(scene.answer()));
  }

  /** 500 {@code Transaction cancelled}; the request had no effect. */
  public static Fault transactionCancelled() {
    return instead("transaction-cancelled", Poison::cancelled);
  }

  /** 200 with rows, then an empty string among them, then an {@code error} beside the result. */
  public static Fault truncatedResult() {
    return after("truncated-result", Poison::truncated);
  }

  /** 200 with half a row and broken JSON. */
  public static Fault malformedJson() {
    return after("malformed-json", Poison::malformed);
  }

  /** 200 with the body {@code null}. */
  public static Fault nullBody() {
    return instead("null-body", () -> Answer.json(200, "null"));
  }

  /** 200 with no body at all. */
  public static Fault emptyBody() {
    return instead("empty-body", () -> Answer.empty(200));
  }

  /** 200 with the page of a hibernating developer instance, 5,904 bytes of HTML. */
  public static Fault hibernating() {
    return instead("hibernating", () -> Answer.html(200, Poison.hibernation()));
  }

  /** 200 with a login page. */
  public static Fault loginPage() {
    return instead("login-page", () -> Answer.html(200, Poison.page("Log in | ServiceNow")));
  }

  /** 202 without a body; the request had no effect. */
  public static Fault dropped() {
    return instead("dropped", () -> Answer.empty(202));
  }

  /** 429 with {@code Retry-After}. */
  public static Fault tooManyRequests(Duration retryAfter) {
    return instead(
        "too-many-requests",
        () -> Poison.throttled().with("Retry-After", Long.toString(retryAfter.toSeconds())));
  }

  /** 429 of a rate limit rule: {@code X-RateLimit-*} and {@code Retry-After} until the reset. */
  public static Fault rateLimited(Duration untilReset) {
    return new Fault(
        "rate-limited",
        false,
        scene ->
            Poison.throttled()
                .with("Retry-After", Long.toString(untilReset.toSeconds()))
                .with("X-RateLimit-Limit", "100")
                .with("X-RateLimit-Rule", "9bd0ffd0db831010fa2c5e2b13961931")
                .with(
                    "X-RateLimit-Reset",
                    Long.toString(scene.now().plus(untilReset).getEpochSecond())));
  }

  /** 429 with {@code X-RateLimit-Reset} and nothing else that helps. */
  public static Fault rateLimitedByResetOnly(Duration untilReset) {
    return new Fault(
        "rate-limited-reset-only",
        false,
        scene ->
            Poison.throttled()
                .with(
                    "X-RateLimit-Reset",
                    Long.toString(scene.now().plus(untilReset).getEpochSecond())));
  }

  /** 429 of a node whose semaphores are taken: no headers. */
  public static Fault tooManyRequestsWithoutHeaders() {
    return instead("too-many-requests-bare", Poison::throttled);
  }

  /** 502 with an HTML page. */
  public static Fault badGateway() {
    return instead("bad-gateway", () -> Answer.html(502, Poison.page("502 Bad Gateway")));
  }

  /** 503 with an HTML page. */
  public static Fault unavailable() {
    return instead("unavailable", () -> Answer.html(503, Poison.page("503 Service Unavailable")));
  }

  /** 414 with an HTML page. */
  public static Fault uriTooLong() {
    return instead(
        "uri-too-long", () -> Answer.html(414, Poison.page("414 Request-URI Too Large")));
  }

  /** 400 because the query is too long for pagination headers. */
  public static Fault paginationTooLong() {
    return instead("pagination-too-long", Poison::paginationTooLong);
  }

  /** 401 as for a dead token. */
  public static Fault unauthorized() {
    return instead("unauthorized", Poison::unauthorized);
  }

  /** 403 although the write happened (KB2697679). */
  public static Fault forbiddenButWritten() {
    return after(
        "forbidden-but-written",
        done ->
            Answer.error(
                403,
                "Operation Failed",
                "ACL Exception Insert Failed due to security constraints"));
  }

  /** 500 although the write happened. */
  public static Fault cancelledButWritten() {
    return after("cancelled-but-written", done -> Poison.cancelled());
  }

  /**
   * Takes that long, or until the emulator closes, then closes the connection without an answer.
   */
  public static Fault noAnswer(Duration time) {
    return new Fault(
        "no-answer",
        false,
        scene -> {
          scene.pause().accept(time);
          return Answer.cut();
        });
  }

  /** The write happens, then nothing is answered for that long, then the connection is closed. */
  public static Fault noAnswerButWritten(Duration time) {
    return new Fault(
        "no-answer-but-written",
        false,
        scene -> {
          scene.answer();
          scene.pause().accept(time);
          return Answer.cut();
        });
  }

  /**
   * The connection is closed at once, as by a load balancer that has had enough, and the request
   * goes on in the background: it happens after that long.
   */
  public static Fault cutAndWrittenLater(Duration time) {
    return new Fault(
        "cut-and-written-later",
        false,
        scene -> {
          Thread background =
              new Thread(
                  () -> {
                    scene.pause().accept(time);
                    scene.answer();
                  },
                  "emulator-background");
          background.setDaemon(true);
          background.start();
          return Answer.cut();
        });
  }

  /** The right answer with a {@code Date} that is ahead, as of a gateway whose clock is wrong. */
  public static Fault dateAhead(Duration time) {
    return new Fault("date-ahead", false, scene -> scene.answer().dated(scene.now().plus(time)));
  }

  /** The right answer with a {@code Date} that is behind. */
  public static Fault dateBehind(Duration time) {
    return new Fault("date-behind", false, scene -> scene.answer().dated(scene.now().minus(time)));
  }

  /** The right answer, its body drop by drop over a time. */
  public static Fault slowBody(Duration over) {
    return after("slow-body", answer -> answer.delivered(new Answer.Delivery.Trickle(over)));
  }

  /** The connection is closed before anything happened. */
  public static Fault cutBeforeCommit() {
    return instead("cut-before-commit", Answer::cut);
  }

  /** The request happens, then the connection is closed without an answer. */
  public static Fault cutAfterCommit() {
    return after("cut-after-commit", answer -> Answer.cut());
  }

  /** The request happens, and the connection is closed in the middle of the answer's body. */
  public static Fault cutInBody() {
    return after("cut-in-body", answer -> answer.delivered(new Answer.Delivery.CutInBody()));
  }

  /** Everything as it should be, but later. Other faults may hit the same request. */
  public static Fault latency(Duration time) {
    return new Fault(
        "latency",
        true,
        scene -> {
          scene.pause().accept(time);
          return scene.answer();
        });
  }

  /**
   * Everything as it should be, and no sooner than that after it came: what it costs to put the
   * answer together is a part of the time. Other faults may hit the same request; then only an
   * answer that is whole is late.
   */
  public static Fault takes(Duration time) {
    return new Fault(
        "takes",
        true,
        scene -> {
          long end = System.nanoTime() + time.toNanos();
          Answer answer = scene.answer();
          return answer.delivery() instanceof Answer.Delivery.Whole
              ? answer.delivered(new Answer.Delivery.NotBefore(end))
              : answer;
        });
  }

  /** An error in ServiceNow's envelope instead of the answer; the request has no effect. */
  public static Fault error(int status, String message, String detail) {
    return instead("error-" + status, () -> Answer.error(status, message, detail));
  }

  /** Any other answer instead of the right one. */
  public static Fault answer(int status, String contentType, String body) {
    return instead(
        "answer-" + status, () -> Answer.json(status, body).with("Content-Type", contentType));
  }

  /** Anything else: gets the request and a way to let it happen, gives the answer. */
  public static Fault custom(String name, BiFunction<Request, Supplier<Answer>, Answer> script) {
    return new Fault(name, false, scene -> script.apply(scene.request(), scene.proceed()));
  }

  /** Whatever is chosen for a request, so that one rule can stand for many kinds. */
  public static Fault chosen(Function<Request, Fault> choice) {
    return new Fault("chosen", false, scene -> choice.apply(scene.request()).apply(scene));
  }

  /** The name of the fault, as the control surface knows it. */
  public String name() {
    return name;
  }

  boolean onlyDelays() {
    return onlyDelays;
  }

  Answer apply(Scene scene) {
    return script.apply(scene);
  }

  @Override
  public String toString() {
    return name;
  }
}
