/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.emulator.store;

import static io.snbridge.emulator.ColumnDefinition.col;
import static io.snbridge.emulator.ColumnDefinition.reference;
import static io.snbridge.emulator.TableDefinition.table;

import io.snbridge.emulator.TableDefinition;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The tables that describe tables: sys_db_object and sys_dictionary, and others of the system. */
final class Catalog {
  private static final List<TableDefinition> SYSTEM =
      List.of(
          table(
                  "sys_db_object",
                  col("name", "string"),
                  col("label", "string"),
                  reference("super_class", "sys_db_object"))
              .displayedBy("label"),
          table(
              "sys_dictionary",
              col("name", "string"),
              col("element", "string"),
              col("column_label", "string"),
              col("internal_type", "string"),
              col("max_length", "integer"),
              col("reference", "string"),
              col("mandatory", "boolean"),
              col("active", "boolean"),
              col("read_only", "boolean"),
              col("primary", "boolean"),
              col("display", "boolean"),
              col("default_value", "string"),
              col("attributes", "string"),
              col("audit", "boolean")),
          table(
                  "sys_audit_delete",
                  col("tablename", "string"),
                  col("documentkey", "string"),
                  col("display_value", "string"),
                  col("payload", "string"))
              .withoutDeleteAudit(),
          table(
                  "sys_audit",
                  col("tablename", "string"),
                  col("documentkey", "string"),
                  col("fieldname", "string"),
                  col("oldvalue", "string"),
                  col("newvalue", "string"),
                  col("reason", "string"),
                  col("user", "string"),
                  col("record_checkpoint", "integer"),
                  col("internal_checkpoint", "string"))
              .withoutUpdateStamps()
              .withoutDeleteAudit(),
          table(
                  "sys_journal_field",
                  col("name", "string"),
                  col("element_id", "string"),
                  col("element", "string"),
                  col("value", "string"))
              .withoutUpdateStamps());

  private final Store store;
  private final Map<String, String> described = new HashMap<>();

  Catalog(Store store) {
    this.store = store;
  }

  /** Defines the system tables, which cannot be described before all of them exist. */
  void bootstrap() {
    described.clear();
    SYSTEM.forEach(store::define);
    for (TableDefinition definition : SYSTEM) {
      Table system = store.required(definition.name());
      describeNow(system);
      system.ownColumns().forEach(this::describeNow);
    }
  }

  void describe(Table table) {
    if (isReady()) {
      describeNow(table);
    }
  }

  void describe(Column column) {
    if (isReady()) {
      describeNow(column);
    }
  }

  private boolean isReady() {
    return !described.isEmpty();
  }

  private void describeNow(Table table) {
    Map<String, String> object = new LinkedHashMap<>();
    object.put("name", table.name());
    object.put("label", table.definition().label());
    object.put(
        "super_class",
        table.parent() == null ? "" : described.getOrDefault(table.parent().name(), ""));
    described.put(table.name(), store.describe("sys_db_object", object).sysId());
    Map<String, String> entry = new LinkedHashMap<>();
    entry.put("name", table.name());
    entry.put("internal_type", "collection");
    entry.put("active", "true");
    entry.put("attributes", table.definition().auditDeletes() ? "" : "no_audit_delete=true");
    store.describe("sys_dictionary", entry);
  }

  private void describeNow(Column column) {
    Map<String, String> entry = new LinkedHashMap<>();
    entry.put("name", column.owner());
    entry.put("element", column.name());
    entry.put("column_label", column.label());
    entry.put("internal_type", column.type());
    entry.put("max_length", Integer.toString(column.definition().maxLength()));
    entry.put("reference", column.reference());
    entry.put("mandatory", Boolean.toString(column.definition().mandatory()));
    entry.put("active", "true");
    entry.put("read_only", Boolean.toString(column.name().startsWith("sys_")));
    entry.put("primary", Boolean.toString(column.name().equals("sys_id")));
    entry.put("display", Boolean.toString(column.name().matches("name|number")));
    entry.put("audit", "false");
    store.describe("sys_dictionary", entry);
  }
}
