/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.cli.translate;

import io.snbridge.cli.console.CommandException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Whose configurations are understood. */
enum Dialect {
  CONFLUENT_SOURCE("confluent-source"),
  CONFLUENT_SOURCE_V2("confluent-source-v2"),
  CONFLUENT_SINK("confluent-sink"),
  IBM("ibm"),
  OSO("oso"),
  BRIDGE("bridge");

  private final String word;

  Dialect(String word) {
    this.word = word;
  }

  /** One for each connector that it becomes. */
  List<Language> languages(Foreign all) {
    return switch (this) {
      case CONFLUENT_SOURCE -> List.of(ConfluentSource.language());
      case CONFLUENT_SOURCE_V2 -> List.of(ConfluentSourceV2.language());
      case CONFLUENT_SINK -> List.of(ConfluentSink.language());
      case IBM -> List.of(Ibm.language());
      case OSO -> List.of(all.has("snow.tables") ? OsoSource.language() : OsoSink.language());
      case BRIDGE -> ofBridge(all);
    };
  }

  private boolean hasKeysOf(Foreign all) {
    return switch (this) {
      case CONFLUENT_SOURCE -> all.has("kafka.topic") && all.has("servicenow.table");
      case CONFLUENT_SOURCE_V2 -> all.has("table1.name");
      case CONFLUENT_SINK ->
          all.has("servicenow.table") && (all.has("topics") || all.has("topics.regex"));
      case IBM -> all.hasSome("servicenow.client.");
      case OSO -> all.has("snow.url");
      case BRIDGE -> all.has("servicenow.base_url");
    };
  }

  /**
   * Whose a configuration is, by its class and its keys.
   *
   * @throws CommandException when nothing tells
   */
  static Dialect of(Foreign foreign) {
    String type = foreign.value("connector.class").orElse("");
    if (type.startsWith("io.snbridge.")) {
      throw CommandException.decide(foreign.where() + " is one of ours already");
    }
    return byClass(type)
        .or(() -> Arrays.stream(values()).filter(one -> one.hasKeysOf(foreign)).findFirst())
        .orElseThrow(
            () ->
                CommandException.decide(
                    "%s is of none of the connectors that are known. If it is, say which: --from %s"
                        .formatted(foreign.where(), Arrays.toString(values()))));
  }

  private static Optional<Dialect> byClass(String type) {
    if (type.equals("ServiceNowSourceV2")) {
      return Optional.of(CONFLUENT_SOURCE_V2);
    }
    if (type.startsWith("io.confluent.") || type.matches("ServiceNow(Source|Sink)")) {
      return Optional.of(type.contains("Sink") ? CONFLUENT_SINK : CONFLUENT_SOURCE);
    }
    return Optional.empty();
  }

  private static List<Language> ofBridge(Foreign foreign) {
    List<Language> languages = new ArrayList<>();
    if (isEnabled(foreign, "source")) {
      languages.add(BridgeSource.language());
    }
    if (isEnabled(foreign, "sink")) {
      languages.add(BridgeSink.language());
    }
    if (languages.isEmpty()) {
      throw CommandException.decide(
          foreign.where() + ": neither 'source.enabled' nor 'sink.enabled' is true");
    }
    return languages;
  }

  private static boolean isEnabled(Foreign foreign, String part) {
    return foreign.value(part + ".enabled").map(Boolean::parseBoolean).orElse(false);
  }

  /** As it is typed. */
  @Override
  public String toString() {
    return word;
  }

  /** By what is typed. */
  static Dialect typed(String word) {
    return Arrays.stream(values())
        .filter(one -> one.word.equals(word.toLowerCase(Locale.ROOT)))
        .findFirst()
        .orElseThrow(
            () ->
                new picocli.CommandLine.TypeConversionException(
                    "'%s' is none of %s".formatted(word, Arrays.toString(values()))));
  }
}
