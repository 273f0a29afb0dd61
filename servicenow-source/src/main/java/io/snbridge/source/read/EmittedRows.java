/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.read;

import io.snbridge.common.table.GlideDateTime;
import io.snbridge.common.table.Row;
import io.snbridge.source.config.RescanConfig;
import io.snbridge.source.config.RescanConfig.FirstPass;
import io.snbridge.source.position.Position.InStream;
import io.snbridge.source.scan.HeldBytes;
import io.snbridge.source.scan.KeysetColumns;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/**
 * What was handed out of a table's rows, and who may hand out next. The stream and the {@link
 * Rescan}, or a {@link RepeatedSnapshot}, read the same rows at the same time, and no older state
 * may follow a newer one. What is said of the rescan holds for both; never do both read at once:
 *
 * <ul>
 *   <li>The rescan passes over a row that the stream has handed out, or reported deleted, since the
 *       rescan asked for its page: the stream's may be newer.
 *   <li>The rescan waits for what the stream was reading when the rescan's page came: it may be
 *       older, and so must go first. The stream waits for nobody.
 *   <li>Deciding and handing out are one step.
 * </ul>
 *
 * A row that is passed over stays as it is known, so that the next pass finds what was missed. Ids
 * are remembered only while the rescan waits for a page, and only so many: when there are more, its
 * whole page is passed over, or read again, and then only the ids of its rows are remembered.
 * Thread-safe; without a rescan it keeps nothing of rows, and without both it holds up nobody.
 */
final class EmittedRows {

  /** Puts records into the queue. */
  @FunctionalInterface
  interface HandingOut {
    void run() throws InterruptedException;
  }

  /** Makes records of rows and puts them into the queue. */
  @FunctionalInterface
  interface Finding {
    /**
     * Hands out.
     *
     * @param position to carry: all before it has been handed out
     * @param known whether something was handed out of a row before, or known at least
     */
    void handOut(List<Row> rows, InStream position, Predicate<Row> known)
        throws InterruptedException;
  }

  /** The same for rows that are read once more, whatever is known of them; none perhaps. */
  @FunctionalInterface
  interface Repeating {
    void handOut(List<Row> rows) throws InterruptedException;
  }

  /** Some 130 bytes each. */
  static final int MOST_MEANWHILE = 20_000;

  private final RescanConfig config;

  /** Whether others read beside the stream. */
  private final boolean beside;

  private final KeysetColumns reader;
  private final ReentrantLock lock = new ReentrantLock(true);
  private final Condition streamHandedOut = lock.newCondition();

  // All guarded by the lock.
  private final RowFingerprints prints;
  private final Set<String> handedOutMeanwhile = new HashSet<>();
  private boolean rescanAsks;

  /** Of a page that is asked for once more, the rows that it had; else empty, for any row. */
  private Set<String> asked = Set.of();

  private boolean tooManyMeanwhile;
  private long readingsBegun;
  private long readingsEnded;
  private Optional<InStream> position = Optional.empty();
  private boolean complete;
  private boolean pass;

  /** Set once there was no room: from then on a row that is not known need not be a new one. */
  private boolean overflowed;

  /** In this pass, or before the first one. */
  private long lost;

  /** In this pass, because too many were handed out meanwhile. */
  private long passedOver;

  // Written under the lock; who watches must not wait for it.
  private volatile int size;
  private volatile long untracked;

  private final LongAdder streamed = new LongAdder();

  EmittedRows(RescanConfig config, KeysetColumns reader) {
    this(config, config.isOn(), reader);
  }

  /**
   * @param beside whether the table is read beside its stream, be it by a rescan or not
   */
  EmittedRows(RescanConfig config, boolean beside, KeysetColumns reader) {
    this.config = config;
    this.beside = beside || config.isOn();
    this.reader = reader;
    this.prints = new RowFingerprints(config.mostRows());
  }

  /** The stream asks for something. */
  void streamReads() {
    locked(() -> readingsBegun++);
  }

