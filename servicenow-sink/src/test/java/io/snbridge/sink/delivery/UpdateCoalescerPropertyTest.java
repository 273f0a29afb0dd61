/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.snbridge.sink.offset.Ledger;
import io.snbridge.sink.record.Asked;
import io.snbridge.sink.record.Write;
import io.snbridge.sink.write.KeyedExecutor;
import io.snbridge.sink.write.RowKey;
import io.snbridge.sink.write.WriteCall;
import io.snbridge.sink.write.WriteOutcome;
import io.snbridge.sink.write.Writer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.sink.SinkRecord;

class UpdateCoalescerPropertyTest {

  private static final TopicPartition P0 = new TopicPartition("t", 0);
  private static final int KINDS = 8;

  /** A table in memory whose answers come when the test says so. */
  private static final class Table implements Writer {
    private record Open(Write write, CompletableFuture<WriteOutcome> outcome) {}

    private final Map<String, Map<String, String>> rows = new TreeMap<>();
    private final List<Open> open = new ArrayList<>();

    @Override
    public CompletableFuture<WriteOutcome> write(WriteCall call) {
      Write write = call.write();
      assertThat(open).extracting(busy -> busy.write().sysId()).doesNotContain(write.sysId());
      Open one = new Open(write, new CompletableFuture<>());
      open.add(one);
      return one.outcome();
    }

    boolean answer(int choice) {
      if (open.isEmpty()) {
        return false;
      }
      Open next = open.remove(choice % open.size());
      next.outcome().complete(apply(next.write()));
      return true;
    }

    private WriteOutcome apply(Write write) {
      boolean there = rows.containsKey(write.sysId());
      boolean bad = write.values().keySet().stream().anyMatch(column -> column.startsWith("bad"));
      if (bad || (!there && write instanceof Write.Update)) {
        return new WriteOutcome.Refused(new ConnectException("no"));
      }
      if (write instanceof Write.Delete) {
        rows.remove(write.sysId());
      } else if (write instanceof Write.Insert ? !there : there || write instanceof Write.Upsert) {
        rows.computeIfAbsent(write.sysId(), id -> new TreeMap<>()).putAll(write.values());
      }
      return new WriteOutcome.Done();
    }
  }

  private record Run(
      Map<String, Map<String, String>> rows, Map<Long, String> outcomes, long saved) {}

  private static Write write(int offset, int row, int kind) {
    Map<String, String> values =
        kind == 7
            ? Map.of("bad" + offset, "x", "c" + offset % 3, "v" + offset)
            : Map.of("c" + offset % 3, "v" + offset);
    String id = "row" + row;
    return switch (kind) {
      case 0 -> new Write.Delete("t", id);
      case 1 -> new Write.Insert("t", id, values);
      case 2, 3 -> new Write.Update("t", id, values);
      case 4 -> new Write.UpdateIfThere("t", id, values);
      default -> new Write.Upsert("t", id, values);
    };
  }

  private static Run run(
      List<Integer> rows,
      List<Integer> kinds,
      List<Integer> choices,
      Optional<UpdateCoalescer> coalescer) {
    Table table = new Table();
    KeyedExecutor<RowKey, Delivery> executor = new KeyedExecutor<>(2, RowKey::table);
    Ledger ledger = new Ledger();
    Map<Long, String> outcomes = new HashMap<>();
    for (int offset = 0; offset < rows.size(); offset++) {
      Write write = write(offset, rows.get(offset), kinds.get(offset % kinds.size()));
      SinkRecord record = new SinkRecord("t", 0, null, null, null, null, offset);
      executor.submit(
          RowKey.of(write),
          new Delivery(
              record,
              ledger.deliver(P0, offset, 1),
              Asked.of(write),
              "c-" + offset,
              table,
              coalescer,
              (delivery, outcome) ->
                  assertThat(
                          outcomes.put(
                              delivery.record().kafkaOffset(), outcome.getClass().getSimpleName()))
                      .as("concluded once")
                      .isNull()));
      int choice = choices.get(offset % choices.size());
      if (choice % 3 == 0) {
        table.answer(choice);
      }
    }
    for (int i = 0; table.answer(choices.get(i % choices.size())); i++) {
      // Until nothing is under way.
    }
    return new Run(table.rows, outcomes, coalescer.map(UpdateCoalescer::saved).orElse(0L));
  }

  /**
   * A value that is refused is in a column of its own: one that a later write replaces would never
   * be sent.
   */
  @Property(tries = 500)
  void rowsAndOutcomesAreThoseOfWritesOneByOne(
      @ForAll @Size(max = 60) List<@IntRange(max = 3) Integer> rows,
      @ForAll @Size(min = 1, max = 40) List<@IntRange(max = KINDS) Integer> kinds,
      @ForAll @Size(min = 1, max = 20) List<@IntRange(max = 100) Integer> choices) {
    Run alone = run(rows, kinds, choices, Optional.empty());
    Run collapsed = run(rows, kinds, choices, Optional.of(new UpdateCoalescer(write -> true)));
    assertThat(collapsed.rows()).isEqualTo(alone.rows());
    assertThat(collapsed.outcomes()).isEqualTo(alone.outcomes()).hasSize(rows.size());
  }
}
