/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.schema;

import java.util.Comparator;

/** By name, {@code sys_id} first. */
final class ColumnOrder {

  static final Comparator<String> ID_FIRST =
      Comparator.comparing((String name) -> !name.equals("sys_id"))
          .thenComparing(Comparator.naturalOrder());

  private ColumnOrder() {}
}
