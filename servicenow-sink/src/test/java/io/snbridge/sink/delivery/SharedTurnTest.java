/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.snbridge.sink.write.KeyedExecutor;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class SharedTurnTest {

  private final List<CompletableFuture<?>> held = new ArrayList<>();
  private boolean slotFreed;

  private final SharedTurn turns =
      new SharedTurn(
          new KeyedExecutor.Turn() {
            @Override
            public void freeSlot() {
              slotFreed = true;
            }

            @Override
            public void holdLane(CompletableFuture<?> until) {
              held.add(until);
            }

            @Override
            public boolean isHalted() {
              return false;
            }
          });

  @Test
  void nextWriteWaitsForALostOneWithoutTheSlot() {
    assertThat(turns.free()).isCompleted();
    assertThat(slotFreed).isFalse();
    CompletableFuture<Void> mayStillRun = new CompletableFuture<>();
    turns.holdLane(mayStillRun);
    assertThat(held).as("those behind all of them wait, too").hasSize(1);
    CompletableFuture<?> free = turns.free();
    assertThat(free).isNotDone();
    assertThat(slotFreed).isTrue();
    mayStillRun.complete(null);
    assertThat(free).isCompleted();
  }
}
