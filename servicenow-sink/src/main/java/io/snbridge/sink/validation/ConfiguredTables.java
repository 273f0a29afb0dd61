/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.validation;

import io.snbridge.common.check.ConfigErrors;
import io.snbridge.common.check.Probe;
import io.snbridge.common.check.ProbeContext;
import io.snbridge.common.table.DisplayValue;
import io.snbridge.common.table.EncodedQuery;
import io.snbridge.common.table.PageRequest;
import io.snbridge.sink.column.UnknownColumnFilter;
import io.snbridge.sink.config.BatchKeys;
import io.snbridge.sink.config.ColumnKeys;
import io.snbridge.sink.config.FieldKeys;
import io.snbridge.sink.config.LookupKeys;
import io.snbridge.sink.config.Pairs;
import io.snbridge.sink.config.RoutingKeys;
import io.snbridge.sink.config.ValueKeys;
import io.snbridge.sink.config.WriteApi;
import io.snbridge.sink.record.TableNames;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.sink.SinkTask;

/** The tables that are known before a record is: what validation asks of the instance. */
public final class ConfiguredTables {

  private ConfiguredTables() {}

  /** A request that every instance answers in some way, for whoever is let in. */
  public static Probe reach() {
    return new Probe() {
      @Override
      public String about() {
        return "the instance";
      }

      @Override
      public void ask(ProbeContext inquiry) throws InterruptedException {
        var unused =
            inquiry
                .tables()
                .page(
                    new PageRequest(
                        "sys_db_object",
                        EncodedQuery.everything(),
                        List.of("name"),
                        1,
                        0,
                        false,
                        DisplayValue.FALSE));
      }
    };
  }

  /** A question for each table that a sound key names, and one for batches if any are sent. */
  public static List<Probe> questions(ConfigErrors findings) {
    Map<String, String> keys = new LinkedHashMap<>();
    mapped(findings).forEach((topic, table) -> keys.put(table, RoutingKeys.TOPIC_TABLE_MAP));
    list(findings, RoutingKeys.TABLE_ALLOWLIST)
        .forEach(table -> keys.putIfAbsent(table, RoutingKeys.TABLE_ALLOWLIST));
    formatted(findings).forEach(table -> keys.putIfAbsent(table, RoutingKeys.TABLE_NAME_FORMAT));
    List<String> lookup = list(findings, LookupKeys.FIELDS).toList();
    List<Probe> questions = new ArrayList<>();
    keys.forEach(
        (table, key) ->
            questions.add(new TableProbe(table, key, lookup, LookupKeys.FIELDS, findings)));
    Map<String, String> columns = columns(findings);
    if (!keys.isEmpty() && !columns.isEmpty() && areAllKnown(findings)) {
      questions.add(new ColumnsProbe(keys.keySet(), columns, findings));
    }
    batches(findings).ifPresent(questions::add);
    return questions;
  }

  /** Asks for what the writes would go through, where that is the Batch API. */
  private static Optional<Probe> batches(ConfigErrors findings) {
    String api = findings.property(WriteApi.KEY).toLowerCase(Locale.ROOT);
    if (api.equals("batch")) {
      return Optional.of(new BatchProbe(WriteApi.KEY, "table", findings));
    }
    boolean batched =
        (api.equals("import_set") || api.equals("identify_reconcile"))
            && findings.property(BatchKeys.REQUESTS).equalsIgnoreCase("true");
    return batched
        ? Optional.of(new BatchProbe(BatchKeys.REQUESTS, "false", findings))
        : Optional.empty();
  }

  private static Map<String, String> mapped(ConfigErrors findings) {
    return Pairs.of(list(findings, RoutingKeys.TOPIC_TABLE_MAP).toList());
  }

  /** The columns that are named for all tables, each with the key that names it. */
  private static Map<String, String> columns(ConfigErrors findings) {
    if (findings.property(ColumnKeys.UNKNOWN).equalsIgnoreCase(ColumnKeys.Unknown.IGNORE.name())) {
      return Map.of();
    }
    Map<String, String> renamed = Pairs.of(list(findings, FieldKeys.FIELDS_RENAME).toList());
    Map<String, String> columns = new LinkedHashMap<>();
    renamed.values().forEach(column -> columns.put(column, FieldKeys.FIELDS_RENAME));
    // With 'flatten' a field that is named may stand for those within it.
    if (!findings.property(ValueKeys.NESTED).equalsIgnoreCase("flatten")) {
      list(findings, FieldKeys.FIELDS_INCLUDE)
          .filter(field -> !renamed.containsKey(field))
          .forEach(field -> columns.putIfAbsent(field, FieldKeys.FIELDS_INCLUDE));
    }
    columns.keySet().removeIf(column -> !UnknownColumnFilter.isChecked(column));
    return columns;
  }

  private static boolean areAllKnown(ConfigErrors findings) {
    return !recordsTell(findings)
        ? findings.property(SinkTask.TOPICS_REGEX_CONFIG).isBlank()
        : list(findings, RoutingKeys.TABLE_ALLOWLIST).findAny().isPresent();
  }

  /** A transform may rename topics, a header may name the table: then only the records tell. */
  private static boolean recordsTell(ConfigErrors findings) {
    return !findings.property("transforms").isBlank()
        || !findings.property(RoutingKeys.TABLE_HEADER).isBlank();
  }

  private static Stream<String> formatted(ConfigErrors findings) {
    String format = findings.property(RoutingKeys.TABLE_NAME_FORMAT);
    if (recordsTell(findings) || !findings.isSound(RoutingKeys.TABLE_NAME_FORMAT)) {
      return Stream.empty();
    }
    TableNames names =
        new TableNames(format.isEmpty() ? TableNames.TOPIC : format, mapped(findings));
    return list(findings, SinkTask.TOPICS_CONFIG).flatMap(topic -> table(names, topic));
  }

  private static Stream<String> table(TableNames names, String topic) {
    try {
      return Stream.of(names.table(topic));
    } catch (DataException saidAlready) {
      return Stream.empty();
    }
  }

  /** Empty for a key that is not set, or has an error. */
  private static Stream<String> list(ConfigErrors findings, String key) {
    return findings.isSound(key)
        ? ((List<?>) ConfigDef.parseType(key, findings.property(key), ConfigDef.Type.LIST))
            .stream().map(String::valueOf).filter(item -> !item.isEmpty())
        : Stream.empty();
  }
}
