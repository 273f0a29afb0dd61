/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.write;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Runs jobs of one key one after the other, in the order they were given, and jobs of different
 * keys in parallel, up to a limit. A job has one of the slots and the lane of its key; it may give
 * the slot back before its end, and have the lane held after it. One that has not begun may take
 * over the next one of its key. A job is a future that somebody else completes: no thread belongs
 * to this class and none is blocked. Thread-safe.
 *
 * <p>Keys are in groups, such as the rows of a table. The groups with jobs have half of the slots
 * in equal parts for themselves, and share the rest; one is kept for groups that may have jobs
 * again. So jobs of one group that do not end leave slots for the others.
 *
 * @param <K> what orders
 * @param <J> what is run
 */
public final class KeyedExecutor<K, J extends KeyedExecutor.Job> {

  /** Something that takes a while. */
  public interface Job {

    /** Begins it; must not throw. However the future ends, the job has ended. */
    CompletableFuture<?> begin(Turn turn);

    /** Whether it should not begin. */
    boolean isDropped();

    /**
     * Takes over the job behind it, which then neither begins nor ends itself. Asked only while
     * this one has not begun and is the last of its key; must not block or throw.
     *
     * @return whether it has taken it over
     */
    default boolean merge(Job next) {
      return false;
    }
  }

  /** What a job has while it runs: one of the slots, and the lane of its key. */
  public interface Turn {

    /** Gives the slot to others, for good; for a job that waits for something. */
    void freeSlot();

    /**
     * Does something that has a limit of its own and that others may share, such as a question for
     * many at once: without the slot, which others have meanwhile, and then with one again.
     *
     * @param work begun at once
     * @return as {@code work}, once there is a slot; fails with a CancellationException when the
     *     executor is halted before
     */
    default <T> CompletableFuture<T> aside(Supplier<CompletableFuture<T>> work) {
      return work.get();
    }

    /**
     * The same for what may last, such as an answer that does not come: jobs that wait so do not
     * count against those that are aside, so that any number of them keeps no other from beginning.
     */
    default <T> CompletableFuture<T> parked(Supplier<CompletableFuture<T>> work) {
      return work.get();
    }

    /**
     * After the job's end its key's next one waits for this, too, however it completes. To be
     * called before the end.
     */
    void holdLane(CompletableFuture<?> until);

    /** Whether no job begins any more. */
    boolean isHalted();
  }

  /**
   * Jobs of a group aside for each slot: enough to have the next ones ready when those with a slot
   * end, and no more, because what they have learned grows old.
   */
  private static final int ASIDE_PER_SLOT = 4;

  /** With so many slots one is kept for groups that have had jobs, and have none now. */
  private static final int ENOUGH_TO_KEEP_ONE = 4;

  /** More groups are remembered only while they have jobs: records may name ever new ones. */
  private static final int MOST_IDLE = 100;

  private final int limit;
  private final Function<K, ?> groupOf;
  private final Object lock = new Object();
  private final AtomicInteger wakes = new AtomicInteger();

  /** The jobs of a key. */
  private final class Lane {
    /** Those that wait behind the first. */
    private final Deque<Entry> waiting = new ArrayDeque<>(2);

    private Entry last;

    Lane(Entry first) {
      last = first;
    }

    void add(Entry entry) {
      waiting.add(entry);
      last = entry;
    }
  }

  /** Of each key with a job. */
  @GuardedBy("lock")
  private final Map<K, Lane> lanes = new HashMap<>();

  /** What a group of keys has. Guarded by {@link #lock}. */
  private final class Group {
    /** First jobs of their keys that may begin. */
    private final Deque<Entry> ready = new ArrayDeque<>();

    /** Jobs that have done something aside and go on with a slot. */
    private final Deque<Return> returning = new ArrayDeque<>();

    /** Jobs that do something aside, or have done. */
    private int aside;

    /** Whether the last slot went to a job that had not begun. */
    private boolean beganLast;

    private int slots;

    /** Jobs that were given and whose lane is not free yet. */
    private int members;

    boolean isActive() {
      return slots > 0 || !ready.isEmpty() || !returning.isEmpty();
    }
  }

  @GuardedBy("lock")
  private final Map<Object, Group> groups = new HashMap<>();

  /** All groups; whose turn it is is first. */
  @GuardedBy("lock")
  private final Deque<Group> turns = new ArrayDeque<>();

  /** Begun and not ended, with or without a slot. */
  @GuardedBy("lock")
  private final Set<Entry> running = new HashSet<>();

  /** Guarded by {@link #lock}; jobs count themselves. */
  private int slotsTaken;

