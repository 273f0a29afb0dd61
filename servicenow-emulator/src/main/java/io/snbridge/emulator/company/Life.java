/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.emulator.company;

import io.snbridge.emulator.ServiceNowEmulator;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A company at work: incidents are opened, worked on, resolved, and now and then deleted; servers
 * change. All of it happens on one thread of its own.
 */
public final class Life implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Life.class);

  private final ServiceNowEmulator emulator;
  private final SplittableRandom random = new SplittableRandom(11);
  private final Words words = new Words(random);
  private final Deque<String> open = new ArrayDeque<>();
  private final ScheduledExecutorService thread;
  private final ScheduledFuture<?> beat;
  private Tickets tickets;
  private List<String> servers = List.of();

  /**
   * Begins.
   *
   * @param changesPerSecond inserts, updates and deletes together; 0 or less for none
   */
  public Life(ServiceNowEmulator emulator, double changesPerSecond) {
    this.emulator = emulator;
    thread =
        Executors.newSingleThreadScheduledExecutor(
            work -> {
              Thread made = new Thread(work, "emulator-life");
              made.setDaemon(true);
              return made;
            });
    beat =
        changesPerSecond <= 0
            ? null
            : thread.scheduleAtFixedRate(
                this::change, 0, (long) (1e9 / changesPerSecond), TimeUnit.NANOSECONDS);
  }

  @Override
  public void close() {
    if (beat != null) {
      beat.cancel(false);
    }
    thread.shutdownNow();
  }

  private void change() {
    try {
      if (tickets == null) {
        begin();
      }
      int chance = random.nextInt(100);
      if (open.isEmpty() || chance < 30) {
        open.addLast(emulator.insert("incident", opened()));
      } else if (chance < 88) {
        work(open.removeFirst());
      } else if (chance < 97) {
        restart(servers.get(random.nextInt(servers.size())));
      } else {
        emulator.delete("incident", open.removeLast());
      }
    } catch (IllegalArgumentException goneMeanwhile) {
      // Somebody deleted the row over REST; life goes on with the next one.
      LOG.debug("Skipped a change: {}", goneMeanwhile.getMessage());
    } catch (RuntimeException defect) {
      LOG.error("The company's life failed once, it goes on", defect);
    }
  }

  private void begin() {
    servers = ids("cmdb_ci_server");
    tickets = new Tickets(random, words, ids("sys_user"), ids("sys_user_group"), ids("cmdb_ci"));
    emulator.rows("incident").stream()
        .filter(row -> "true".equals(row.get("active")))
        .map(row -> row.get("sys_id"))
        .forEach(open::add);
  }

  private Map<String, String> opened() {
    Map<String, String> row = tickets.incident(emulator.clock().now());
    row.put("state", "1");
    row.put("active", "true");
    row.keySet().removeAll(List.of("closed_at", "close_code", "close_notes", "assigned_to"));
    return row;
  }

  private void work(String incident) {
    Map<String, String> row = emulator.row("incident", incident);
    Map<String, String> change = new HashMap<>();
    switch (row.get("state")) {
      case "1" -> {
        change.put("state", "2");
        change.put("assigned_to", tickets.users().get(random.nextInt(tickets.users().size())));
      }
      case "2" -> change.put("state", random.nextInt(4) == 0 ? "3" : "6");
      case "3" -> change.put("state", "2");
      default -> {
        change.put("state", "7");
        change.put("active", "false");
        change.put("close_code", "Solved (Permanently)");
      }
    }
    emulator.update("incident", incident, change);
    if (!"false".equals(change.get("active"))) {
      open.addLast(incident);
    }
  }

  private void restart(String server) {
    boolean runs = "1".equals(emulator.row("cmdb_ci_server", server).get("operational_status"));
    emulator.update("cmdb_ci_server", server, Map.of("operational_status", runs ? "2" : "1"));
  }

  private List<String> ids(String table) {
    return emulator.rows(table).stream().map(row -> row.get("sys_id")).toList();
  }
}
