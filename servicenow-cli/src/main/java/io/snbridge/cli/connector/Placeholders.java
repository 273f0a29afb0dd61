/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.cli.connector;

import io.snbridge.cli.console.CommandException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.ConfigTransformer;
import org.apache.kafka.common.config.provider.ConfigProvider;
import org.apache.kafka.common.config.provider.DirectoryConfigProvider;
import org.apache.kafka.common.config.provider.EnvVarConfigProvider;
import org.apache.kafka.common.config.provider.FileConfigProvider;

/**
 * Gives the placeholders of Kafka's own config providers their values, under the names that
 * everybody gives these: ${file:/path:key}, ${env:NAME}, ${directory:/path:file}. Files and
 * variables are those of this machine.
 */
final class Placeholders {

  /** As Kafka's {@code ConfigTransformer} reads them, in 3.9.2 and 4.3.1. */
  private static final Pattern PLACEHOLDER =
      Pattern.compile("\\$\\{([^}]*?):(?:[^}]*?:)?[^}]*?\\}");

  private Placeholders() {}

  /**
   * The same keys, with values.
   *
   * @throws CommandException when a value is not to be had here: names the keys
   */
  static Map<String, String> resolve(Map<String, String> written) {
    Map<String, ConfigProvider> providers =
        Map.of(
            "file", new FileConfigProvider(),
            "env", new EnvVarConfigProvider(),
            "directory", new DirectoryConfigProvider());
    providers.values().forEach(provider -> provider.configure(Map.of()));
    ConfigTransformer transformer = new ConfigTransformer(providers);
    Map<String, String> resolved = new TreeMap<>();
    List<String> open = new ArrayList<>();
    written.forEach(
        (key, value) -> {
          try {
            String plain =
                transformer.transform(Map.of(key, value)).data().getOrDefault(key, value);
            resolved.put(key, plain);
            Matcher left = PLACEHOLDER.matcher(value);
            while (left.find()) {
              if (plain.contains(left.group())) {
                open.add(
                    "'%s' has %s: %s"
                        .formatted(key, left.group(), reason(left.group(1), providers)));
              }
            }
          } catch (ConfigException noFile) {
            open.add("'%s' has %s: %s".formatted(key, all(value), noFile.getMessage()));
          }
        });
    if (!open.isEmpty()) {
      throw CommandException.decide(
          "Some values are not to be had on this machine. Run the command where the worker runs,"
              + " or put the values where it finds them. "
              + String.join("; ", open));
    }
    return resolved;
  }

  /** What stands beside them may be a secret. */
  private static String all(String value) {
    return PLACEHOLDER
        .matcher(value)
        .results()
        .map(MatchResult::group)
        .collect(Collectors.joining(", "));
  }

  private static String reason(String provider, Map<String, ConfigProvider> providers) {
    return providers.containsKey(provider)
        ? "there is no such key"
        : "the providers here are file, env and directory, not '" + provider + "'";
  }
}
