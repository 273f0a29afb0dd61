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
  private final long hiddenBefore;
  private long doubtful;
  private long shown;

  /** Of the scan that is under way, those that are not this window's. */
  private long doubtfulBefore;

  /**
   * @param from where it begins
   * @param hidden counts what its scans find hidden
   */
  public WindowCount(InStream from, HiddenRows hidden) {
    this.from = from;
    this.hidden = hidden;
    this.hiddenBefore = hidden.count();
  }

  /** A window that begins in the middle of a scan. */
  public WindowCount goingOn(Scan scan) {
    doubtfulBefore = scan.doubtful();
    return this;
  }

  /** A scan is at its end, or what follows is not read by it. */
  public void leaves(Scan scan) {
    doubtful += scan.doubtful() - doubtfulBefore;
    doubtfulBefore = 0;
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

  /** Rows that may be hidden, of the scans that were left. */
  public long doubtful() {
    return doubtful;
  }

  public long shown() {
    return shown;
  }
}
