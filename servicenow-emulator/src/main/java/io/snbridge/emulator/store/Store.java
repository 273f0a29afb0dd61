/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.emulator.store;

import io.snbridge.emulator.ColumnDefinition;
import io.snbridge.emulator.DuplicateIds;
import io.snbridge.emulator.TableDefinition;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;

/**
 * All tables and rows. One lock for everything: readers pick rows under the read lock, which takes
 * microseconds, and render them after it, since a row version never changes.
 */
public final class Store {
  private static final Set<String> AUDITS = Set.of("sys_audit", "sys_audit_delete");

  private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock(true);
  private final Map<String, Table> tables = new LinkedHashMap<>();
  private final List<LateRow> late = new ArrayList<>();
  private final Map<String, Row> deleted = new HashMap<>();
  private final Map<String, String> tags = new ConcurrentHashMap<>();
  private final AtomicLong changes = new AtomicLong();
  private final Supplier<Instant> clock;
  private final Supplier<Duration> deleteAuditLag;
  private final RowMaker maker;
  private final Catalog catalog = new Catalog(this);

  /** Makes a store with the system tables. */
  public Store(Supplier<Instant> clock, Supplier<Duration> deleteAuditLag, SysIds ids) {
    this(clock, deleteAuditLag, ids, () -> Fit.ANYTHING);
  }

  /**
   * The same.
   *
   * @param fit what columns do with what users write
   */
  public Store(
      Supplier<Instant> clock, Supplier<Duration> deleteAuditLag, SysIds ids, Supplier<Fit> fit) {
    this.clock = clock;
    this.deleteAuditLag = deleteAuditLag;
    this.maker = new RowMaker(ids, fit);
    clear();
  }

  /** Forgets every table and row but the empty system tables. */
  public void clear() {
    write(
        () -> {
          tables.clear();
          late.clear();
          deleted.clear();
          tags.clear();
          catalog.bootstrap();
          return null;
        });
  }

  /**
   * Defines a table; one that exists gets the columns it does not have yet.
   *
   * @throws IllegalArgumentException when the parent does not exist or a table of that name extends
   *     another
   */
  public Table define(TableDefinition definition) {
    return write(
        () -> {
          Table existing = tables.get(definition.name());
          Table table = existing == null ? create(definition) : existing;
          String parent = table.parent() == null ? "" : table.parent().name();
          if (!parent.equals(definition.parent())) {
            throw new IllegalArgumentException(
                "Table '%s' extends '%s' already, it cannot extend '%s'"
                    .formatted(definition.name(), parent, definition.parent()));
          }
          for (ColumnDefinition column : definition.columns()) {
            if (table.column(column.name()) == null) {
              catalog.describe(table.add(column));
            }
          }
          return table;
        });
  }

  private Table create(TableDefinition definition) {
    Table parent = definition.parent().isEmpty() ? null : required(definition.parent());
    Table table = new Table(definition, parent);
    tables.put(table.name(), table);
    catalog.describe(table);
    if (parent == null) {
      for (ColumnDefinition column : SysColumns.of(definition)) {
        catalog.describe(table.add(column));
      }
    } else if (table.column("sys_class_name") == null) {
      catalog.describe(table.root().add(SysColumns.CLASS));
    }
    return table;
  }

  /**
   * Takes a column of its own from a table.
   *
   * @throws IllegalArgumentException when it has none of that name
   */
  public void removeColumn(Table table, String column) {
    write(
        () -> {
          table.remove(column);
          return dictionaryEntry(table, column)
              .filter(entry -> delete(entry.table(), entry.sysId(), Author.TEST));
        });
  }

  /**
   * Gives a column of its own another internal type.
   *
   * @throws IllegalArgumentException when it has none of that name
   */
  public void changeType(Table table, String column, String type) {
    write(
        () -> {
          table.retype(column, type);
          return dictionaryEntry(table, column)
              .flatMap(
                  entry ->
                      update(
                          entry.table(),
                          entry.sysId(),
                          Map.of("internal_type", type),
                          Author.TEST));
        });
  }

  private Optional<Row> dictionaryEntry(Table table, String column) {
    List<Row> found = new ArrayList<>();
    Table dictionary = tables.get("sys_dictionary");
    dictionary
        .byId()
        .visit(
            Range.ALL,
            entry -> {
              Map<String, String> values = entry.asMap();
              if (table.name().equals(values.get("name")) && column.equals(values.get("element"))) {
                found.add(entry);
              }
              return found.isEmpty();
            });
    return found.stream().findFirst();
  }

