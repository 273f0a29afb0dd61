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
 * What is good to know and no reason to wait: neither a refusal nor a question that is too much is
 * asked again.
 */
public record OnceTables(Instance instance) implements Tables {

  @Override
  public Page page(PageRequest request) throws InterruptedException {
    return instance.page(() -> request, Attempts.one());
  }

  @Override
  public long count(String table, EncodedQuery query) throws InterruptedException {
    return instance.count(table, query);
  }
}