  /**
   * The stream has a page of rows, and goes on to the next one.
   *
   * @param wasAll false when it has read another page already, which it hands out later: until then
   *     nothing that a rescan reads goes before
   */
  void streamHandsOut(List<Row> rows, InStream after, boolean wasAll, HandingOut handingOut)
      throws InterruptedException {
    streamed.add(rows.size());
    if (!beside) {
      handingOut.run();
      return;
    }
    lock.lockInterruptibly();
    try {
      handingOut.run();
      remember(rows);
      meanwhile(rows.stream().map(reader::id).toList());
      position = Optional.of(after);
      if (wasAll) {
        readingsEnded = readingsBegun++;
        streamHandedOut.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /** The stream hands out deletes of these rows. */
  void streamHandsOutDeletes(List<String> ids, HandingOut handingOut) throws InterruptedException {
    streamed.add(ids.size());
    if (!beside) {
      handingOut.run();
      return;
    }
    lock.lockInterruptibly();
    try {
      handingOut.run();
      meanwhile(ids);
      // A row that is put back as it was has to be given again.
      ids.forEach(prints::forgetContent);
    } finally {
      lock.unlock();
    }
  }

  /** Rows and deletes that the stream has handed out, or read and left out, so far. */
  long streamed() {
    return streamed.sum();
  }

  /** The stream has handed out all up to a position, and reads nothing now. */
  void streamRests(InStream at) {
    locked(
        () -> {
          position = Optional.of(at);
          readingsEnded = readingsBegun;
          streamHandedOut.signalAll();
        });
  }

  /** The snapshot has handed out these; the stream has not begun. */
  void snapshotHandedOut(List<Row> rows) {
    locked(() -> remember(rows));
  }

  /** Each row of the table was handed out or looked at. */
  void isComplete() {
    locked(() -> complete = true);
  }

  /** Whether a row that is not known is a new one. */
  boolean knowsAll() {
    lock.lock();
    try {
      return complete;
    } finally {
      lock.unlock();
    }
  }

  void passBegins() {
    locked(
        () -> {
          pass = !pass;
          lost = 0;
          passedOver = 0;
        });
  }

  /**
   * Forgets rows that were not seen in this pass; how many these are.
   *
   * @param wereShown false when they may have been hidden from the user: then they stay known, and
   *     are forgotten after the next pass but one that does not see them
   */
  int passEnds(boolean wereShown) {
    lock.lock();
    try {
      complete = true;
      int gone = wereShown ? prints.sweep(pass) : 0;
      size = prints.size();
      untracked = lost;
      return gone;
    } finally {
      lock.unlock();
    }
  }

  /** The rescan asks for a page. */
  void rescanAsks() {
    rescanAsks(Set.of());
  }

  /**
   * The rescan asks for a page.
   *
   * @param ids of a page that is asked for once more, the rows that it had: others are not handed
   *     out, because the stream may have; empty for a page that is asked for the first time
   */
  void rescanAsks(Set<String> ids) {
    locked(
        () -> {
          forgetMeanwhile();
          rescanAsks = true;
          asked = ids;
        });
  }

  private void meanwhile(List<String> ids) {
    if (rescanAsks && !tooManyMeanwhile) {
      ids.stream().filter(this::mayBeAsked).forEach(handedOutMeanwhile::add);
      tooManyMeanwhile = handedOutMeanwhile.size() > Math.max(MOST_MEANWHILE, asked.size());
      if (tooManyMeanwhile) {
        handedOutMeanwhile.clear();
      }
    }
  }

  private boolean mayBeAsked(String id) {
    return asked.isEmpty() || asked.contains(id);
  }

  private void forgetMeanwhile() {
    rescanAsks = false;
    asked = Set.of();
    tooManyMeanwhile = false;
    handedOutMeanwhile.clear();
  }

  /** The rescan has no more pages in this range. */
  void rescanRests() {
    locked(this::forgetMeanwhile);
  }

  /**
   * Hands out what differs from what is known.
   *
   * @param clock the instance's; rows stamped between the stream's position and it are the stream's
   * @param bytes of these rows; lent when the stream is waited for, which may wait for a page
   * @return how many rows were handed out
   */
  int rescanFound(List<Row> rows, Instant clock, HeldBytes bytes, Finding finding)
      throws InterruptedException {
    lock.lockInterruptibly();
    try {
      awaitOlder(bytes);
      List<Row> found = rows.stream().filter(row -> isFound(row, clock)).toList();
      if (!found.isEmpty()) {
        finding.handOut(found, position.orElseThrow(), row -> prints.knows(reader.id(row)));
        found.forEach(row -> keep(row, RowHash.of(row)));
      }
      passedOver += tooManyMeanwhile ? rows.size() : 0;
      forgetMeanwhile();
      return found.size();
    } finally {
      lock.unlock();
    }
  }

  /** What the stream was reading goes first. */
  private void awaitOlder(HeldBytes bytes) throws InterruptedException {
    long older = readingsBegun;
    while (readingsEnded < older) {
      bytes.lend();
      streamHandedOut.await();
    }
  }

  /**
   * Hands out rows that were {@linkplain #rescanAsks asked for} once more, but for those that the
   * stream has handed out since.
   *
   * @param bytes of these rows; lent when the stream is waited for
   * @return false when these may be any of them, because they are too many: nothing was handed out,
   *     and {@linkplain #rescanAsks(Set) these rows} are to be asked for again
   */
  boolean readAgain(List<Row> rows, HeldBytes bytes, Repeating repeating)
      throws InterruptedException {
    lock.lockInterruptibly();
    try {
      awaitOlder(bytes);
      if (tooManyMeanwhile) {
        forgetMeanwhile();
        return false;
      }
      List<Row> left =
          rows.stream()
              .filter(row -> mayBeAsked(reader.id(row)))
              .filter(row -> !handedOutMeanwhile.contains(reader.id(row)))
              .toList();
      repeating.handOut(left);
      remember(left);
      forgetMeanwhile();
      return true;
    } finally {
      lock.unlock();
    }
  }

  private boolean isFound(Row row, Instant clock) {
    String id = reader.id(row);
    prints.seen(id, pass);
    if (handedOutMeanwhile.contains(id) || isOfTheStream(row, clock)) {
      return false;
    }
    long print = RowHash.of(row);
    RowFingerprints.Comparison compared = prints.compare(id, print);
    if (tooManyMeanwhile) {
      learn(compared, row, print);
      return false;
    }
    return switch (compared) {
      case SAME -> false;
      case OTHER -> true;
      case UNKNOWN -> isFoundThoughUnknown(row, print);
    };
  }

  /** What is not known was not handed out meanwhile; the next pass must not take it for new. */
  private void learn(RowFingerprints.Comparison compared, Row row, long print) {
    if (compared == RowFingerprints.Comparison.UNKNOWN
        && !complete
        && config.firstPass() == FirstPass.LEARN) {
      keep(row, print);
    }
  }

  private boolean isFoundThoughUnknown(Row row, long print) {
    boolean isNew = complete && !overflowed;
    if (isNew || (!complete && config.firstPass() == FirstPass.EMIT)) {
      return true;
    }
    keep(row, print);
    return false;
  }

  /** The stream will hand it out when it comes there, unless it has sent it early as it is. */
  private boolean isOfTheStream(Row row, Instant clock) {
    InStream at = position.orElseThrow();
    return row.value(reader.timestampField())
        .flatMap(GlideDateTime::parse)
        .filter(stamp -> !stamp.isBefore(at.timestamp()))
        .filter(stamp -> !stamp.isAfter(clock))
        .filter(unused -> !at.early().has(EarlyRows.print(row, reader)))
        .isPresent();
  }

  private void remember(List<Row> rows) {
    if (config.isOn()) {
      rows.forEach(row -> keep(row, RowHash.of(row)));
    }
  }

  private void keep(Row row, long print) {
    if (!prints.put(reader.id(row), print, pass)) {
      overflowed = true;
      lost++;
      // A pass under way shows what the last one had, until it has more.
      untracked = Math.max(untracked, lost);
    }
    size = prints.size();
  }

  /** Rows with a fingerprint. */
  int size() {
    return size;
  }

  /** Rows for which there was no room in the last pass. */
  long untracked() {
    return untracked;
  }

  /** Rows of this pass that were not compared, because too many changed while it read them. */
  long passedOver() {
    lock.lock();
    try {
      return passedOver;
    } finally {
      lock.unlock();
    }
  }

  /** Ids that are remembered now, because the rescan waits for a page. */
  int remembered() {
    lock.lock();
    try {
      return handedOutMeanwhile.size();
    } finally {
      lock.unlock();
    }
  }

  private void locked(Runnable change) {
    if (beside) {
      lock.lock();
      try {
        change.run();
      } finally {
        lock.unlock();
      }
    }
  }
}
