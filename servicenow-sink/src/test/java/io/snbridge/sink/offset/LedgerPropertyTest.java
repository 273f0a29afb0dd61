/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.offset;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** The ledger against a model that remembers everything. */
class LedgerPropertyTest {

  private static final int PARTITIONS = 3;

  private static final class Delivered {
    private final long offset;
    private final Ticket ticket;
    private boolean finished;

    Delivered(long offset, Ticket ticket) {
      this.offset = offset;
      this.ticket = ticket;
    }
  }

  /** What truly happened to one partition since its assignment. */
  private static final class Model {
    private final List<Delivered> delivered = new ArrayList<>();
    private long read;

    Model(long from) {
      read = from;
    }
  }

  /**
   * Each step is a number: what it does (deliver with a gap, deliver again, finish one, revoke and
   * assign again, finish one of before the revocation), where, and to which record.
   */
  @Property(tries = 500)
  void commitsTheLongestFinishedPrefix(
      @ForAll @Size(max = 200) List<@IntRange(max = 1_000_000) Integer> steps) {
    Ledger ledger = new Ledger();
    Map<TopicPartition, Model> models = new HashMap<>();
    Map<TopicPartition, Long> committed = new HashMap<>();
    List<Ticket> revoked = new ArrayList<>();
    for (int partition = 0; partition < PARTITIONS; partition++) {
      models.put(new TopicPartition("t", partition), new Model(0));
    }
    for (int step : steps) {
      TopicPartition partition = new TopicPartition("t", step % PARTITIONS);
      Model model = models.get(partition);
      int choice = step / 100;
      switch (step / PARTITIONS % 10) {
        case 0, 1, 2, 3 -> deliver(ledger, partition, model, choice % 4);
        case 4 -> deliverAgain(ledger, partition, model, choice);
        case 5 -> revoked.stream().skip(choice % 7).findFirst().ifPresent(Ticket::finish);
        case 6 -> {
          if (choice % 5 == 0) {
            ledger.revoke(List.of(partition));
            model.delivered.forEach(d -> assertThat(d.ticket.isRevoked()).isTrue());
            model.delivered.forEach(d -> revoked.add(d.ticket));
            models.put(partition, new Model(committed.getOrDefault(partition, 0L)));
          }
        }
        default -> finish(model, choice);
      }
      check(ledger, models, committed);
    }
  }

  private static void deliver(Ledger ledger, TopicPartition partition, Model model, int gap) {
    long offset = model.read + gap;
    Ticket ticket = ledger.deliver(partition, offset, 10);
    assertThat(ticket.isRevoked()).isFalse();
    model.delivered.add(new Delivered(offset, ticket));
    // Sometimes Connect has read on over records that transforms filtered out.
    model.read = offset + 1 + gap / 2;
  }

  private static void deliverAgain(
      Ledger ledger, TopicPartition partition, Model model, int choice) {
    if (!model.delivered.isEmpty()) {
      long offset = model.delivered.get(choice % model.delivered.size()).offset;
      model.delivered.add(new Delivered(offset, ledger.deliver(partition, offset, 10)));
    }
  }

  /** Sometimes a second time, which must change nothing. */
  private static void finish(Model model, int choice) {
    if (!model.delivered.isEmpty()) {
      Delivered delivered = model.delivered.get(choice % model.delivered.size());
      delivered.finished = true;
      delivered.ticket.finish();
    }
  }

  private static void check(
      Ledger ledger, Map<TopicPartition, Model> models, Map<TopicPartition, Long> committed) {
    Map<TopicPartition, OffsetAndMetadata> read = new HashMap<>();
    models.forEach((partition, m) -> read.put(partition, new OffsetAndMetadata(m.read)));
    Map<TopicPartition, OffsetAndMetadata> commit = ledger.committable(read);
    assertThat(commit.keySet()).isEqualTo(models.keySet());
    int pending = 0;
    for (Map.Entry<TopicPartition, Model> entry : models.entrySet()) {
      Model model = entry.getValue();
      long expected = model.read;
      for (Delivered delivered : model.delivered) {
        if (!delivered.finished) {
          expected = Math.min(expected, delivered.offset);
          pending++;
        }
      }
      assertThat(commit.get(entry.getKey()).offset()).isEqualTo(expected);
      committed.put(entry.getKey(), expected);
    }
    Pending all = ledger.pending().values().stream().reduce(Pending.NONE, Pending::plus);
    assertThat(all).isEqualTo(new Pending(pending, 10L * pending));
  }
}