  /** A table by name. */
  public Optional<Table> table(String name) {
    return read(() -> Optional.ofNullable(tables.get(name)));
  }

  /**
   * A table by name.
   *
   * @throws IllegalArgumentException when there is none
   */
  public Table required(String name) {
    return table(name)
        .orElseThrow(
            () -> new IllegalArgumentException("Table '" + name + "' is not defined here"));
  }

  /** All tables in the order of their definition. */
  public List<Table> tables() {
    return read(() -> List.copyOf(tables.values()));
  }

  /** Looks at several things at one instant. */
  public <T> T read(Supplier<T> work) {
    lock.readLock().lock();
    try {
      return work.get();
    } finally {
      lock.readLock().unlock();
    }
  }

  /** Changes several things at one instant. */
  public <T> T write(Supplier<T> work) {
    lock.writeLock().lock();
    try {
      return work.get();
    } finally {
      lock.writeLock().unlock();
    }
  }

  /** Tags the row of that sys_id. */
  public void tag(String sysId, String text) {
    tags.put(Row.key(sysId), text);
  }

  /** The tags of a row, empty for none. */
  public String tags(Row row) {
    return tags.getOrDefault(row.idKey(), "");
  }

  /** The row with that sys_id, of the table or one that extends it. */
  public Optional<Row> find(Table table, String sysId) {
    return read(() -> Optional.ofNullable(table.byId().at(new Key("", Row.key(sysId)))));
  }

  /** The first row that people know by this name, if it is not a sys_id of the table itself. */
  public Optional<Row> displayed(Table table, String name) {
    if (name.isEmpty() || find(table, name).isPresent()) {
      return Optional.empty();
    }
    return read(
        () -> {
          List<Row> found = new ArrayList<>();
          table
              .byId()
              .visit(
                  Range.ALL,
                  row -> {
                    if (row.table().display(row).equalsIgnoreCase(name)) {
                      found.add(row);
                    }
                    return found.isEmpty();
                  });
          return found.stream().findFirst();
        });
  }

  /**
   * Inserts a row.
   *
   * @param duplicates what happens when the sys_id exists
   * @throws DuplicateIdException when it exists and the policy is not a fresh id
   */
  public Row insert(
      Table table, Map<String, String> values, Author author, DuplicateIds duplicates) {
    return write(
        () -> {
          Map<String, String> given = values;
          String id = values.getOrDefault("sys_id", "");
          if (!id.isEmpty() && table.root().byId().at(new Key("", Row.key(id))) != null) {
            if (duplicates != DuplicateIds.FRESH_ID) {
              throw new DuplicateIdException(table.name(), id);
            }
            given = new LinkedHashMap<>(values);
            given.remove("sys_id");
          }
          Row row = maker.fresh(table, given, author, now());
          table.put(row);
          changes.incrementAndGet();
          keepJournal(row, values, author);
          return row;
        });
  }

  /** Inserts many rows at one instant, with one stamp; every sys_id must be new. */
  public List<Row> insertAll(Table table, Collection<Map<String, String>> rows, Author author) {
    return write(
        () -> {
          List<Row> inserted = new ArrayList<>(rows.size());
          for (Map<String, String> values : rows) {
            inserted.add(insert(table, values, author, DuplicateIds.FORBIDDEN_403));
          }
          return inserted;
        });
  }

  /** Updates a row; empty when it does not exist. */
  public Optional<Row> update(
      Table table, String sysId, Map<String, String> values, Author author) {
    return write(
        () ->
            find(table, sysId)
                .map(
                    old -> {
                      Row next = maker.changed(old, values, author, now());
                      replace(old, next);
                      changes.incrementAndGet();
                      keepJournal(next, values, author);
                      return next;
                    }));
  }

  /** Deletes a row; false when it did not exist. */
  public boolean delete(Table table, String sysId, Author author) {
    return write(
        () -> {
          Optional<Row> row = find(table, sysId);
          row.ifPresent(
              gone -> {
                gone.table().take(gone);
                changes.incrementAndGet();
                if (gone.table().definition().auditDeletes()) {
                  deleted.put(gone.idKey(), gone);
                  auditDelete(gone, author);
                }
                audit(gone, author, "DELETED");
                cascade(gone);
              });
          return row.isPresent();
        });
  }

