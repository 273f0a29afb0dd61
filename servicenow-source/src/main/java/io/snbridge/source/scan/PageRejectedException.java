/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.scan;

import java.util.Objects;

/** A page that must not be believed: what was seen, in words. */
public final class PageRejectedException extends Exception {

  private static final long serialVersionUID = 1L;

  /** Which rule the page breaks. */
  public enum Rule {
    /** A row lacks a column that its place depends on. */
    COMPLETE,
    /** A row does not match the query. */
    INSIDE,
    /** A row has changed since the query found it, and the others are what was asked for. */
    MOVED,
    /** A row comes before its predecessor. */
    ORDERED
  }

  private final Rule rule;

  public PageRejectedException(Rule rule, String message) {
    super(message);
    this.rule = rule;
  }

  Rule rule() {
    return rule;
  }

  /** Never null. */
  @Override
  public String getMessage() {
    return Objects.requireNonNull(super.getMessage());
  }
}
