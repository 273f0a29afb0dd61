/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.cli.offsets;

import static org.assertj.core.api.Assertions.assertThat;

import io.snbridge.cli.FakeConnect;
import io.snbridge.cli.connector.ConnectRest;
import io.snbridge.cli.console.Output;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** What a process does that is told to end in the middle. */
@Timeout(60)
class AlterationTest {

  private static final String STOP = "PUT /connectors/src/stop";
  private static final String CHANGE = "PATCH /connectors/src/offsets";
  private static final String RESUME = "PUT /connectors/src/resume";

  private final FakeConnect connect = new FakeConnect("src");
  private final StringWriter err = new StringWriter();
  private final BlockingQueue<Thread> hooks = new LinkedBlockingQueue<>();

  @Command(name = "command")
  private static final class Some {
    @Mixin private Output output = new Output();
  }

  @AfterEach
  void close() {
    connect.close();
  }

  private Thread begin(CompletableFuture<Throwable> end) {
    Some command = new Some();
    new CommandLine(command).setErr(new PrintWriter(err)).setOut(new PrintWriter(err));
    ConnectorOffsets offsets = new ConnectorOffsets(new ConnectRest(connect.url()), "src");
    ShutdownHooks ours =
        new ShutdownHooks() {
          @Override
          public void add(Thread hook) {
            hooks.add(hook);
          }

          @Override
          public void remove(Thread hook) {
            // It runs, or nobody starts it.
          }
        };
    Plan plan = new Plan();
    plan.change(Map.of("table", "incident"), Optional.empty());
    Thread thread =
        new Thread(
            () -> {
              try {
                int code =
                    new Alteration(offsets, command.output, ours).run(stopped -> plan, false);
                end.completeExceptionally(new AssertionError("ended with " + code));
              } catch (InterruptedException expected) {
                end.complete(expected);
              } catch (RuntimeException other) {
                end.complete(other);
              }
            });
    thread.start();
    return thread;
  }

  private void awaitRequest(String request) throws InterruptedException {
    while (!connect.changes().contains(request)) {
      TimeUnit.MILLISECONDS.sleep(5);
    }
  }

  /** As a signal does: the process ends when its hooks have ended. */
  private void endProcess() throws InterruptedException {
    Thread hook = hooks.take();
    hook.start();
    hook.join();
  }

  @Test
  void anInterruptedStopGivesBackTheStateAndChangesNothing() throws Exception {
    connect.endlessTask();
    CompletableFuture<Throwable> end = new CompletableFuture<>();
    Thread command = begin(end);
    awaitRequest(STOP);

    endProcess();

    assertThat(connect.changes()).containsExactly(STOP, RESUME);
    assertThat(connect.state()).isEqualTo("RUNNING");
    assertThat(err.toString()).contains("Interrupted. No offset was changed");
    command.join();
    assertThat(end.get()).isInstanceOf(InterruptedException.class);
  }

  /** No stop comes behind the last request, which would leave the connector stopped. */
  @Test
  void aStopThatIsRepeatedIsNotRepeatedAfterTheStateIsGivenBack() throws Exception {
    for (int i = 0; i < 3; i++) {
      connect.fail("PUT /stop", "409 Cannot complete request momentarily", false);
    }
    Thread command = begin(new CompletableFuture<>());
    awaitRequest(STOP);

    endProcess();

    command.join();
    assertThat(connect.changes()).containsExactly(STOP, RESUME);
    assertThat(connect.state()).isEqualTo("RUNNING");
  }

  @Test
  void anInterruptedChangeIsNotDeniedAndTheStateIsGivenBack() throws Exception {
    connect.fail("PATCH /offsets", "stall", true);
    Thread command = begin(new CompletableFuture<>());
    awaitRequest(CHANGE);

    endProcess();

    command.join();
    assertThat(connect.changes()).containsExactly(STOP, CHANGE, RESUME);
    assertThat(err.toString()).contains("Interrupted. Connect may change the offsets still");
  }

  @Test
  void anInterruptWhileTheStateIsGivenBackDoesNotKeepItFromThat() throws Exception {
    connect
        .fail("PUT /resume", "503 Service Unavailable", false)
        .fail("PUT /resume", "503 Service Unavailable", false);
    Thread command = begin(new CompletableFuture<>());
    awaitRequest(RESUME);

    endProcess();

    command.join();
    assertThat(connect.state()).isEqualTo("RUNNING");
  }
}