  @GuardedBy("lock")
  private boolean halted;

  /**
   * An executor without threads.
   *
   * @param limit jobs that have a slot at a time
   * @param groupOf the group of a key; there are to be few
   */
  public KeyedExecutor(int limit, Function<K, ?> groupOf) {
    this.limit = limit;
    this.groupOf = groupOf;
  }

  /** Adds a job behind all others of its key, if the last of them does not take it over. */
  public void submit(K key, J job) {
    synchronized (lock) {
      Entry entry = new Entry(key, job, group(key));
      Lane lane = lanes.get(key);
      if (lane == null) {
        lanes.put(key, new Lane(entry));
        entry.group.ready.add(entry);
        entry.group.members++;
      } else if (lane.last.begun || !lane.last.job.merge(job)) {
        lane.add(entry);
        entry.group.members++;
      }
    }
    beginReady();
  }

  @GuardedBy("lock")
  private Group group(K key) {
    return groups.computeIfAbsent(
        groupOf.apply(key),
        name -> {
          Group group = new Group();
          turns.add(group);
          return group;
        });
  }

  /** How many groups are remembered; for tests. */
  int groups() {
    synchronized (lock) {
      return groups.size();
    }
  }

  @GuardedBy("lock")
  private void forgetIdle() {
    if (groups.size() > MOST_IDLE) {
      groups.values().removeIf(group -> group.members == 0);
      turns.removeIf(group -> group.members == 0);
    }
  }

  /** Begins no job any more. */
  public void halt() {
    List<Return> left = new ArrayList<>();
    synchronized (lock) {
      halted = true;
      for (Group group : turns) {
        left.addAll(group.returning);
      }
    }
    left.forEach(Return::halted);
  }

  /** Jobs that run now and match, each with a future that completes when it has ended. */
  public Map<J, CompletableFuture<Void>> running(Predicate<J> which) {
    synchronized (lock) {
      Map<J, CompletableFuture<Void>> matching = new HashMap<>();
      for (Entry entry : running) {
        if (which.test(entry.job)) {
          matching.put(entry.job, entry.ended);
        }
      }
      return matching;
    }
  }

  /**
   * One thread at a time begins jobs, and does so for all who ask meanwhile: a job that ends as it
   * begins does not deepen the stack.
   */
  private void beginReady() {
    if (wakes.getAndIncrement() != 0) {
      return;
    }
    int seen = 1;
    while (seen != 0) {
      for (Optional<Runnable> next = takeNext(); next.isPresent(); next = takeNext()) {
        next.get().run();
      }
      seen = wakes.addAndGet(-seen);
    }
  }

  private Optional<Runnable> takeNext() {
    synchronized (lock) {
      return takeByTurns();
    }
  }

  /** From each group by turns. */
  @GuardedBy("lock")
  private Optional<Runnable> takeByTurns() {
    if (halted || slotsTaken >= limit) {
      return Optional.empty();
    }
    int active = (int) turns.stream().filter(Group::isActive).count();
    int own = Math.max(1, limit / 2 / Math.max(1, active));
    boolean othersMayCome = turns.size() > active && limit >= ENOUGH_TO_KEEP_ONE;
    int shared = limit - active * own - (othersMayCome ? 1 : 0);
    int sharedTaken = turns.stream().mapToInt(group -> Math.max(0, group.slots - own)).sum();
    for (Group group : List.copyOf(turns)) {
      turns.add(turns.remove());
      if (group.slots < own || sharedTaken < shared) {
        Optional<Runnable> next = takeNext(group);
        if (next.isPresent()) {
          return next;
        }
      }
    }
    return Optional.empty();
  }

  /**
   * By turns a job that has not begun, which may go aside at once, and one that comes back; else
   * nothing would be looked for while those that were are written.
   */
  @GuardedBy("lock")
  private Optional<Runnable> takeNext(Group group) {
    boolean backFirst = group.beganLast || group.aside >= mostAside() / 2;
    Optional<Runnable> next = backFirst ? takeBack(group) : takeReady(group);
    return next.or(() -> backFirst ? takeReady(group) : takeBack(group));
  }

  private int mostAside() {
    return ASIDE_PER_SLOT * limit;
  }

  @GuardedBy("lock")
  private Optional<Runnable> takeBack(Group group) {
    while (!group.returning.isEmpty()) {
      Return back = group.returning.remove();
      group.aside -= back.isCounted ? 1 : 0;
      if (running.contains(back.entry)) {
        group.beganLast = false;
        back.entry.takeSlot();
        return Optional.of(back::go);
      }
    }
    return Optional.empty();
  }

