/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink;

import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.connect.errors.ConnectException;

/**
 * The topic that is told what became of each record. A producer may block while it asks for the
 * topic's metadata, up to {@code max.block.ms}; so reports are handed to it on a thread of their
 * own, one after the other. Thread-safe.
 */
final class ReportTopic implements AutoCloseable {

  /** With all else that a task has to close it stays below task.shutdown.graceful.timeout.ms. */
  private static final Duration PATIENCE_AT_CLOSE = Duration.ofMillis(500);

  private final String topic;
  private final Producer<byte[], byte[]> producer;
  private final ExecutorService sender =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread thread = new Thread(task, "servicenow-sink-reports");
            thread.setDaemon(true);
            return thread;
          });

  /**
   * @param producer closed with this
   */
  ReportTopic(String topic, Producer<byte[], byte[]> producer) {
    this.topic = topic;
    this.producer = producer;
  }

  /**
   * Sends a report. Does not wait.
   *
   * @return done when Kafka has it; fails with a ConnectException when it could not be written
   */
  Future<Void> tell(Report report) {
    CompletableFuture<Void> kept = new CompletableFuture<>();
    try {
      sender.execute(() -> send(report, kept));
    } catch (RejectedExecutionException closed) {
      kept.completeExceptionally(new CancellationException("The task is stopped"));
    }
    return kept;
  }

  private void send(Report report, CompletableFuture<Void> kept) {
    try {
      var unused =
          producer.send(
              new ProducerRecord<>(topic, report.key().orElse(null), report.json()),
              (metadata, error) -> {
                if (error == null) {
                  kept.complete(null);
                } else {
                  kept.completeExceptionally(unwritten(error));
                }
              });
    } catch (RuntimeException e) {
      kept.completeExceptionally(unwritten(e));
    }
  }

  private ConnectException unwritten(Exception error) {
    return new ConnectException(
        ("What became of a record could not be written to topic '%s' (report.topic, report.producer.*):"
                + " %s")
            .formatted(topic, error.getMessage()),
        error);
  }

  /** Gives up what is not sent yet: its records are not committed. */
  @Override
  public void close() {
    sender.shutdownNow();
    producer.close(PATIENCE_AT_CLOSE);
  }
}
