/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.record;

import java.util.Optional;
import java.util.Set;

/**
 * How references are told.
 *
 * @param url of the instance, where links begin
 */
public record References(ReferenceFormat format, String url) {

  public static final References AS_IDS = new References(ReferenceFormat.ID, "");

  /** Of one row each; a {@code glide_list} is a text of many. */
  private static final Set<String> TYPES = Set.of("reference", "domain_id");

  /**
   * A column's.
   *
   * @param internalType as the dictionary has it, or the user
   * @param table that it refers to; may be empty
   * @return empty for what is no reference, and when a reference is its sys_id
   */
  Optional<ReferenceType> type(String internalType, String table) {
    return format == ReferenceFormat.ID || table.isEmpty() || !TYPES.contains(internalType)
        ? Optional.empty()
        : Optional.of(new ReferenceType(format, url + "/api/now/table/" + table + "/"));
  }
}
