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
 * What the dictionary is read through: a question that is too much is put again as long as the
 * instance that is asked allows.
 */
public record InstanceTables(Instance instance) implements Tables {

  @Override
  public Page page(PageRequest request) throws InterruptedException {
    return instance.page(request);
  }

  @Override
  public long count(String table, EncodedQuery query) throws InterruptedException {
    return instance.count(table, query);
  }
}
