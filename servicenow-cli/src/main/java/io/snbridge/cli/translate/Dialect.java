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
import java.util.function.Function;
import java.util.function.Predicate;

/** Whose configurations are understood. */
enum Dialect {
  CONFLUENT_SOURCE(
      "confluent-source",
      all -> all.has("kafka.topic") && all.has("servicenow.table"),
      all -> List.of(ConfluentSource.language())),
  CONFLUENT_SOURCE_V2(
      "confluent-source-v2",
      all -> all.has("table1.name"),
      all -> List.of(ConfluentSourceV2.language())),
  CONFLUENT_SINK(
      "confluent-sink",
      all -> all.has("servicenow.table") && (all.has("topics") || all.has("topics.regex")),
      all -> List.of(ConfluentSink.language())),
  IBM("ibm", all -> all.hasSome("servicenow.client."), all -> List.of(Ibm.language())),
  OSO(
      "oso",
      all -> all.has("snow.url"),
      all -> List.of(all.has("snow.tables") ? OsoSource.language() : OsoSink.language())),
  BRIDGE("bridge", all -> all.has("servicenow.base_url"), Dialect::ofBridge);

  private final String word;
  private final Predicate<Foreign> shape;
  private final Function<Foreign, List<Language>> languages;

  Dialect(String word, Predicate<Foreign> shape, Function<Foreign, List<Language>> languages) {
    this.word = word;
    this.shape = shape;
    this.languages = languages;
  }

  /** One for each connector that it becomes. */
  List<Language> languages(Foreign foreign) {
    return languages.apply(foreign);
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
        .or(() -> Arrays.stream(values()).filter(one -> one.shape.test(foreign)).findFirst())
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
