/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.delivery;

import io.snbridge.sink.write.KeyedExecutor;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * A turn that several writes of one row share, one after the other: each waits for what those
 * before it hold the lane for. Its writes run one after the other, so it needs no guard.
 */
final class SharedTurn implements KeyedExecutor.Turn {

  private final KeyedExecutor.Turn turn;
  private CompletableFuture<?> held = CompletableFuture.completedFuture(null);

  SharedTurn(KeyedExecutor.Turn turn) {
    this.turn = turn;
  }

  /** Completes when the next write may begin; who has to wait does so without the slot. */
  CompletableFuture<?> free() {
    if (!held.isDone()) {
      turn.freeSlot();
    }
    return held.handle((nothing, error) -> nothing);
  }

  @Override
  public void freeSlot() {
    turn.freeSlot();
  }

  @Override
  public <T> CompletableFuture<T> aside(Supplier<CompletableFuture<T>> work) {
    return turn.aside(work);
  }

  @Override
  public <T> CompletableFuture<T> parked(Supplier<CompletableFuture<T>> work) {
    return turn.parked(work);
  }

  @Override
  public void holdLane(CompletableFuture<?> until) {
    held = CompletableFuture.allOf(held, until);
    turn.holdLane(until);
  }

  @Override
  public boolean isHalted() {
    return turn.isHalted();
  }
}
