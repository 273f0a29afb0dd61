/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.scan;

import io.snbridge.common.schema.Tables;
import io.snbridge.common.table.EncodedQuery;
import io.snbridge.common.table.Page;
import io.snbridge.common.table.PageRequest;

/**
 * What need not be known before a table is read: a question that is too much is not asked again and
 * again.
 */
public record FewTries(Instance instance) implements Tables {

  @Override
  public Page page(PageRequest request) throws InterruptedException {
    return instance.page(() -> request, Attempts.certain());
  }

  @Override
  public long count(String table, EncodedQuery query) throws InterruptedException {
    return instance.tryCount(table, query);
  }
}
