/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.validation;

import io.snbridge.common.check.Probe;
import io.snbridge.common.check.ProbeContext;
import io.snbridge.common.config.ConfigErrors;
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
      public void ask(ProbeContext probeContext) throws InterruptedException {
        var unused =
            probeContext
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
  public static List<Probe> questions(ConfigErrors errors) {
    Map<String, String> keys = new LinkedHashMap<>();
    mapped(errors).forEach((topic, table) -> keys.put(table, RoutingKeys.TOPIC_TABLE_MAP));
    list(errors, RoutingKeys.TABLE_ALLOWLIST)
        .forEach(table -> keys.putIfAbsent(table, RoutingKeys.TABLE_ALLOWLIST));
    formatted(errors).forEach(table -> keys.putIfAbsent(table, RoutingKeys.TABLE_NAME_FORMAT));
    List<String> lookup = list(errors, LookupKeys.FIELDS).toList();
    List<Probe> questions = new ArrayList<>();
    keys.forEach(
        (table, key) ->
            questions.add(new TableProbe(table, key, lookup, LookupKeys.FIELDS, errors)));
    Map<String, String> columns = columns(errors);
    if (!keys.isEmpty() && !columns.isEmpty() && areAllKnown(errors)) {
      questions.add(new ColumnsProbe(keys.keySet(), columns, errors));
    }
    batches(errors).ifPresent(questions::add);
    return questions;
  }

  /** Asks for what the writes would go through, where that is the Batch API. */
  private static Optional<Probe> batches(ConfigErrors errors) {
    String api = errors.property(WriteApi.KEY).toLowerCase(Locale.ROOT);
    if (api.equals("batch")) {
      return Optional.of(new BatchProbe(WriteApi.KEY, "table", errors));
    }
    boolean batched =
        (api.equals("import_set") || api.equals("identify_reconcile"))
            && errors.property(BatchKeys.REQUESTS).equalsIgnoreCase("true");
    return batched
        ? Optional.of(new BatchProbe(BatchKeys.REQUESTS, "false", errors))
        : Optional.empty();
  }

  private static Map<String, String> mapped(ConfigErrors errors) {
    return Pairs.of(list(errors, RoutingKeys.TOPIC_TABLE_MAP).toList());
  }

  /** The columns that are named for all tables, each with the key that names it. */
  private static Map<String, String> columns(ConfigErrors errors) {
    if (errors.property(ColumnKeys.UNKNOWN).equalsIgnoreCase(ColumnKeys.Unknown.IGNORE.name())) {
      return Map.of();
    }
    Map<String, String> renamed = Pairs.of(list(errors, FieldKeys.FIELDS_RENAME).toList());
    Map<String, String> columns = new LinkedHashMap<>();
    renamed.values().forEach(column -> columns.put(column, FieldKeys.FIELDS_RENAME));
    // With 'flatten' a field that is named may stand for those within it.
    if (!errors.property(ValueKeys.NESTED).equalsIgnoreCase("flatten")) {
      list(errors, FieldKeys.FIELDS_INCLUDE)
          .filter(field -> !renamed.containsKey(field))
          .forEach(field -> columns.putIfAbsent(field, FieldKeys.FIELDS_INCLUDE));
    }
    columns.keySet().removeIf(column -> !UnknownColumnFilter.isChecked(column));
    return columns;
  }

  private static boolean areAllKnown(ConfigErrors errors) {
    return !recordsTell(errors)
        ? errors.property(SinkTask.TOPICS_REGEX_CONFIG).isBlank()
        : list(errors, RoutingKeys.TABLE_ALLOWLIST).findAny().isPresent();
  }

  /** A transform may rename topics, a header may name the table: then only the records tell. */
  private static boolean recordsTell(ConfigErrors errors) {
    return !errors.property("transforms").isBlank()
        || !errors.property(RoutingKeys.TABLE_HEADER).isBlank();
  }

  private static Stream<String> formatted(ConfigErrors errors) {
    String format = errors.property(RoutingKeys.TABLE_NAME_FORMAT);
    if (recordsTell(errors) || !errors.isSound(RoutingKeys.TABLE_NAME_FORMAT)) {
      return Stream.empty();
    }
    TableNames names = new TableNames(format.isEmpty() ? TableNames.TOPIC : format, mapped(errors));
    return list(errors, SinkTask.TOPICS_CONFIG).flatMap(topic -> table(names, topic));
  }

  private static Stream<String> table(TableNames names, String topic) {
    try {
      return Stream.of(names.table(topic));
    } catch (DataException saidAlready) {
      return Stream.empty();
    }
  }

  /** Empty for a key that is not set, or has an error. */
  private static Stream<String> list(ConfigErrors errors, String key) {
    return errors.isSound(key)
        ? ((List<?>) ConfigDef.parseType(key, errors.property(key), ConfigDef.Type.LIST))
            .stream().map(String::valueOf).filter(item -> !item.isEmpty())
        : Stream.empty();
  }
}
