/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.write;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** Has a slot and a lane, and remembers what is done with them. */
final class RecordedTurn implements KeyedExecutor.Turn {

  final List<CompletableFuture<?>> laneHeld = new ArrayList<>();
  int parked;
  boolean halted;

  @Override
  public void freeSlot() {
    throw new AssertionError("No write of these has to");
  }

  @Override
  public <T> CompletableFuture<T> parked(Supplier<CompletableFuture<T>> work) {
    parked++;
    return work.get();
  }

  @Override
  public void holdLane(CompletableFuture<?> until) {
    laneHeld.add(until);
  }

  @Override
  public boolean isHalted() {
    return halted;
  }
}
