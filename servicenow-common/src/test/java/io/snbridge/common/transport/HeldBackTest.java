/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.transport;

import static io.snbridge.common.transport.Clients.post;
import static io.snbridge.common.transport.StubInstance.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a client sends after its process did not run for a while. */
class HeldBackTest {

  private static final Duration LONG = Duration.ofMinutes(1);

  private final ManualTime time = new ManualTime();
  private StubInstance instance;
  private ServiceNowClient client;

  @BeforeEach
  void start() throws Exception {
    instance = new StubInstance();
    client =
        ServiceNowClient.open(
            Clients.retryTimeout(Clients.settings(instance.url()), Duration.ofSeconds(10)),
            Clients.BASIC,
            time.timing(),
            Clients.longestWaits());
    client.polled();
  }

  @AfterEach
  void stop() {
    client.close();
    instance.close();
  }

  /** As Connect does, until Kafka had its time. */
  private void pollUntilOver() {
    client.polled();
    time.advance(Absence.DOUBT.plusSeconds(1));
  }

  private void settleUntil(BooleanSupplier condition) {
    await()
        .atMost(Duration.ofSeconds(10))
        .pollInterval(Duration.ofMillis(2))
        .until(
            () -> {
              time.settle();
              return condition.getAsBoolean();
            });
  }

  @Test
  void nothingLeavesBeforeItIsOver() {
    time.stop(LONG);
    CompletableFuture<Reply<String>> call = client.send(post(instance.url(), "/a", "{}"));
    CompletableFuture<Reply<String>> lost = client.send(post(instance.url(), "/lost", "{}"));
    time.advance(LONG);
    client.polled();
    time.advance(Absence.DOUBT.minusSeconds(1));
    assertThat(client.isHeldBack()).isTrue();
    assertThat(call).isNotDone();
    assertThat(instance.seen()).isEmpty();

    lost.cancel(false);
    time.advance(Duration.ofSeconds(2));
    settleUntil(call::isDone);
    call.join().orThrow();
    assertThat(client.isHeldBack()).isFalse();
    assertThat(instance.seen()).extracting(seen -> seen.uri().getPath()).containsExactly("/a");
  }

  /** The process stops when the request has all it needs; its body is made last. */
  @Test
  void requestThatIsAboutToLeaveIsHeldBackAndSentOnceLater() {
    AtomicInteger made = new AtomicInteger();
    CompletableFuture<Reply<String>> call =
        client.send(
            Clients.call(
                Request.write(
                    Request.Method.POST,
                    instance.url().resolve("/a"),
                    () -> {
                      if (made.incrementAndGet() == 1) {
                        time.stop(LONG);
                      }
                      return "{}";
                    },
                    "cid")));
    settleUntil(() -> made.get() == 1 && client.isIdle());
    assertThat(instance.seen()).isEmpty();

    pollUntilOver();
    settleUntil(call::isDone);
    call.join().orThrow();
    assertThat(made).hasValue(2);
    assertThat(instance.seen()).hasSize(1);
  }

  /** Or a process that slept for longer than a call may be tried again would lose all of them. */
  @Test
  void timeAwayDoesNotEndACall() {
    instance.then(json(429, "{}", "Retry-After", "5"));
    CompletableFuture<Reply<String>> call = client.send(post(instance.url(), "/a", "{}"));
    settleUntil(() -> client.pacer().gate().isPresent() && client.isIdle());
    time.stop(LONG);
    pollUntilOver();
    settleUntil(call::isDone);
    call.join().orThrow();
    assertThat(instance.seen()).hasSize(2);
  }
}
