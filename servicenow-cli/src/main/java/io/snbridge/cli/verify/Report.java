/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.cli.verify;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.snbridge.cli.console.Output;
import io.snbridge.cli.console.TextTable;
import io.snbridge.common.table.GlideDateTime;
import io.snbridge.source.config.SnapshotMode;
import io.snbridge.source.config.TableConfig;
import io.snbridge.source.record.DeleteMode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a comparison has found, for people and for programs. */
final class Report {

  /** Columns that are named in a line. */
  private static final int MOST_COLUMNS = 5;

  private final String connector;
  private final Subject subject;
  private final TableConfig table;
  private final Outcome outcome;
  private final int limit;

  /**
   * @param limit findings that are told one by one
   */
  Report(String connector, Subject subject, Outcome outcome, int limit) {
    this.connector = connector;
    this.subject = subject;
    this.table = subject.table();
    this.outcome = outcome;
    this.limit = limit;
  }

  String text() {
    List<String> lines = new ArrayList<>();
    lines.add(
        number(
            "Table '%s' shows %,d rows. Topic '%s' has %,d records of %,d rows, %,d of them deleted.",
            table.alias(),
            outcome.rows,
            subject.topic(),
            outcome.records,
            outcome.keys,
            outcome.deleted));
    if (outcome.count() == 0) {
      lines.add("Nothing is missing, stale or extra.");
    } else {
      lines.add(findings().toString());
      lines.add(
          Stream.of(Kind.values())
                  .map(kind -> number("%,d %s", outcome.count(kind), kind.word()))
                  .collect(Collectors.joining(", "))
              + more());
    }
    List<String> open = notCompared();
    if (!open.isEmpty()) {
      lines.add("Not compared:");
      open.forEach(line -> lines.add("- " + line));
    }
    List<String> notes = notes();
    if (!notes.isEmpty()) {
      lines.add("To know:");
      notes.forEach(line -> lines.add("- " + line));
    }
    return String.join(System.lineSeparator(), lines);
  }

  private String more() {
    long hiddenHere = outcome.count() - Math.min(limit, outcome.findings().size());
    return hiddenHere > 0 ? number("; %,d of them are not listed", hiddenHere) : "";
  }

  private TextTable findings() {
    TextTable lines =
        new TextTable("FINDING", "ROW", "CHANGED (UTC)", "IN KAFKA", "AS OF (UTC)", "DIFFERENT");
    outcome.findings().stream()
        .limit(limit)
        .forEach(
            finding ->
                lines.row(
                    finding.kind().word(),
                    finding.id(),
                    time(finding.inTable().flatMap(RowState::stamp)),
                    finding.inKafka().map(Report::place).orElse("-"),
                    time(finding.inKafka().flatMap(TopicState::stamp))
                        + (finding.inKafka().filter(TopicState::deleted).isPresent()
                            ? ", deleted"
                            : ""),
                    different(finding)));
    return lines;
  }

  private String different(Finding finding) {
    List<String> columns = outcome.columns(finding.id());
    if (columns.size() <= MOST_COLUMNS) {
      return columns.isEmpty() ? "-" : String.join(", ", columns);
    }
    return "%s and %d more"
        .formatted(
            String.join(", ", columns.subList(0, MOST_COLUMNS)), columns.size() - MOST_COLUMNS);
  }

  private static String place(TopicState state) {
    return state.partition() + "@" + state.offset();
  }

  private static String time(Optional<Instant> stamp) {
    return stamp.map(GlideDateTime::text).orElse("-");
  }

  private static String number(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }

  /** What nothing was found out about. */
  private List<String> notCompared() {
    List<String> open = new ArrayList<>();
    subject.noValues().ifPresent(why -> open.add("values: " + why + byWhat()));
    add(
        open,
        outcome.hidden,
        "%,d rows that ServiceNow counts and does not show to this user: row ACLs hide them, or they were deleted just then");
    add(
        open,
        outcome.hiddenInKafka,
        "%,d rows in Kafka that exist, and that ServiceNow does not show to this user");
    add(
        open,
        outcome.unmatched,
        "%,d rows in Kafka that exist, and no longer match the table's 'query' or 'start.timestamp'; no record says so");
    add(
        open,
        outcome.excluded,
        "%,d rows that were last changed by a user whom 'exclude.updated.by' names");
    add(open, outcome.changing, "%,d rows that changed each time they were looked at");
    if (outcome.unreadable > 0) {
      open.add(
          number(
              "%,d records that cannot be read: %s", outcome.unreadable, outcome.firstUnreadable));
    }
    add(open, outcome.ofOthers, "%,d records of other tables or instances");
    return open;
  }

