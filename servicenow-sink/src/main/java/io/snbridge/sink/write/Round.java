/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.write;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;

/**
 * Questions that are asked together, each with who waits for its answer. Whoever is cancelled waits
 * no more, which the asking may look at whenever it does something for them. Thread-safe.
 *
 * @param <Q> a question
 */
public final class Round<Q> {

  private final Map<Q, CompletableFuture<?>> waiting = new LinkedHashMap<>();

  /**
   * @param waiting the answers, by question
   */
  Round(Map<Q, ? extends CompletableFuture<?>> waiting) {
    this.waiting.putAll(waiting);
  }

  /** All of them, whoever waits. */
  public List<Q> questions() {
    return List.copyOf(waiting.keySet());
  }

  /** Those of some for which somebody still waits. */
  public List<Q> wanted(Collection<Q> some) {
    return some.stream().filter(probe -> !answer(probe).isDone()).toList();
  }

  private CompletableFuture<?> answer(Q probe) {
    return Objects.requireNonNull(waiting.get(probe), "a question of another round");
  }

  /** Completes when nobody waits for any of some; does not fail. */
  public CompletableFuture<?> over(Collection<Q> some) {
    return CompletableFuture.allOf(
            some.stream().map(this::answer).toArray(CompletableFuture<?>[]::new))
        .handle((all, cancelled) -> null);
  }
}
