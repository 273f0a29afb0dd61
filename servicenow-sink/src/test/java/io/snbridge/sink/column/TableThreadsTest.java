/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.column;

import static org.assertj.core.api.Assertions.assertThat;

import io.snbridge.common.log.LogContext;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TableThreadsTest {

  private static final Duration LONGEST = Duration.ofSeconds(10);

  private final TableThreads threads = new TableThreads(LogContext.current());

  @AfterEach
  void close() {
    threads.close();
  }

  static Stream<Throwable> failures() {
    return Stream.of(
        new IllegalStateException("broken"),
        new StackOverflowError(),
        new NoClassDefFoundError("x"));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void whatFailsKeepsNothingBehindItWaiting(Throwable failure) {
    CompletableFuture<Void> begun = new CompletableFuture<>();
    threads.execute(
        "incident",
        () -> {
          begun.join();
          if (failure instanceof Error error) {
            throw error;
          }
          throw (RuntimeException) failure;
        });
    CompletableFuture<Void> behind = new CompletableFuture<>();
    threads.execute("incident", () -> behind.complete(null));
    begun.complete(null);
    assertThat(behind).succeedsWithin(LONGEST);
    CompletableFuture<Void> later = new CompletableFuture<>();
    threads.execute("incident", () -> later.complete(null));
    assertThat(later).succeedsWithin(LONGEST);
  }
}