  private String byWhat() {
    return subject.direction() == Direction.TO_KAFKA
        ? ". Rows were compared by the time of their last change"
        : "";
  }

  /** What explains findings that are none. */
  private List<String> notes() {
    List<String> notes = new ArrayList<>(subject.notes());
    add(
        notes,
        outcome.onceSeen(),
        "%,d of the rows were looked at once only, because they are so many: some may just be on their way");
    if (subject.direction() == Direction.TO_SERVICENOW) {
      return notes;
    }
    if (outcome.count(Kind.MISSING) > 0) {
      if (table.snapshotMode() != SnapshotMode.INITIAL) {
        notes.add(
            "'snapshot.mode' has no rows sent that have not changed since the connector began");
      }
      add(
          notes,
          outcome.cut,
          "the topic no longer has its first %,d records: retention or compaction has deleted them");
    }
    if (outcome.count(Kind.EXTRA) > 0) {
      if (table.deletes() == DeleteMode.NONE) {
        notes.add("'deletes' is none: deleted rows stay in Kafka");
      }
      if (!table.idField().equals("sys_id")) {
        notes.add(
            "'id.field' is not sys_id: a row that is hidden cannot be told from one that is gone");
      }
    }
    return notes;
  }

  private static void add(List<String> lines, long count, String format) {
    if (count > 0) {
      lines.add(number(format, count));
    }
  }

  ObjectNode json() {
    ObjectNode document = Output.object();
    document.put("connector", connector);
    document.put("alias", table.alias());
    document.put("table", table.table());
    document.put("topic", subject.topic());
    document.put("rows", outcome.rows);
    document.put("records", outcome.records);
    document.put("keys", outcome.keys);
    document.put("deleted", outcome.deleted);
    document.put("valuesCompared", subject.noValues().isEmpty());
    for (Kind kind : Kind.values()) {
      document.put(kind.word(), outcome.count(kind));
    }
    Map<String, Long> open = new LinkedHashMap<>();
    open.put("hidden", outcome.hidden);
    open.put("hiddenInKafka", outcome.hiddenInKafka);
    open.put("unmatched", outcome.unmatched);
    open.put("excluded", outcome.excluded);
    open.put("changing", outcome.changing);
    open.put("unreadable", outcome.unreadable);
    open.put("ofOthers", outcome.ofOthers);
    ObjectNode notCompared = document.putObject("notCompared");
    open.forEach(notCompared::put);
    document.put("lookedAtOnce", outcome.onceSeen());
    outcome.findings().stream()
        .limit(limit)
        .forEach(finding -> document.withArray("findings").add(json(finding)));
    List<String> notes = new ArrayList<>(notCompared());
    notes.addAll(notes());
    notes.forEach(document.withArray("notes")::add);
    return document;
  }

  private ObjectNode json(Finding finding) {
    ObjectNode node = Output.object();
    node.put("kind", finding.kind().word());
    node.put("id", finding.id());
    finding.inTable().flatMap(RowState::stamp).ifPresent(at -> node.put("changed", at.toString()));
    if (finding.kind() == Kind.STALE && !outcome.columns(finding.id()).isEmpty()) {
      outcome.columns(finding.id()).forEach(node.putArray("columns")::add);
    }
    finding
        .inKafka()
        .ifPresent(
            state -> {
              ObjectNode kafka = node.putObject("kafka");
              kafka.put("partition", state.partition());
              kafka.put("offset", state.offset());
              kafka.put("deleted", state.deleted());
              state.stamp().ifPresent(at -> kafka.put("changed", at.toString()));
            });
    return node;
  }
}
