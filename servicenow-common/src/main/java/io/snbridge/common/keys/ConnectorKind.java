/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.keys;

import java.util.Locale;

/** What a connector is to Connect. */
public enum ConnectorKind {
  SOURCE,
  SINK;

  ConnectorKind other() {
    return this == SOURCE ? SINK : SOURCE;
  }

  /** As sentences have it: {@code source connector}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT) + " connector";
  }
}
