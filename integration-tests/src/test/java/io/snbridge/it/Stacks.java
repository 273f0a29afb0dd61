/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.it;

import io.snbridge.stack.KafkaRuntime;
import io.snbridge.stack.LocalStack;
import io.snbridge.stack.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * The stacks of a test run. A stack takes ten seconds to come up, so the classes of a lane ({@link
 * Lanes}) share it: one after the other, so the worker may be killed, but what they call their
 * topics and connectors has to be theirs alone. All stacks end with the run.
 */
final class Stacks implements AutoCloseable {

  /** Gives a test class the stacks of its run. */
  static final class Resolver implements ParameterResolver {

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
      return parameter.getParameter().getType() == Stacks.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
      return context
          .getRoot()
          .getStore(ExtensionContext.Namespace.create(Stacks.class))
          .getOrComputeIfAbsent(Stacks.class, key -> new Stacks(), Stacks.class);
    }
  }

  private record Kind(KafkaRuntime runtime, Map<String, String> workerProperties) {}

  private final Map<Kind, LocalStack> running = new HashMap<>();

  /**
   * A broker and a worker, started when nobody has asked for them yet.
   *
   * @param workerProperties that differ from the usual
   * @throws IllegalStateException when one of them does not come up
   */
  LocalStack get(KafkaRuntime runtime, Map<String, String> workerProperties) {
    return running.computeIfAbsent(new Kind(runtime, workerProperties), Stacks::start);
  }

  private static LocalStack start(Kind kind) {
    try {
      return LocalStack.start(
          kind.runtime(),
          ConnectIT.ROOT,
          folder(kind.runtime().name()),
          new LocalStack.Settings(Ports.free(), Ports.free(), "512m", kind.workerProperties()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while a stack started", e);
    }
  }

  /** Ends those of a version whose workers have properties of their own: they are for one class. */
  void endUnusual(KafkaRuntime runtime) {
    List<Kind> unusual =
        running.keySet().stream()
            .filter(kind -> kind.runtime() == runtime && !kind.workerProperties().isEmpty())
            .toList();
    unusual.forEach(kind -> running.remove(kind).close());
  }

  /** An empty folder for what a stack writes; it stays, to be read when a test has failed. */
  static Path folder(String prefix) throws IOException {
    Path stacks =
        Files.createDirectories(ConnectIT.ROOT.resolve("integration-tests/target/stacks"));
    return Files.createTempDirectory(stacks, prefix);
  }

  @Override
  public void close() {
    running.values().forEach(LocalStack::close);
  }
}
