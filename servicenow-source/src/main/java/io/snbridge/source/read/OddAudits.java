/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.read;

import io.snbridge.common.log.OncePerMinute;
import io.snbridge.common.log.OneLine;
import io.snbridge.common.table.EncodedQuery;
import io.snbridge.common.table.GlideDateTime;
import io.snbridge.common.table.InLists;
import io.snbridge.common.table.Row;
import io.snbridge.source.config.TableConfig;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Rows of {@code sys_audit_delete} that do not say which row was deleted. They are counted, said
 * and stepped over: one of them would otherwise hold up the deletes and changes of its table for
 * ever. Thread-safe.
 */
final class OddAudits {

  private static final Logger LOG = LoggerFactory.getLogger(OddAudits.class);

  /** Quoted in the log, at most. */
  private static final int LONGEST = 100;

  /** Wider than what any sys_id was seen to be, {@code glide.maint} included. */
  private static final Pattern ID = Pattern.compile("[\\x21-\\x7e&&[^,\"'^]]+");

  private final TableConfig table;
  private final OncePerMinute warnings;
  private final AtomicLong count = new AtomicLong();

  /**
   * @param nanoTime monotonic, as {@link System#nanoTime}
   */
  OddAudits(TableConfig table, LongSupplier nanoTime) {
    this.table = table;
    this.warnings = new OncePerMinute(nanoTime);
  }

  /**
   * Those that say which row was deleted.
   *
   * @param audits rows that were checked
   * @param classes that were asked for
   */
  List<Row> without(List<Row> audits, List<String> classes) {
    return audits.stream().filter(audit -> !isOdd(audit, classes)).toList();
  }

  /** Rows so far. From any thread. */
  long count() {
    return count.get();
  }

  private boolean isOdd(Row audit, List<String> classes) {
    Optional<String> why = oddity(audit, classes);
    why.ifPresent(seen -> warn(audit, seen));
    return why.isPresent();
  }

  private static Optional<String> oddity(Row audit, List<String> classes) {
    String id = audit.value(AuditTable.DELETED_ID).orElseThrow();
    String name = audit.value(AuditTable.TABLE).orElseThrow();
    if (id.isBlank()) {
      return Optional.of("has no '%s'".formatted(AuditTable.DELETED_ID));
    }
    if (!isId(id)) {
      return Optional.of(
          "has '%s' in '%s', which is no sys_id"
              .formatted(OneLine.of(id, LONGEST), AuditTable.DELETED_ID));
    }
    if (!classes.contains(name)) {
      return Optional.of(
          "has '%s' in '%s', which is no table's name"
              .formatted(OneLine.of(name, LONGEST), AuditTable.TABLE));
    }
    return Optional.empty();
  }

  private static boolean isId(String text) {
    try {
      EncodedQuery.whereIn("sys_id", List.of(text));
      return ID.matcher(text).matches() && InLists.fitting(List.of(text), 0) > 0;
    } catch (IllegalArgumentException inexpressible) {
      return false;
    }
  }

  private void warn(Row audit, String seen) {
    long soFar = count.incrementAndGet();
    warnings
        .due()
        .ifPresent(
            more ->
                LOG.warn(
                    "Table '{}': row {} of sys_audit_delete, from {}, {}. It is skipped; {} such"
                        + " rows so far. If it was about a row of this table, that row stays in"
                        + " Kafka.{}",
                    table.alias(),
                    AuditTable.id(audit),
                    GlideDateTime.text(AuditTable.timestamp(audit)),
                    seen,
                    soFar,
                    more));
  }
}
