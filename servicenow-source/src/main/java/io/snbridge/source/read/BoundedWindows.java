/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.read;

import io.snbridge.source.position.HiddenTimes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * The windows that are remembered, in the order of time. They are bounded, and so is what they have
 * shown, but none is lost: two of them become one, and of a window whose shown rows are too many,
 * all come again in the task that follows. Guarded by its owner.
 */
final class BoundedWindows {

  /** More are put together: what lies between two of them is looked at needlessly. */
  static final int MOST = 128;

  /** Rows that are kept as shown, of all windows, and of all that are stored: 54 KB as text. */
  static final int MOST_PRINTS = 5_000;

  private final List<HiddenWindow> windows = new ArrayList<>();

  /** One that was not looked at yet; those of a look back begin before others. */
  void add(HiddenWindow window) {
    int last = windows.size() - 1;
    if (last >= 0 && windows.get(last).goesOnWith(window)) {
      windows.set(last, windows.get(last).with(window));
    } else {
      windows.add(window);
    }
    limit();
  }

  /** Those of a former task, which may have left more. */
  void addAll(List<HiddenWindow> left) {
    windows.addAll(left);
    limit();
  }

  private void limit() {
    while (windows.size() > MOST) {
      putClosestTogether();
    }
  }

  private void putClosestTogether() {
    int closest = 0;
    for (int i = 1; i < windows.size() - 1; i++) {
      if (lengthOfBoth(i).compareTo(lengthOfBoth(closest)) < 0) {
        closest = i;
      }
    }
    windows.set(closest, windows.get(closest).with(windows.remove(closest + 1)));
  }

  private Duration lengthOfBoth(int first) {
    return windows.get(first).span().lengthTo(windows.get(first + 1).span());
  }

  /**
   * Forgets prints of the oldest ones, when all of them have more than are kept. Last of all those
   * without which nobody knows which rows are missing, nor how many.
   *
   * @return the windows of which nobody knows it now
   */
  List<HiddenWindow> forgetMostPrints() {
    int over = prints() - MOST_PRINTS;
    for (int i = 0; i < windows.size() && over > 0; i++) {
      HiddenWindow window = windows.get(i);
      if (window.isSure() || window.remembered()) {
        over -= forgetPrints(i);
      }
    }
    List<HiddenWindow> unsure = new ArrayList<>();
    for (int i = 0; i < windows.size() && over > 0; i++) {
      HiddenWindow window = windows.get(i);
      if (window.shown().size() > 0) {
        over -= forgetPrints(i);
        unsure.add(window);
      }
    }
    return unsure;
  }

  private int forgetPrints(int index) {
    HiddenWindow window = windows.get(index);
    windows.set(index, window.withoutPrints());
    return window.shown().size();
  }

  /** Of all windows. */
  int prints() {
    return windows.stream().mapToInt(window -> window.shown().size()).sum();
  }

  /** There is no room for what the oldest one has shown; false when none is remembered. */
  boolean forgetOldest() {
    for (int i = 0; i < windows.size(); i++) {
      if (windows.get(i).remembered()) {
        windows.set(i, windows.get(i).unknown());
        return true;
      }
    }
    return false;
  }

  void replaceAll(UnaryOperator<HiddenWindow> change) {
    windows.replaceAll(change);
  }

  void removeIf(Predicate<HiddenWindow> condition) {
    windows.removeIf(condition);
  }

  Stream<HiddenWindow> stream() {
    return windows.stream();
  }

  int size() {
    return windows.size();
  }

  boolean isEmpty() {
    return windows.isEmpty();
  }

  /**
   * As they are stored.
   *
   * @param room for prints
   */
  List<HiddenTimes.Time> stored(int room) {
    List<HiddenTimes.Time> times = new ArrayList<>();
    int left = room;
    for (HiddenWindow window : windows) {
      HiddenTimes.Time time = window.stored(left);
      left -= new ShownRows(time.shown()).size();
      times.add(time);
    }
    return times;
  }
}
