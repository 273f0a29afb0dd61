/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.transport;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.snbridge.common.log.OncePerMinute;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends calls as {@link ServiceNowClient#send} does, with the same replies, but many in one
 * request. Thread-safe; no thread belongs to it.
 *
 * <table>
 * <caption>What becomes of an item</caption>
 * <tr><th>the batch's answer says</th><th>then</th></tr>
 * <tr><td>done, refused, or unknown by the item's own status</td><td>that is the reply</td></tr>
 * <tr><td>the item's own status is one that is tried again, or a refusal that is of no record and
 * may be the session's</td><td>it is sent alone</td></tr>
 * <tr><td>the item was throttled, or not serviced</td><td>it goes into another batch</td></tr>
 * <tr><td>nothing of it, or the whole answer is lost</td><td>a write: unknown; a read: it is sent
 * alone</td></tr>
 * <tr><td>400 or 413 for the whole</td><td>all go into smaller batches, the last one alone</td></tr>
 * <tr><td>another refusal of the whole</td><td>the futures fail: the API itself is refused, and no
 * item is to blame</td></tr>
 * <tr><td>cancelled before the batch left, whatever it waited for</td><td>the item is not in
 * it</td></tr>
 * </table>
 */
public final class Batches implements Sender {

  private static final Logger LOG = LoggerFactory.getLogger(Batches.class);

  private final ServiceNowClient client;
  private final Timing timing;
  private final Pacer pacer;
  private final Classifier classifier;
  private final BatchSettings settings;
  private final int concurrent;
  private final AtomicLong ids = new AtomicLong();

  /** Guarded by itself, as all below. */
  private final Deque<BatchItem<?>> waiting = new ArrayDeque<>();

  private final BatchSize size;

  @GuardedBy("waiting")
  private int waitingBytes;

  @GuardedBy("waiting")
  private int underWay;

  @GuardedBy("waiting")
  private boolean alarmed;

  Batches(
      ServiceNowClient client,
      Timing timing,
      Pacer pacer,
      Classifier classifier,
      BatchSettings settings,
      int concurrent) {
    this.client = client;
    this.timing = timing;
    this.pacer = pacer;
    this.classifier = classifier;
    this.settings = settings;
    this.concurrent = concurrent;
    this.size = new BatchSize(settings.size(), new OncePerMinute(timing.nanoTime()));
  }

  @Override
  public URI baseUrl() {
    return client.baseUrl();
  }

  /**
   * Puts a call into a batch.
   *
   * @return as {@link ServiceNowClient#send}; fails, too, with a ServiceNowException when the
   *     instance refuses batches altogether
   */
  @Override
  public <T> CompletableFuture<Reply<T>> send(Call<T> call) {
    BatchItem<T> item =
        BatchItem.of(Long.toString(ids.incrementAndGet()), call, timing.nanoTime().getAsLong());
    synchronized (waiting) {
      waiting.addLast(item);
      waitingBytes += item.bytes();
    }
    flush();
    return item.reply();
  }

  /** The client is closed: what waits is not sent any more. */
  void close() {
    take(Integer.MAX_VALUE, Integer.MAX_VALUE).forEach(item -> item.reply().cancel(false));
  }

  /** Sends what is due; on the scheduler when a request has lingered long enough. */
  private void flush() {
    for (List<BatchItem<?>> due = takeDue(); !due.isEmpty(); due = takeDue()) {
      launch(due);
    }
  }

  private List<BatchItem<?>> takeDue() {
    synchronized (waiting) {
      forgetEnded();
      if (waiting.isEmpty() || underWay >= concurrent) {
        return List.of();
      }
      Duration lingered =
          Duration.ofNanos(timing.nanoTime().getAsLong() - waiting.getFirst().since());
      boolean full = waiting.size() >= size.current() || waitingBytes >= settings.maxBytes();
      if (!full && lingered.compareTo(settings.linger()) < 0) {
        wakeAfter(settings.linger().minus(lingered));
        return List.of();
      }
      underWay++;
      return take(size.current(), settings.maxBytes());
    }
  }

  @GuardedBy("waiting")
  private void forgetEnded() {
    for (Iterator<BatchItem<?>> items = waiting.iterator(); items.hasNext(); ) {
      BatchItem<?> item = items.next();
      if (item.reply().isDone()) {
        items.remove();
        waitingBytes -= item.bytes();
      }
    }
  }

  @GuardedBy("waiting")
  private void wakeAfter(Duration wait) {
    if (!alarmed) {
      alarmed = true;
      var unused =
          timing.after(
              wait,
              () -> {
                synchronized (waiting) {
                  alarmed = false;
                }
                flush();
              });
    }
  }

  /** At least one, when there is one. */
  private List<BatchItem<?>> take(int items, int bytes) {
    synchronized (waiting) {
      List<BatchItem<?>> taken = new ArrayList<>();
      int sum = 0;
      while (!waiting.isEmpty()
          && taken.size() < items
          && (taken.isEmpty() || sum + waiting.getFirst().bytes() <= bytes)) {
        BatchItem<?> item = waiting.removeFirst();
        waitingBytes -= item.bytes();
        sum += item.bytes();
        taken.add(item);
      }
      return taken;
    }
  }

  private void launch(List<BatchItem<?>> items) {
    if (items.size() == 1) {
      var unused = alone(items.get(0)).whenComplete((reply, failure) -> landed());
      return;
    }
    String batchId = UUID.randomUUID().toString();
    LOG.debug(
        "Batch [correlation id {}] holds {}",
        batchId,
        items.stream().map(item -> item.request().correlationId()).toList());
    BatchCall call = new BatchCall(client.baseUrl(), items, batchId);
    CompletableFuture<Reply<BatchReply>> sent = client.send(call);
    var unused =
        CompletableFuture.allOf(
                items.stream().map(BatchItem::reply).toArray(CompletableFuture<?>[]::new))
            // Nobody waits for any of them any more.
            .whenComplete((all, failure) -> sent.cancel(false));
    unused =
        sent.whenComplete(
                (reply, failure) -> {
                  if (failure != null) {
                    items.forEach(item -> item.reply().completeExceptionally(failure));
                  } else {
                    answered(call.items(), reply);
                  }
                })
            .handle(
                (reply, failure) -> {
                  landed();
                  return null;
                });
  }

  private void landed() {
    synchronized (waiting) {
      underWay--;
    }
    flush();
  }

  private void answered(List<BatchItem<?>> items, Reply<BatchReply> reply) {
    if (items.isEmpty()) {
      return;
    }
    if (reply instanceof Reply.Ok<BatchReply> ok) {
      BatchReply outcomes = ok.body();
      List<BatchItem<?>> again = new ArrayList<>();
      for (BatchItem<?> item : items) {
        if (outcomes.unserviced().contains(item.id()) || !conclude(item, outcomes)) {
          again.add(item);
        }
      }
      learn(items.size(), outcomes);
      sendAgain(again);
    } else if (reply instanceof Reply.Refused<BatchReply> refused) {
      refused(items, refused);
    } else {
      Reply.NotOk<BatchReply> lost = (Reply.NotOk<BatchReply>) reply;
      items.forEach(item -> lost(item, lost));
    }
  }

  private void learn(int items, BatchReply outcomes) {
    synchronized (waiting) {
      if (outcomes.serviced().size() < items) {
        size.tooMuch(
            items,
            outcomes.serviced().size(),
            "its quota of 30 seconds was over, or the answer would have been too large");
      } else {
        size.done(items);
      }
    }
  }

  /** False when the item is to go into another batch. */
  private <T> boolean conclude(BatchItem<T> item, BatchReply outcomes) {
    BatchItem.Answered answer = outcomes.serviced().get(item.id());
    if (answer == null) {
      if (item.request().repeatable()) {
        var unused = alone(item);
      } else {
        item.lost();
      }
      return true;
    }
    Verdict<T> verdict = item.classify(classifier, answer);
    pacer.obey(verdict);
    Reply<T> reply = verdict.reply();
    if (reply instanceof Reply.Throttled) {
      return false;
    }
    if (reply instanceof Reply.Ok
        || (reply instanceof Reply.Refused<T> refused && !mayBeOfTheSession(refused))
        || reply instanceof Reply.Unknown) {
      item.reply().complete(reply);
    } else {
      var unused = alone(item);
    }
    return true;
  }

  /** Alone it is asked for in a fresh session, too. */
  private static boolean mayBeOfTheSession(Reply.Refused<?> refused) {
    return refused.failure().status() == 403 && refused.failure().isOfNoRecord();
  }

  private void lost(BatchItem<?> item, Reply.NotOk<BatchReply> ofBatch) {
    if (item.request().repeatable() && ofBatch instanceof Reply.Unknown) {
      var unused = alone(item);
    } else {
      item.end(ofBatch);
    }
  }

  private void refused(List<BatchItem<?>> items, Reply.Refused<BatchReply> refused) {
    int status = refused.failure().status();
    if (status != 400 && status != 413) {
      items.forEach(item -> item.reply().completeExceptionally(new ServiceNowException(refused)));
      return;
    }
    if (items.size() == 1) {
      // The others have ended while it waited; its own refusal is no batch's.
      var unused = alone(items.get(0));
      return;
    }
    synchronized (waiting) {
      size.tooMuch(items.size(), 0, refused.failure().describe());
    }
    sendAgain(items);
  }

  /** In their order, before all others. */
  private void sendAgain(List<BatchItem<?>> items) {
    synchronized (waiting) {
      for (int i = items.size() - 1; i >= 0; i--) {
        waiting.addFirst(items.get(i));
        waitingBytes += items.get(i).bytes();
      }
    }
  }

  private <T> CompletableFuture<Reply<T>> alone(BatchItem<T> item) {
    if (item.reply().isDone()) {
      return item.reply();
    }
    CompletableFuture<Reply<T>> sent = client.send(item.call());
    var unused = item.reply().whenComplete((reply, failure) -> sent.cancel(false));
    return sent.whenComplete(
        (reply, failure) -> {
          if (failure != null) {
            item.reply().completeExceptionally(failure);
          } else {
            item.reply().complete(reply);
          }
        });
  }
}
