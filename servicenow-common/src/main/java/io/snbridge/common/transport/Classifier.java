/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.transport;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.time.Clock;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;

/**
 * Decides, once and for all, what became of a request.
 *
 * <table>
 * <caption>Replies</caption>
 * <tr><th>seen</th><th>repeatable</th><th>a write</th></tr>
 * <tr><td>2xx, JSON or 204, read to its end</td><td>Ok</td><td>Ok</td></tr>
 * <tr><td>another 2xx than 204 to a DELETE: an empty 200 is no proof</td><td></td><td>Unknown</td></tr>
 * <tr><td>202 (session queue overflow: dropped, or not)</td><td>Poisoned</td><td>Unknown</td></tr>
 * <tr><td>2xx: HTML, {@code null}, empty, half or unfit JSON</td><td>Poisoned</td><td>Unknown</td></tr>
 * <tr><td>3xx (a login page, mostly)</td><td>Poisoned</td><td>Unknown</td></tr>
 * <tr><td>401</td><td>Unauthorized</td><td>Unauthorized</td></tr>
 * <tr><td>408, 499</td><td>Retriable</td><td>Unknown</td></tr>
 * <tr><td>407</td><td>Unauthorized</td><td>Unauthorized</td></tr>
 * <tr><td>429</td><td>Throttled</td><td>Throttled</td></tr>
 * <tr><td>other 4xx</td><td>Refused</td><td>Refused</td></tr>
 * <tr><td>500 'Transaction cancelled', or ServiceNow's 500 after 30 s</td><td>Poisoned, too much</td><td>Unknown</td></tr>
 * <tr><td>other 5xx</td><td>Retriable</td><td>Unknown</td></tr>
 * <tr><td>501, 505</td><td>Refused</td><td>Refused</td></tr>
 * <tr><td>connection refused, unknown host, TLS or proxy failure: nothing was sent</td><td>Retriable</td><td>Retriable</td></tr>
 * <tr><td>deadline, after it was sent</td><td>Poisoned, too much</td><td>Unknown</td></tr>
 * <tr><td>connection lost before an answer</td><td>Retriable</td><td>Unknown</td></tr>
 * <tr><td>connection lost within a body</td><td>Poisoned</td><td>Unknown</td></tr>
 * </table>
 *
 * <p>That 500, 502 and 503 do not mean 'not written' was seen on real instances (inserts committed
 * behind a 500). Thread-safe.
 */
final class Classifier {

  /** How far an exchange came before it failed. */
  enum Progress {
    NOT_SENT,
    SENT,
    ANSWERED
  }

  private final Clock clock;
  private final Supplier<Instant> untilUnnamed;

  /**
   * @param untilUnnamed until when to wait after a 429 that does not say
   */
  Classifier(Clock clock, Supplier<Instant> untilUnnamed) {
    this.clock = clock;
    this.untilUnnamed = untilUnnamed;
  }

  /**
   * @throws IOException when the connection failed within the body; {@link #broken} takes it
   */
  <T> Verdict<T> answered(Request request, Answer answer, Call<T> call) throws IOException {
    int status = answer.status();
    if (status / 100 == 2 && status != 202) {
      return success(request, answer, call);
    }
    ErrorBody error = ErrorBody.read(answer);
    Optional<Instant> until = ThrottleHeaders.until(answer, clock.instant());
    Failure failure =
        failure(request, answer, message(answer, error), error.detail(), error.voice());
    if (status == 429) {
      Instant gate = until.orElseGet(untilUnnamed);
      return Verdict.<T>alive(new Reply.Throttled<>(failure, gate)).notBefore(Optional.of(gate));
    }
    return this.<T>withoutSuccess(request, status, failure).notBefore(until);
  }

  private <T> Verdict<T> withoutSuccess(Request request, int status, Failure failure) {
    return switch (status) {
      case 202 -> Verdict.alive(doubtful(request, failure, false));
      case 401, 407 -> Verdict.alive(new Reply.Unauthorized<>(failure));
      case 408, 499 -> Verdict.alive(repeat(request, failure));
      case 501, 505 -> Verdict.alive(new Reply.Refused<>(failure));
      default -> {
        if (status < 400) {
          yield Verdict.dead(doubtful(request, failure, false));
        }
        if (status < 500) {
          yield Verdict.alive(new Reply.Refused<>(failure));
        }
        if (failure.isCancelled()) {
          yield Verdict.alive(doubtful(request, failure, true));
        }
        yield Verdict.dead(repeat(request, failure));
      }
    };
  }

  private <T> Verdict<T> success(Request request, Answer answer, Call<T> call) throws IOException {
    Body body = new Body(answer.body(), call.mostBytes());
    if (answer.status() != 204) {
      String told = answer.header("Content-Type").orElse("");
      String type = told.toLowerCase(Locale.ROOT);
      int first = body.firstByte();
      boolean looksLikeJson = first == '{' || first == '[' || first == -1;
      if ((!type.isEmpty() && !type.contains("json") && first != -1) || !looksLikeJson) {
        ErrorBody page = ErrorBody.read(body, answer::withoutSecrets);
        String seen =
            page.message().isEmpty()
                ? "content of type '" + ErrorBody.bounded(answer.withoutSecrets(told)) + "'"
                : page.message();
        return Verdict.dead(
            doubtful(request, seen(request, answer, Failure.NO_JSON + seen, page.detail()), false));
      }
      if (request.method() == Request.Method.DELETE) {
        return Verdict.alive(
            doubtful(
                request, seen(request, answer, "not the 204 that answers a delete", ""), false));
      }
    }
    try {
      T value = call.read(body);
      body.drain();
      return Verdict.alive(new Reply.Ok<>(value, totalCount(answer)));
    } catch (PoisonedBodyException poisoned) {
      return Verdict.alive(
          doubtful(
              request, seen(request, answer, plain(answer, poisoned), ""), poisoned.tooMuch()));
    } catch (IOException unreadable) {
      if (body.broken) {
        throw unreadable;
      }
      String reason = plain(answer, unreadable);
      return Verdict.alive(
          doubtful(
              request,
              seen(request, answer, "the body is not the JSON expected: " + reason, ""),
              false));
    }
  }

