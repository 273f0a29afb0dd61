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
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
    String page =
        """
        # Configuration

        Generated from the connectors' definitions by `ConfigurationReferenceTest`; a build fails when they differ.
        To write it anew: `./mvnw verify -pl integration-tests -am -DskipITs -Dsnbridge.write.docs`.
        """
            + section("Source", new ServiceNowSourceConnector().config())
            + section("Sink", new ServiceNowSinkConnector().config());
    if (System.getProperty("snbridge.write.docs") != null) {
      Files.writeString(PAGE, page);
    }
    assertThat(Files.readString(PAGE)).isEqualTo(page);
  }

  private static String section(String title, ConfigDef definition) {
    StringBuilder page = new StringBuilder("\n## " + title + "\n");
    Map<String, List<ConfigDef.ConfigKey>> groups = new LinkedHashMap<>();
    for (String group : definition.groups()) {
      groups.put(group, new ArrayList<>());
    }
    definition
        .configKeys()
        .values()
        .forEach(key -> groups.computeIfAbsent(key.group, g -> new ArrayList<>()).add(key));
    groups.forEach(
        (group, keys) -> {
          page.append("\n### ").append(group == null ? "Other" : group).append("\n\n");
          page.append("| key | type | default | valid | meaning |\n|---|---|---|---|---|\n");
          keys.stream()
              .filter(key -> !key.internalConfig)
              .sorted((a, b) -> Integer.compare(a.orderInGroup, b.orderInGroup))
              .forEach(key -> page.append(row(key)));
        });
    return page.toString();
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
    return value == null || value.isEmpty() ? "" : "`" + value + "`";
  }

  private static String cell(String text) {
    return text.replace("|", "\\|").replace("\n", " ");
  }
}
