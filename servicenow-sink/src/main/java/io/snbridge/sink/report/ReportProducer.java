/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.report;

import io.snbridge.common.log.LogContext;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.connect.errors.ConnectException;

/**
 * Writes to topics of the connector's own. A producer may block while it asks for a topic's
 * metadata, up to {@code max.block.ms}; so records are handed to it on a thread of their own, one
 * after the other. Thread-safe.
 */
public final class ReportProducer implements AutoCloseable {

  /** With all else that a task has to close it stays below task.shutdown.graceful.timeout.ms. */
  private static final Duration LONGEST_CLOSE = Duration.ofMillis(500);

  private final Producer<byte[], byte[]> producer;
  private final LogContext logs;
  private final ExecutorService sender;

  /**
   * @param producer closed with this
   * @param logs whose its thread is
   */
  public ReportProducer(Producer<byte[], byte[]> producer, LogContext logs) {
    this.producer = producer;
    this.logs = logs;
    this.sender = Executors.newSingleThreadExecutor(task -> logs.thread("reports", task));
  }

  /**
   * Sends a record. Does not wait.
   *
   * @return done when Kafka has it; fails with a ConnectException when it could not be written
   */
  Future<Void> send(ProducerRecord<byte[], byte[]> letter) {
    CompletableFuture<Void> kept = new CompletableFuture<>();
    try {
      sender.execute(() -> send(letter, kept));
    } catch (RejectedExecutionException closed) {
      kept.completeExceptionally(new CancellationException("The task is stopped"));
    }
    return kept;
  }

  private void send(ProducerRecord<byte[], byte[]> letter, CompletableFuture<Void> kept) {
    BiConsumer<RecordMetadata, Exception> answered =
        logs.wrap(
            (metadata, error) -> {
              if (error == null) {
                kept.complete(null);
              } else {
                kept.completeExceptionally(unwritten(letter.topic(), error));
              }
            });
    try {
      var unused = producer.send(letter, answered::accept);
    } catch (RuntimeException e) {
      kept.completeExceptionally(unwritten(letter.topic(), e));
    }
  }

  private static ConnectException unwritten(String topic, Exception error) {
    return new ConnectException(
        ("The outcome of a record could not be written to topic '%s' (report.topic,"
                + " report.failure.topic, conflict.review.topic, report.producer.*): %s")
            .formatted(topic, error.getMessage()),
        error);
  }

  /** Gives up what is not sent yet: its records are not committed. */
  @Override
  public void close() {
    sender.shutdownNow();
    producer.close(LONGEST_CLOSE);
  }
}
