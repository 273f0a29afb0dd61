/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.table;

import java.util.Optional;

/**
 * What a list query of the Table API asks for beside its rows (Table API reference; KB2649787 for
 * the category). Neither is documented for the Aggregate API, which would count other rows, or on
 * another database, than the pages show; so rows are counted by the pages' header then.
 *
 * @param noDomain whether rows of all domains are asked for ({@code sysparm_query_no_domain}), for
 *     which the user needs the role {@code query_no_domain_table_api}
 * @param category of the databases, such as read replicas, that the query may go to ({@code
 *     sysparm_query_category})
 */
public record ReadOptions(boolean noDomain, Optional<String> category) {

  /** Rows of the user's domain, from the primary database. */
  public static final ReadOptions NONE = new ReadOptions(false, Optional.empty());

  /** Whether nothing is asked for. */
  public boolean isNone() {
    return equals(NONE);
  }

  void addTo(RequestUri uri) {
    if (noDomain) {
      uri.parameter("sysparm_query_no_domain", "true");
    }
    category.ifPresent(name -> uri.parameter("sysparm_query_category", name));
  }
}
