/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.emulator.company;

import static io.snbridge.emulator.ColumnDefinition.col;
import static io.snbridge.emulator.ColumnDefinition.reference;
import static io.snbridge.emulator.TableDefinition.table;

import io.snbridge.emulator.ColumnDefinition;
import io.snbridge.emulator.TableDefinition;
import java.util.List;

/** The tables of a company, with the columns that people know. */
public final class CompanyTables {
  private static final ColumnDefinition STATE =
      col("state", "integer")
          .withChoices(
              "1", "New", "2", "In Progress", "3", "On Hold", "6", "Resolved", "7", "Closed");
  private static final ColumnDefinition PRIORITY =
      col("priority", "integer")
          .withChoices("1", "1 - Critical", "2", "2 - High", "3", "3 - Moderate", "4", "4 - Low");

  /** All of them, parents first. */
  public static final List<TableDefinition> ALL =
      List.of(
          table(
                  "sys_user",
                  col("user_name", "string"),
                  col("name", "string"),
                  col("first_name", "string"),
                  col("last_name", "string"),
                  col("email", "string"),
                  col("title", "string"),
                  col("department", "string"),
                  col("active", "boolean"),
                  reference("manager", "sys_user"))
              .labelled("User"),
          table(
                  "sys_user_group",
                  col("name", "string"),
                  col("description", "string"),
                  col("active", "boolean"),
                  reference("manager", "sys_user"))
              .labelled("Group"),
          table(
                  "cmdb_ci",
                  col("name", "string"),
                  col("asset_tag", "string"),
                  col("serial_number", "string"),
                  col("operational_status", "integer")
                      .withChoices("1", "Operational", "2", "Non-Operational", "6", "Retired"),
                  col("install_status", "integer").withChoices("1", "Installed", "7", "Retired"),
                  col("cost", "currency"),
                  reference("assigned_to", "sys_user"),
                  reference("support_group", "sys_user_group"))
              .labelled("Configuration Item"),
          table(
                  "cmdb_ci_hardware",
                  col("manufacturer_name", "string"),
                  col("model_number", "string"))
              .extending("cmdb_ci")
              .labelled("Hardware"),
          table(
                  "cmdb_ci_computer",
                  col("os", "string"),
                  col("ram", "integer"),
                  col("cpu_count", "integer"),
                  col("ip_address", "string"))
              .extending("cmdb_ci_hardware")
              .labelled("Computer"),
          table("cmdb_ci_server", col("host_name", "string"), col("used_for", "string"))
              .extending("cmdb_ci_computer")
              .labelled("Server"),
          table("cmdb_ci_service", col("busines_criticality", "string"), col("version", "string"))
              .extending("cmdb_ci")
              .labelled("Service"),
          table(
                  "task",
                  col("number", "string").withMaxLength(40),
                  col("short_description", "string").withMaxLength(160),
                  col("description", "string").withMaxLength(4000),
                  STATE,
                  PRIORITY,
                  col("active", "boolean"),
                  col("opened_at", "glide_date_time"),
                  col("closed_at", "glide_date_time"),
                  col("due_date", "due_date"),
                  col("work_notes", "journal_input"),
                  col("comments", "journal_input"),
                  reference("opened_by", "sys_user"),
                  reference("assigned_to", "sys_user"),
                  reference("assignment_group", "sys_user_group"),
                  reference("cmdb_ci", "cmdb_ci"))
              .labelled("Task"),
          table(
                  "incident",
                  col("category", "string"),
                  col("impact", "integer"),
                  col("urgency", "integer"),
                  col("close_code", "string"),
                  col("close_notes", "string"),
                  col("made_sla", "boolean"),
                  reference("caller_id", "sys_user"))
              .extending("task")
              .numbered("INC")
              .labelled("Incident"),
          table(
                  "change_request",
                  col("type", "string")
                      .withChoices(
                          "normal", "Normal", "standard", "Standard", "emergency", "Emergency"),
                  col("risk", "integer"),
                  col("start_date", "glide_date_time"),
                  col("end_date", "glide_date_time"),
                  col("justification", "string"))
              .extending("task")
              .numbered("CHG")
              .labelled("Change Request"));

  private CompanyTables() {}
}
