/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.emulator;

import io.snbridge.emulator.http.Request;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * What was asked: the latest requests, and counters of all of them. A request is in the log before
 * its answer leaves. Thread safe.
 */
public final class RequestLog {
  private final int room;
  private final Deque<RecordedRequest> latest = new ArrayDeque<>();
  private final Map<Integer, Long> byStatus = new TreeMap<>();
  private long total;
  private int most;

  RequestLog(int room) {
    this.room = room;
  }

  /** Counts a request that came in while so many were present, itself included. */
  public synchronized void arrived(int present) {
    most = Math.max(most, present);
  }

  /** Keeps a request and what was answered. */
  public synchronized void answered(Request request, int status, String session, Instant end) {
    total++;
    byStatus.merge(status, 1L, Long::sum);
    if (room > 0) {
      if (latest.size() == room) {
        latest.removeFirst();
      }
      latest.addLast(RecordedRequest.of(request, status, session, end));
    }
  }

  /** The latest requests, oldest first; how many are kept is set by the builder. */
  public synchronized List<RecordedRequest> all() {
    return List.copyOf(latest);
  }

  /** The latest requests of a kind, oldest first. */
  public List<RecordedRequest> matching(Predicate<RecordedRequest> kind) {
    return all().stream().filter(kind).toList();
  }

  /** The latest Table API requests to a table, oldest first. */
  public List<RecordedRequest> toTable(String table) {
    return matching(request -> request.table().equals(table));
  }

  /** How many requests were answered, also those no longer kept. */
  public synchronized long count() {
    return total;
  }

  /** How many requests were answered, by status; 0 stands for a cut connection. */
  public synchronized Map<Integer, Long> countByStatus() {
    return Map.copyOf(byStatus);
  }

  /** The most requests that were here at once. */
  public synchronized int greatestConcurrency() {
    return most;
  }

  /** Forgets everything. */
  public synchronized void clear() {
    latest.clear();
    byStatus.clear();
    total = 0;
    most = 0;
  }
}