  @GuardedBy("lock")
  private Optional<Runnable> takeReady(Group group) {
    if (group.ready.isEmpty() || group.aside >= mostAside()) {
      return Optional.empty();
    }
    Entry entry = group.ready.remove();
    group.beganLast = true;
    entry.begun = true;
    entry.takeSlot();
    running.add(entry);
    return Optional.of(entry::begin);
  }

  /** A job that wants a slot again. */
  private final class Return {
    private final Entry entry;
    private final boolean isCounted;
    private final CompletableFuture<Void> slot = new CompletableFuture<>();

    /**
     * @param isCounted whether it is one of those that are aside
     */
    Return(Entry entry, boolean isCounted) {
      this.entry = entry;
      this.isCounted = isCounted;
    }

    void go() {
      slot.complete(null);
    }

    void halted() {
      slot.completeExceptionally(new CancellationException("Nothing more is begun"));
    }
  }

  private void freeLane(Entry first) {
    synchronized (lock) {
      Deque<Entry> waiting = Objects.requireNonNull(lanes.get(first.key)).waiting;
      first.group.members--;
      if (waiting.isEmpty()) {
        lanes.remove(first.key);
        forgetIdle();
      } else {
        Entry next = waiting.remove();
        next.group.ready.add(next);
      }
    }
    beginReady();
  }

  /** A job from its submission to its end. */
  private final class Entry implements Turn {
    private final K key;
    private final J job;
    private final Group group;
    private final CompletableFuture<Void> ended = new CompletableFuture<>();

    /** Guarded by {@link #lock}, as are the two below. */
    private boolean begun;

    private boolean hasSlot;

    private CompletableFuture<?> laneHeld = CompletableFuture.completedFuture(null);

    Entry(K key, J job, Group group) {
      this.key = key;
      this.job = job;
      this.group = group;
    }

    void begin() {
      if (job.isDropped()) {
        end();
      } else {
        CompletableFuture<?> unused = begun().whenComplete((nothing, error) -> end());
      }
    }

    /** One that throws all the same must not keep the others from beginning. */
    private CompletableFuture<?> begun() {
      try {
        return job.begin(this);
      } catch (RuntimeException | Error broken) {
        return CompletableFuture.failedFuture(broken);
      }
    }

    private void end() {
      CompletableFuture<?> held;
      synchronized (lock) {
        running.remove(this);
        returnSlot();
        held = laneHeld;
      }
      ended.complete(null);
      beginReady();
      CompletableFuture<?> unused = held.whenComplete((nothing, error) -> freeLane(this));
    }

    @Override
    public void freeSlot() {
      synchronized (lock) {
        returnSlot();
      }
      beginReady();
    }

    @Override
    public <T> CompletableFuture<T> aside(Supplier<CompletableFuture<T>> work) {
      return withoutSlot(work, true);
    }

    @Override
    public <T> CompletableFuture<T> parked(Supplier<CompletableFuture<T>> work) {
      return withoutSlot(work, false);
    }

    private <T> CompletableFuture<T> withoutSlot(
        Supplier<CompletableFuture<T>> work, boolean isCounted) {
      boolean hadSlot;
      synchronized (lock) {
        hadSlot = hasSlot;
        returnSlot();
        group.aside += hadSlot && isCounted ? 1 : 0;
      }
      if (!hadSlot) {
        return work.get();
      }
      CompletableFuture<T> done =
          CompletableFuture.completedFuture(null).thenCompose(now -> work.get());
      beginReady();
      Return back = new Return(this, isCounted);
      CompletableFuture<?> unused = done.whenComplete((result, error) -> comeBack(back));
      return done.thenCombine(back.slot, (result, slot) -> result);
    }

    private void comeBack(Return back) {
      boolean tooLate;
      synchronized (lock) {
        tooLate = halted;
        if (!tooLate) {
          group.returning.add(back);
        }
      }
      if (tooLate) {
        back.halted();
      }
      beginReady();
    }

    /** To be called with the lock held. */
    private void takeSlot() {
      hasSlot = true;
      slotsTaken++;
      group.slots++;
    }

    /** To be called with the lock held. */
    private void returnSlot() {
      if (hasSlot) {
        hasSlot = false;
        slotsTaken--;
        group.slots--;
      }
    }

    @Override
    public void holdLane(CompletableFuture<?> until) {
      synchronized (lock) {
        laneHeld = CompletableFuture.allOf(laneHeld, until);
      }
    }

    @Override
    public boolean isHalted() {
      synchronized (lock) {
        return halted;
      }
    }
  }
}