  private static String plain(Answer answer, IOException why) {
    return ErrorBody.bounded(answer.withoutSecrets(String.valueOf(why.getMessage())));
  }

  /** What an exception says. It may quote the answer, and the answer the request. */
  static String words(IOException cause) {
    return cause.getClass().getSimpleName() + ": " + cause.getMessage();
  }

  /**
   * An exchange that ended with an exception.
   *
   * @param cause its {@link #words}, without secrets
   */
  <T> Verdict<T> broken(
      Request request,
      String cause,
      Progress progress,
      boolean timedOut,
      int status,
      String transactionId) {
    String seen =
        timedOut
            ? "no complete answer within servicenow.request.timeout.ms"
            : ErrorBody.bounded(cause);
    Failure failure = failure(request, status, seen, "", Failure.Voice.ANOTHER, transactionId);
    if (progress == Progress.NOT_SENT) {
      return Verdict.dead(new Reply.Retriable<>(failure));
    }
    if (timedOut) {
      // Too large a page of one table must not stop the others. The deadline paces what follows.
      Reply<T> late = doubtful(request, failure, true);
      return status >= 500 ? Verdict.dead(late) : Verdict.unsure(late);
    }
    return Verdict.dead(
        progress == Progress.ANSWERED
            ? doubtful(request, failure, false)
            : repeat(request, failure));
  }

  private static <T> Reply<T> repeat(Request request, Failure failure) {
    return request.repeatable() ? new Reply.Retriable<>(failure) : new Reply.Unknown<>(failure);
  }

  private static <T> Reply<T> doubtful(Request request, Failure failure, boolean tooMuch) {
    return request.repeatable()
        ? new Reply.Poisoned<>(failure, tooMuch)
        : new Reply.Unknown<>(failure);
  }

  private static String message(Answer answer, ErrorBody error) {
    if (answer.status() == 202) {
      return "accepted but not done: too many requests queue in one session, this one was dropped";
    }
    if (!error.message().isEmpty()) {
      return error.message();
    }
    String location = answer.status() / 100 == 3 ? " (a redirect, not followed)" : "";
    return ErrorBody.bounded(answer.withoutSecrets(answer.reason())) + location;
  }

  /** What the client saw itself. */
  static Failure failure(Request request, int status, String message, String detail) {
    return failure(request, status, message, detail, Failure.Voice.ANOTHER, "");
  }

  /** What the client saw in an answer. */
  private static Failure seen(Request request, Answer answer, String message, String detail) {
    return failure(request, answer, message, detail, Failure.Voice.ANOTHER);
  }

  private static Failure failure(
      Request request, Answer answer, String message, String detail, Failure.Voice voice) {
    return failure(request, answer.status(), message, detail, voice, answer.transactionId());
  }

  private static Failure failure(
      Request request,
      int status,
      String message,
      String detail,
      Failure.Voice voice,
      String transactionId) {
    return new Failure(
        request.method(),
        String.valueOf(request.uri().getPath()),
        status,
        message,
        detail,
        request.correlationId(),
        voice,
        transactionId);
  }

  private static OptionalLong totalCount(Answer answer) {
    try {
      Optional<String> header = answer.header("X-Total-Count");
      return header.isPresent()
          ? OptionalLong.of(Long.parseLong(header.get().strip()))
          : OptionalLong.empty();
    } catch (NumberFormatException notANumber) {
      return OptionalLong.empty();
    }
  }

  /**
   * Tells a body that could not be read from one that could not be understood, and ends it where it
   * has more bytes than anybody wants: a few bytes on the wire may be gigabytes here.
   */
  private static final class Body extends FilterInputStream {

    /** More than this after what was understood is not worth saving a connection. */
    private static final int REST = 64 * 1024;

    private final long most;
    private long left;
    private boolean broken;

    Body(InputStream in, long most) {
      super(new PushbackInputStream(in, 1));
      this.most = most;
      this.left = most;
    }

    /** The first byte that is neither white space nor a byte order mark, or -1. */
    int firstByte() throws IOException {
      int first;
      do {
        first = read();
      } while (first == ' ' || first == '\n' || first == '\r' || first == '\t' || isMark(first));
      if (first != -1) {
        ((PushbackInputStream) in).unread(first);
        left++;
      }
      return first;
    }

    /** UTF-8's mark is three bytes; no JSON begins with any of them. */
    private static boolean isMark(int first) {
      return first == 0xEF || first == 0xBB || first == 0xBF;
    }

    void drain() throws IOException {
      left = REST;
      readNBytes(REST);
    }

    private void requireRoom() throws PoisonedBodyException {
      if (left < 0) {
        throw PoisonedBodyException.tooLong(most);
      }
    }

    @Override
    public int read() throws IOException {
      requireRoom();
      try {
        int next = super.read();
        left -= next < 0 ? 0 : 1;
        return next;
      } catch (IOException e) {
        broken = true;
        throw e;
      }
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      requireRoom();
      try {
        int came = super.read(bytes, offset, length);
        left -= Math.max(0, came);
        return came;
      } catch (IOException e) {
        broken = true;
        throw e;
      }
    }

    /** The exchange closes it. */
    @Override
    public void close() {}
  }
}
