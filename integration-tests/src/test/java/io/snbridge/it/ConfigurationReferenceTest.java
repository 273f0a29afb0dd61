/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.snbridge.sink.ServiceNowSinkConnector;
import io.snbridge.source.ServiceNowSourceConnector;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.ConfigDef;
import org.junit.jupiter.api.Test;

/**
 * {@code docs/configuration.md} is what the connectors' definitions say. {@code
 * -Dsnbridge.write.docs} writes it anew.
 */
class ConfigurationReferenceTest {

  private static final Path PAGE =
      Path.of(System.getProperty("snbridge.root")).resolve("docs/configuration.md");

  @Test
  void pageSaysWhatTheDefinitionsSay() throws IOException {
    ConfigDef source = new ServiceNowSourceConnector().config();
    ConfigDef sink = new ServiceNowSinkConnector().config();
    ConfigDef table = ServiceNowSourceConnector.tableConfig();
    String page =
        """
        # Configuration

        `ConfigurationReferenceTest` generates this page from the connectors' definitions; the build fails if they differ.
        To regenerate it: `./mvnw verify -pl integration-tests -am -DskipITs -Dsnbridge.write.docs`.

        Keys that Connect itself defines (`tasks.max`, `errors.tolerance`, converters, ...) are described in
        Kafka's documentation.

        ## Both connectors
        """
            + groups(source, sink.names()::contains)
            + "\n## Source\n"
            + groups(source, name -> !sink.names().contains(name))
            + """

            ### One table

            These keys, and all keys of the groups %s, can be set for one table as
            `table.<alias>.<key>`. The alias is one of those in `tables`, or the name of a table that a pattern there matches.

            """
                .formatted(perTable(source, table))
            + rows(
                table.configKeys().values().stream()
                    .filter(key -> !source.names().contains(key.name))
                    .toList())
            + "\n## Sink\n"
            + groups(sink, name -> !source.names().contains(name));
    if (System.getProperty("snbridge.write.docs") != null) {
      Files.writeString(PAGE, page);
    }
    assertThat(Files.readString(PAGE)).isEqualTo(page);
  }

  /** Groups whose keys can be set for a table, too. */
  private static String perTable(ConfigDef source, ConfigDef table) {
    return source.groups().stream()
        .filter(
            group ->
                source.configKeys().values().stream()
                    .filter(key -> group.equals(key.group))
                    .allMatch(key -> table.names().contains(key.name)))
        .collect(Collectors.joining(", "));
  }

  private static String groups(ConfigDef definition, Predicate<String> which) {
    return definition.groups().stream()
        .map(
            group ->
                definition.configKeys().values().stream()
                    .filter(
                        key ->
                            group.equals(key.group) && !key.internalConfig && which.test(key.name))
                    .sorted(Comparator.comparingInt(key -> key.orderInGroup))
                    .toList())
        .filter(keys -> !keys.isEmpty())
        .map(keys -> "\n### " + keys.get(0).group + "\n\n" + rows(keys))
        .collect(Collectors.joining());
  }

  private static String rows(List<ConfigDef.ConfigKey> keys) {
    return "| key | type | default | valid | meaning |\n|---|---|---|---|---|\n"
        + keys.stream().map(ConfigurationReferenceTest::row).collect(Collectors.joining());
  }

  private static String row(ConfigDef.ConfigKey key) {
    return "| `%s` | %s | %s | %s | %s |%n"
        .formatted(
            key.name,
            key.type.name().toLowerCase(java.util.Locale.ROOT),
            defaultValue(key),
            key.validator == null ? "" : cell(key.validator.toString()),
            cell(key.documentation));
  }

  private static String defaultValue(ConfigDef.ConfigKey key) {
    if (!key.hasDefault()) {
      return "**required**";
    }
    String value = ConfigDef.convertToString(key.defaultValue, key.type);
    boolean none = value == null || value.isEmpty() || key.type == ConfigDef.Type.PASSWORD;
    return none ? "" : "`" + value + "`";
  }

  private static String cell(String text) {
    return text.replace("|", "\\|").replace("\n", " ");
  }
}
