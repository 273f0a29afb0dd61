/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.transport;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * A call that waits for its place in a batch, or is in one.
 *
 * @param id of the item within its batch
 * @param bytes what it takes of a batch request, about
 * @param since monotonic nanoseconds: when it was handed over
 */
record BatchItem<T>(
    String id,
    Call<T> call,
    Request request,
    int bytes,
    long since,
    CompletableFuture<Reply<T>> reply) {

  /** Names, quotes, headers and the URL. */
  private static final int FRAME = 400;

  static <T> BatchItem<T> of(String id, Call<T> call, long since) {
    Request request = call.request();
    int body = request.body().map(each -> utf8(each.content()).length).orElse(0);
    int bytes = FRAME + request.uri().toString().length() + body * 4 / 3;
    return new BatchItem<>(id, call, request, bytes, since, new CompletableFuture<>());
  }

  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** What ServiceNow said of this item. Immutable. */
  static final class Answered implements Answer {

    private final int status;
    private final String reason;
    private final byte[] bytes;

    Answered(int status, String reason, byte[] bytes) {
      this.status = status;
      this.reason = reason;
      this.bytes = bytes;
    }

    @Override
    public int status() {
      return status;
    }

    @Override
    public String reason() {
      return reason;
    }

    /** None: they were not asked for. */
    @Override
    public Optional<String> header(String name) {
      return Optional.empty();
    }

    @Override
    public InputStream body() {
      return new ByteArrayInputStream(bytes);
    }
  }

  Verdict<T> classify(Classifier classifier, Answered answer) {
    try {
      return classifier.answered(request, answer, call);
    } catch (IOException broken) {
      return classifier.broken(
          request,
          Classifier.words(broken),
          Classifier.Progress.ANSWERED,
          false,
          answer.status(),
          "");
    }
  }

  /** Ends it as the whole batch ended. */
  void end(Reply.NotOk<?> ofBatch) {
    Failure failure = failure(ofBatch.failure().status(), ofBatch.failure().message());
    reply.complete(
        ofBatch instanceof Reply.Unauthorized
            ? new Reply.Unauthorized<>(failure)
            : ofBatch instanceof Reply.Throttled<?> throttled
                ? new Reply.Throttled<>(failure, throttled.until())
                : ofBatch instanceof Reply.Unknown<?> unknown
                    ? new Reply.Unknown<>(failure, unknown.age())
                    : new Reply.Retriable<>(failure));
  }

  /** The batch was answered, and this item was in no part of the answer. */
  void lost() {
    reply.complete(
        new Reply.Unknown<>(failure(200, "the answer does not say what happened to it")));
  }

  private Failure failure(int status, String message) {
    return Classifier.failure(request, status, "in a batch: " + message, "");
  }
}