  /** Deletes what refers to a row that is gone and goes with it, as the system (KB0634666). */
  private void cascade(Row gone) {
    for (Table table : List.copyOf(tables.values())) {
      for (Column column : table.ownColumns()) {
        if (column.definition().cascades() && refersTo(column, gone)) {
          List<Row> with = new ArrayList<>();
          table
              .byId()
              .visit(
                  Range.ALL,
                  row -> {
                    if (row.value(column).equals(gone.sysId())) {
                      with.add(row);
                    }
                    return true;
                  });
          with.forEach(row -> delete(row.table(), row.sysId(), Author.user("system")));
        }
      }
    }
  }

  private boolean refersTo(Column column, Row row) {
    return table(column.reference()).filter(row.table()::isA).isPresent();
  }

  /** Inserts, updates and deletes since the start. */
  public long changes() {
    return changes.get();
  }

  /**
   * Puts an audited row that was deleted back, with its sys_id and its values.
   *
   * @param author one that stamps leaves a stamp of now
   * @return false when no such row was deleted, or it is back already
   */
  public boolean undelete(String sysId, Author author) {
    return write(
        () -> {
          Row gone = deleted.remove(Row.key(sysId));
          if (gone != null) {
            gone.table().put(maker.changed(gone, Map.of(), author, now()));
            audit(gone, author, "RECOVERED");
          }
          return gone != null;
        });
  }

  /** An insert that is stamped now and visible only once it is committed. */
  public LateRow insertLate(Table table, Map<String, String> values, Author author) {
    Row row = write(() -> maker.fresh(table, values, author, now()));
    return new LateRow(this, row.sysId(), () -> table.put(row));
  }

  /** An update that is stamped now and visible only once it is committed. */
  public LateRow updateLate(Table table, String sysId, Map<String, String> values, Author author) {
    String stamp = now();
    return new LateRow(
        this,
        sysId,
        () ->
            find(table, sysId)
                .ifPresent(old -> replace(old, maker.changed(old, values, author, stamp))));
  }

  /** Commits what is due by the clock. Called before each request. */
  public void commitDue() {
    if (read(late::isEmpty)) {
      return;
    }
    Instant now = clock.get();
    write(
        () -> {
          List<LateRow> due = late.stream().filter(row -> !row.due().isAfter(now)).toList();
          due.forEach(LateRow::commit);
          late.removeAll(due);
          return null;
        });
  }

  void commitLater(LateRow row) {
    write(() -> late.add(row));
  }

  private void replace(Row old, Row next) {
    if (next != old) {
      old.table().take(old);
      next.table().put(next);
    }
  }

  private void auditDelete(Row gone, Author author) {
    Map<String, String> audit =
        Map.of(
            "tablename", gone.table().name(),
            "documentkey", gone.sysId(),
            "display_value", gone.table().display(gone),
            "payload", Payload.of(gone));
    Author auditor = Author.user(author.user());
    Duration lag = deleteAuditLag.get();
    LateRow row = insertLate(tables.get("sys_audit_delete"), audit, auditor);
    if (lag.isZero()) {
      row.commit();
    } else {
      row.commitAt(clock.get().plus(lag));
    }
  }

  /** Of every table, audited or not (KB0634666), but of the audits themselves. */
  private void audit(Row row, Author author, String what) {
    if (AUDITS.contains(row.table().name())) {
      return;
    }
    Map<String, String> entry =
        Map.of(
            "tablename",
            row.table().name(),
            "documentkey",
            row.sysId(),
            "fieldname",
            what,
            "oldvalue",
            what,
            "newvalue",
            what,
            "user",
            author.user(),
            "record_checkpoint",
            "-1");
    Table history = tables.get("sys_audit");
    history.put(maker.fresh(history, entry, Author.user(author.user()), now()));
  }

  private void keepJournal(Row row, Map<String, String> values, Author author) {
    values.forEach(
        (name, text) -> {
          Column column = row.table().column(name);
          if (column != null && column.isJournal() && !text.isEmpty()) {
            Map<String, String> entry =
                Map.of(
                    "name",
                    row.table().name(),
                    "element_id",
                    row.sysId(),
                    "element",
                    name,
                    "value",
                    text);
            Table journal = tables.get("sys_journal_field");
            journal.put(maker.fresh(journal, entry, Author.user(author.user()), now()));
          }
        });
  }

  /** Puts a row of the catalog into its table. */
  Row describe(String table, Map<String, String> values) {
    Table target = tables.get(table);
    Row row = maker.fresh(target, values, Author.TEST, now());
    target.put(row);
    return row;
  }

  private String now() {
    return Stamps.of(clock.get());
  }
}
