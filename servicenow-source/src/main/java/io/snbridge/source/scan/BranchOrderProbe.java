/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.scan;

import static io.snbridge.common.table.EncodedQuery.Operator.EQUALS;

import io.snbridge.common.table.DisplayValue;
import io.snbridge.common.table.EncodedQuery;
import io.snbridge.common.table.Page;
import io.snbridge.common.table.PageRequest;
import io.snbridge.common.table.Row;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out whether the instance orders the rows of a {@code ^NQ} query as a whole. An instance
 * that orders branch by branch cannot be recognised by its pages: cut by the limit, each is in
 * order, and the rows of the later branches are passed over. So two rows are asked for in a query
 * whose branches name them the wrong way round.
 */
public final class BranchOrderProbe {

  private static final Logger LOG = LoggerFactory.getLogger(BranchOrderProbe.class);

  private static final int CANDIDATES = 20;

  private final Instance instance;
  private final ScanTarget target;

  public BranchOrderProbe(Instance instance, ScanTarget target) {
    this.instance = instance;
    this.target = target;
  }

  /**
   * Whether branches are ordered one by one; empty for a table without two rows to see it by. Two
   * requests.
   */
  public Optional<Boolean> ordersEachBranch() throws InterruptedException {
    List<String> ids =
        candidates().stream().filter(SysIds::isHex).sorted(String.CASE_INSENSITIVE_ORDER).toList();
    if (ids.size() < 2) {
      return Optional.empty();
    }
    String lesser = ids.get(0);
    String greater = ids.get(ids.size() - 1);
    List<String> ordered =
        ids(instance.page(request(is(greater).or(is(lesser)).orderBy(target.idField()), 2)));
    return ordered.size() == 2
        ? Optional.of(ordered.equals(List.of(greater, lesser)))
        : Optional.empty();
  }

  /** Any will do where the instance cannot sort the table in its time. */
  private List<String> candidates() throws InterruptedException {
    PageRequest sorted = request(EncodedQuery.everything().orderBy(target.idField()), CANDIDATES);
    try {
      return ids(instance.page(() -> sorted, Attempts.certain()));
    } catch (TooMuch toSort) {
      LOG.debug("Table '{}': its ids cannot be sorted", target.alias(), toSort);
      return ids(instance.page(request(EncodedQuery.everything(), CANDIDATES)));
    }
  }

  private EncodedQuery is(String id) {
    return EncodedQuery.where(target.idField(), EQUALS, id);
  }

  private PageRequest request(EncodedQuery query, int limit) {
    return new PageRequest(
        target.table(), query, List.of(target.idField()), limit, 0, false, DisplayValue.FALSE);
  }

  private List<String> ids(Page page) {
    return page.rows().stream().map(this::id).flatMap(Optional::stream).toList();
  }

  private Optional<String> id(Row row) {
    return row.value(target.idField());
  }
}
