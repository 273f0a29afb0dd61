/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.read;

import io.snbridge.common.table.DisplayValue;
import io.snbridge.common.table.EncodedQuery;
import io.snbridge.common.table.PageRequest;
import io.snbridge.common.table.Row;
import io.snbridge.common.transport.ServiceNowException;
import io.snbridge.source.config.TableConfig;
import io.snbridge.source.scan.Attempts;
import io.snbridge.source.scan.Instance;
import io.snbridge.source.scan.SharedAnswer;
import io.snbridge.source.scan.TooMuch;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.connect.errors.ConnectException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether the user may read {@code sys_audit_delete}, and how far back it goes. */
final class DeleteAuditAccess {

  private static final Logger LOG = LoggerFactory.getLogger(DeleteAuditAccess.class);

  private static final int ANY = 1000;

  private final Instance instance;
  private final TableConfig table;
  private final SharedAnswer<Optional<Instant>> oldest;

  /**
   * @param oldest what other tables of the task, which need the same columns, have found
   */
  DeleteAuditAccess(Instance instance, TableConfig table, SharedAnswer<Optional<Instant>> oldest) {
    this.instance = instance;
    this.table = table;
    this.oldest = oldest;
  }

  /**
   * When the oldest row was made; empty for an audit without rows, or one that the instance cannot
   * sort within its quota.
   *
   * @throws ConnectException when the user may not read it: says what is missing
   */
  Optional<Instant> oldest() throws InterruptedException {
    return oldest.get(() -> Optional.of(askOldest())).orElseThrow();
  }

  /** The same, as it is now. */
  Optional<Instant> askOldest() throws InterruptedException {
    try {
      Optional<List<Row>> sorted = first();
      List<Row> rows = sorted.isPresent() ? sorted.get() : rows(EncodedQuery.everything(), ANY);
      if (sorted.isEmpty()) {
        rows.stream().findFirst().ifPresent(this::requireColumns);
        return Optional.empty();
      }
      if (rows.isEmpty()) {
        requireVisibleRow();
        return Optional.empty();
      }
      requireColumns(rows.get(0));
      return AuditTable.madeAt(rows.get(0));
    } catch (ServiceNowException failed) {
      throw explained(failed);
    }
  }

  /** An audit may have too many rows to be sorted; how far back it goes is not worth a stop. */
  private Optional<List<Row>> first() throws InterruptedException {
    PageRequest request =
        request(EncodedQuery.everything().orderBy(AuditTable.TIMESTAMP, "sys_id"), 1);
    try {
      return Optional.of(instance.page(() -> request, Attempts.one()).rows());
    } catch (TooMuch notWorthIt) {
      LOG.info(
          "Table '{}': it is not known how far back sys_audit_delete goes, because the instance"
              + " cannot tell its oldest row: {}",
          table.alias(),
          notWorthIt.getMessage());
      return Optional.empty();
    }
  }

  /** The same failure, but a refusal says what the user needs. */
  RuntimeException explained(ServiceNowException failed) {
    return failed.reply().failure().isDenied() ? unreadable(failed.getMessage(), failed) : failed;
  }

  private void requireVisibleRow() throws InterruptedException {
    Optional<String> total = rowsThere();
    if (total.isPresent()) {
      List<Row> some = rows(EncodedQuery.everything(), ANY);
      if (some.isEmpty()) {
        throw unreadable("it has %s rows, and shows none of them".formatted(total.get()), null);
      }
      requireColumns(some.get(0));
    }
  }

  /** How many rows there are, in words; empty for none. */
  private Optional<String> rowsThere() throws InterruptedException {
    try {
      long total = instance.tryCount(AuditTable.NAME, EncodedQuery.everything());
      return total > 0 ? Optional.of(Long.toString(total)) : Optional.empty();
    } catch (TooMuch toCount) {
      return Optional.of("too many");
    }
  }

  private void requireColumns(Row audit) {
    List<String> missing =
        AuditTable.required(table).stream()
            .filter(column -> audit.value(column).isEmpty())
            .toList();
    if (!missing.isEmpty()) {
      throw unreadable("it does not show its columns " + missing, null);
    }
  }

  private List<Row> rows(EncodedQuery query, int limit) throws InterruptedException {
    PageRequest request = request(query, limit);
    return instance.page(request).rows();
  }

  private PageRequest request(EncodedQuery query, int limit) {
    return new PageRequest(
        AuditTable.NAME, query, AuditTable.required(table), limit, 0, false, DisplayValue.FALSE);
  }

  private ConnectException unreadable(String seen, @Nullable Throwable cause) {
    return new ConnectException(
        ("deletes are read from sys_audit_delete, but the user may not read it: %s. Give the user"
                + " the role 'admin', or read ACLs on sys_audit_delete and its columns %s for one of"
                + " the user's roles; or set 'deletes' to 'none'.")
            .formatted(seen, AuditTable.required(table)),
        cause);
  }
}
