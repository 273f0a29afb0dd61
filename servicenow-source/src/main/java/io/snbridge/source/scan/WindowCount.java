/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.scan;

import io.snbridge.source.position.Position.InStream;

/**
 * What a window has shown and hidden while it is read: by one scan after the other, or as a part of
 * what one scan reads. Owned by its reader.
 */
public final class WindowCount {

  private final InStream from;
  private final HiddenRows hidden;
  private long hiddenBefore;
  private long doubtful;
  private long shown;

  /** Of the scan that is under way, those that are not this window's. */
  private long doubtfulBefore;

  private long passedBefore;
  private boolean passed;

  /**
   * @param from where it begins
   * @param hidden counts what its scans find hidden
   */
  public WindowCount(InStream from, HiddenRows hidden) {
    this.from = from;
    this.hidden = hidden;
    this.hiddenBefore = hidden.count();
  }

  /**
   * What a scan has counted so far.
   *
   * @param hidden by all scans
   */
  public record SoFar(long hidden, long doubtful, long passedOver) {

    public static SoFar of(Scan scan, HiddenRows hidden) {
      return new SoFar(hidden.count(), scan.doubtful(), scan.passedOver());
    }
  }

  /**
   * A window that begins in the middle of a scan.
   *
   * @param before its counts before the page of the window's first row: what that page and those
   *     after it have hidden may have been counted since
   */
  public WindowCount goingOn(SoFar before) {
    hiddenBefore = before.hidden();
    doubtfulBefore = before.doubtful();
    passedBefore = before.passedOver();
    return this;
  }

  /** A scan is at its end, or what follows is not read by it. */
  public void leaves(Scan scan) {
    doubtful += scan.doubtful() - doubtfulBefore;
    doubtfulBefore = 0;
    passed |= scan.passedOver() > passedBefore;
    passedBefore = 0;
  }

  public void shown(int rows) {
    shown += rows;
  }

  public InStream from() {
    return from;
  }

  /** Rows that were counted and not shown. */
  public long hidden() {
    return hidden.count() - hiddenBefore;
  }

  /** Whether a scan that is under way, or one before, may have passed over others. */
  public boolean mayHide(Scan scan) {
    return scan.mayHide() || scan.doubtful() > doubtfulBefore || doubtful > 0;
  }

  /**
   * Whether a page of this window may have passed over rows. How many a window has hidden that
   * begins or ends in the middle of a scan is not known from the scan's counts: they are of all its
   * pages since the count before.
   */
  public boolean passedOver(Scan scan) {
    return passed || scan.passedOver() > passedBefore;
  }

  /** Rows that may be hidden, of the scans that were left. */
  public long doubtful() {
    return doubtful;
  }

  public long shown() {
    return shown;
  }
}
