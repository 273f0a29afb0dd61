/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.table;

import java.util.Locale;

/** {@code sysparm_display_value}: raw values, display values, or both. */
public enum DisplayValue {
  FALSE,
  TRUE,
  ALL;

  /** As the parameter wants it: {@code false}, {@code true}, {@code all}. */
  public String parameter() {
    return name().toLowerCase(Locale.ROOT);
  }
}
