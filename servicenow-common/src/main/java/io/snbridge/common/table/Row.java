/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.table;

import java.util.Map;
import java.util.Optional;

/**
 * A row as ServiceNow tells it: every value is text, an empty one is {@code ""}, and a column that
 * the user may not read is absent. References are their sys_id. Columns keep the order of the
 * answer.
 *
 * @param values column to value ({@code sysparm_display_value=true}: to display value)
 * @param displayValues column to display value, only with {@link DisplayValue#ALL}, else empty; a
 *     display value of JSON null is absent
 */
public record Row(Map<String, String> values, Map<String, String> displayValues) {

  /** The value of a column, empty when the column is absent. */
  public Optional<String> value(String column) {
    return Optional.ofNullable(values.get(column));
  }
}
