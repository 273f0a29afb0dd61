/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.emulator.chaos;

import static io.snbridge.emulator.ColumnDefinition.col;

import io.snbridge.emulator.Fault;
import io.snbridge.emulator.RequestMatcher;
import io.snbridge.emulator.ServiceNowEmulator;
import io.snbridge.emulator.TableDefinition;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * Two tables in which rows change all the time, on an instance on which everything goes wrong: one
 * answer in eight is a fault ({@link FaultMix}), and rights, sessions, tokens and clocks come and
 * go ({@link Episodes}). What happens, and in which order, is the seed's; when it happens is not,
 * and so not which request a fault hits.
 *
 * <p>Begins and ends on the caller's thread, changes rows on one of its own.
 */
public final class Chaos implements AutoCloseable {
  /** The column that grows with every change. */
  public static final String SEQUENCE = "u_seq";

  /** The tables. The second has rows of a class that extends it. */
  public static final List<String> TABLES = List.of("u_order", "u_task");

  private static final String EXTENDING = "u_task_special";
  private static final double FAULTS = 1.0 / 8;
  private static final int ROWS_AT_FIRST = 300;
  private static final int LONGEST_PAUSE_MS = 60;

  private final ServiceNowEmulator emulator;
  private final long seed;
  private final SplittableRandom random;
  private final FaultMix faults;
  private final RowChanges changes;
  private final Episodes episodes;
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          work -> {
            Thread made = new Thread(work, "emulator-chaos");
            made.setDaemon(true);
            return made;
          });
  private volatile boolean goesOn = true;
  private volatile boolean lastLife;
  private Future<?> work;

  /** Defines the tables and fills them. */
  public Chaos(ServiceNowEmulator emulator, long seed) {
    this.emulator = emulator;
    this.seed = seed;
    random = new SplittableRandom(seed);
    faults = new FaultMix(seed);
    changes = new RowChanges(emulator, random.split());
    episodes = new Episodes(emulator, random.split(), TABLES);
    for (String table : TABLES) {
      emulator.defineTable(
          TableDefinition.table(table, col(SEQUENCE, "integer"), col("u_text", "string")));
    }
    emulator.defineTable(TableDefinition.table(EXTENDING).extending(TABLES.get(1)));
    TABLES.forEach(table -> changes.fill(table, ROWS_AT_FIRST));
    changes.fill(EXTENDING, ROWS_AT_FIRST);
  }

  /** From now on nothing is sure. */
  public void begin() {
    episodes.begin();
    emulator
        .faults()
        .fraction(FAULTS, Fault.chosen(request -> faults.next()), RequestMatcher.any());
    work = thread.submit(this::change);
  }

  private void change() {
    List<String> all = List.of(TABLES.get(0), TABLES.get(0), TABLES.get(1), EXTENDING);
    while (goesOn) {
      if (lastLife) {
        changes.slowTransactions();
        episodes.lastLife();
      }
      changes.one(all.get(random.nextInt(all.size())));
      episodes.tick();
      if (!pause(random.nextInt(LONGEST_PAUSE_MS))) {
        return;
      }
    }
  }

  private static boolean pause(int millis) {
    try {
      TimeUnit.MILLISECONDS.sleep(millis);
      return true;
    } catch (InterruptedException closed) {
      return false;
    }
  }

  /**
   * Nobody is killed from now on, so that it also happens what a task makes good only as long as it
   * lives: transactions take longer than a reader waits for them, all answers are ahead, and rows
   * are hidden while they change.
   */
  public void lastLife() {
    lastLife = true;
  }

  /**
   * Rows change no more, and all of them may be read. Faults go on.
   *
   * @throws IllegalStateException when a change could not be made
   */
  public void endChanges() throws InterruptedException {
    goesOn = false;
    try {
      work.get();
    } catch (ExecutionException failed) {
      throw new IllegalStateException(failed.getCause());
    }
    changes.end();
    episodes.end();
  }

  private Map<String, String> rows(String table) {
    return emulator.rows(table).stream()
        .collect(Collectors.toMap(row -> row.get("sys_id"), row -> row.get(SEQUENCE)));
  }

  /**
   * What is not as it is in a table.
   *
   * @param seen the sequence of each row, by sys_id
   */
  public List<String> differences(String table, Map<String, String> seen) {
    List<String> different = new ArrayList<>();
    Map<String, String> there = rows(table);
    there.forEach(
        (id, sequence) -> {
          if (!sequence.equals(seen.get(id))) {
            String stamp = emulator.row(table, id).get("sys_updated_on");
            different.add(
                "row %s of %s has %s, seen is %s".formatted(id, stamp, sequence, seen.get(id)));
          }
        });
    seen.forEach(
        (id, sequence) -> {
          if (!there.containsKey(id)) {
            different.add("row %s is gone, seen is %s".formatted(id, sequence));
          }
        });
    return different;
  }

  /** Rows that were deleted and put back: only these may come after their delete. */
  public Set<String> putBack() {
    return changes.putBack();
  }

  /** Kinds of faults that have not hit a request yet. */
  public Set<String> notYetDealt() {
    Set<String> left = new TreeSet<>(FaultMix.names());
    left.removeAll(faults.dealt().keySet());
    return left;
  }

  /** What happened, and how to have it again. */
  public String describe() {
    return "seed %d: %d changes, faults %s, episodes %s"
        .formatted(seed, changes.count(), faults.dealt(), episodes.seen());
  }

  @Override
  public void close() {
    goesOn = false;
    thread.shutdownNow();
  }
}
