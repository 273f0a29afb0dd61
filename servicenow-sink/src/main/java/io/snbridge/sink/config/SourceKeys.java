/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.config;

import static org.apache.kafka.common.config.ConfigDef.Importance.LOW;
import static org.apache.kafka.common.config.ConfigDef.Importance.MEDIUM;

import io.snbridge.common.config.KeyCondition;
import io.snbridge.common.config.KeyGroup;
import io.snbridge.sink.record.ValuePath;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.NonEmptyString;

/**
 * The keys of {@code conflict.policy=source_priority}.
 *
 * @param weights by source
 * @param header in which a record names its source
 * @param path where in its value it does
 * @param name source of records that name none
 * @param column that says which source wrote a row last
 * @param users source by user, in lower case; take the place of the column
 * @param fillEmpty whether a weaker source may write columns that are empty
 */
public record SourceKeys(
    Map<String, Integer> weights,
    Optional<String> header,
    Optional<ValuePath> path,
    Optional<String> name,
    Optional<String> column,
    Map<String, String> users,
    boolean fillEmpty) {

  static final String PRIORITIES = "conflict.source.priorities";
  static final String HEADER = "conflict.source.header";
  static final String PATH = "conflict.source.path";
  static final String NAME = "conflict.source.name";
  static final String COLUMN = "conflict.source.column";
  static final String USERS = "conflict.source.users";
  static final String FILL_EMPTY = "conflict.source.fill.empty";

  static void define(KeyGroup group) {
    group.add(
        PRIORITIES,
        ConfigDef.Type.LIST,
        List.of(),
        Validators.pairs(
            "source:weight, each weight a whole number of at least 1", SourceKeys::isWeight),
        MEDIUM,
        "Weights of sources",
        "Weight of each source, as a list of source:weight. A source does not overwrite what one"
            + " with a greater weight wrote last; if both have the same weight, the later write"
            + " wins. A record whose source is not in the list is refused. Anybody else who"
            + " wrote a row is weaker than every source.");
    string(group, HEADER, "Source's header", "Header in which a record names its source.");
    group.add(
        PATH,
        ConfigDef.Type.STRING,
        null,
        Validators.path(),
        MEDIUM,
        "Source's path",
        "Path within the value of the record's source, for example source or payload.source.name."
            + " conflict.source.header takes precedence.");
    string(
        group,
        NAME,
        "Source's name",
        "Source of records that name none. It is enough by itself if all records of the connector"
            + " are from one source.");
    string(
        group,
        COLUMN,
        "Source's column",
        "Column of the tables that says which source wrote a row last. The connector reads it to"
            + " compare, and writes it with each record. A change that a person makes leaves it"
            + " as it is, unless one of your business rules sets it.");
    group.add(
        USERS,
        ConfigDef.Type.LIST,
        List.of(),
        Validators.pairsOfAnyCase("user:source", source -> !source.isEmpty()),
        MEDIUM,
        "Users of sources",
        "Source that each user stands for, as a list of user:source. Takes the place of"
            + " conflict.source.column: the row's sys_updated_by says which source wrote it last."
            + " For connectors that each write as a user of their own.");
    group
        .when(KeyCondition.isSet(COLUMN))
        .add(
            FILL_EMPTY,
            ConfigDef.Type.BOOLEAN,
            false,
            LOW,
            "Fill empty columns",
            "Whether a weaker source may write columns that are empty in the row. The row stays the"
                + " stronger source's. A column that a stronger source emptied on purpose is filled,"
                + " too. Needs conflict.source.column.");
  }

  private static void string(KeyGroup group, String key, String displayName, String documentation) {
    group.add(
        key, ConfigDef.Type.STRING, null, new NonEmptyString(), MEDIUM, displayName, documentation);
  }

  private static boolean isWeight(String text) {
    return text.matches("[1-9][0-9]{0,8}");
  }

  static SourceKeys of(AbstractConfig config) {
    return new SourceKeys(
        weights(config.getList(PRIORITIES)),
        Settings.text(config, HEADER),
        Settings.path(config, PATH),
        Settings.text(config, NAME),
        Settings.text(config, COLUMN),
        Pairs.of(config.getList(USERS)).entrySet().stream()
            .collect(
                Collectors.toMap(
                    user -> user.getKey().toLowerCase(Locale.ROOT), Map.Entry::getValue)),
        config.getBoolean(FILL_EMPTY));
  }

  private static Map<String, Integer> weights(List<String> pairs) {
    return Pairs.of(pairs).entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, source -> Integer.valueOf(source.getValue())));
  }

  /** What source_priority needs, and what contradicts itself. */
  static void check(CheckedValues values) {
    List<String> priorities = values.list(PRIORITIES);
    if (priorities.isEmpty()) {
      values.errorIfSound(
          PRIORITIES,
          "required with conflict.policy=source_priority: the weight of each source, as source:weight");
    }
    if (!isSet(values, HEADER) && !isSet(values, PATH) && !isSet(values, NAME)) {
      values.errorIfSound(
          HEADER,
          "conflict.policy=source_priority must know a record's source: set this key, %s or %s"
              .formatted(PATH, NAME));
    }
    if (isSet(values, COLUMN) == !values.list(USERS).isEmpty()) {
      values.errorIfSound(
          COLUMN,
          "conflict.policy=source_priority must know who wrote a row last: set either this key or "
              + USERS);
    }
    if (values.isTrue(FILL_EMPTY) && !isSet(values, COLUMN)) {
      values.errorIfSound(
          FILL_EMPTY,
          "needs %s: by sys_updated_by, the row would afterwards be the weaker source's"
              .formatted(COLUMN));
    }
    namedSourcesHaveWeights(values, weightsIn(priorities));
  }

  private static void namedSourcesHaveWeights(CheckedValues values, List<String> weighted) {
    if (isSet(values, NAME) && !weighted.contains(values.text(NAME))) {
      values.errorIfSound(
          NAME, "'%s' has no weight in %s: add it there".formatted(values.text(NAME), PRIORITIES));
    }
    if (values.isSound(USERS)) {
      List<String> unknown = new ArrayList<>(Pairs.of(values.list(USERS)).values());
      unknown.removeAll(weighted);
      if (!unknown.isEmpty()) {
        values.errorIfSound(
            USERS, "%s have no weight in %s: add them there".formatted(unknown, PRIORITIES));
      }
    }
  }

  private static List<String> weightsIn(List<String> priorities) {
    return priorities.stream()
        .filter(pair -> pair.indexOf(':') > 0)
        .map(pair -> pair.substring(0, pair.lastIndexOf(':')).strip())
        .toList();
  }

  /** Also when what it is set to is refused. */
  private static boolean isSet(CheckedValues values, String key) {
    return values.isSet(key) || !values.isSound(key);
  }
}
