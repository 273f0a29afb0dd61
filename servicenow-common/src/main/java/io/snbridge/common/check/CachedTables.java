/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.check;

import io.snbridge.common.schema.Tables;
import io.snbridge.common.table.EncodedQuery;
import io.snbridge.common.table.Page;
import io.snbridge.common.table.PageRequest;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Pages that were seen once: tables that extend the same one ask for its columns again. */
public final class CachedTables implements Tables {

  private final Tables instance;
  private final Map<PageRequest, Page> pages = new ConcurrentHashMap<>();

  public CachedTables(Tables instance) {
    this.instance = instance;
  }

  @Override
  public Page page(PageRequest request) throws InterruptedException {
    Page seen = pages.get(request);
    if (seen == null) {
      seen = instance.page(request);
      pages.put(request, seen);
    }
    return seen;
  }

  @Override
  public long count(String table, EncodedQuery query) throws InterruptedException {
    return instance.count(table, query);
  }
}
