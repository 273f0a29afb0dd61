/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.stack;

import java.io.IOException;
import java.io.OutputStream;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;

/** A configuration file as Kafka reads it: ISO-8859-1, all else escaped. */
final class PropertyFile {

  private PropertyFile() {}

  /**
   * Writes a file.
   *
   * @param settings lines {@code key=value}
   * @param more values as they are, these win
   */
  static void write(Path file, String settings, Map<String, String> more) throws IOException {
    Properties properties = new Properties();
    properties.load(new StringReader(settings));
    properties.putAll(more);
    try (OutputStream out = Files.newOutputStream(file)) {
      properties.store(out, null);
    }
  }

  /**
   * A folder as the only item of a list, which Kafka splits at commas.
   *
   * @throws IllegalArgumentException when there is a comma in it
   */
  static String onlyItem(String key, Path folder) {
    if (folder.toString().contains(",")) {
      throw new IllegalArgumentException(
          "Kafka would split %s at the comma in %s; use a checkout in a path without commas"
              .formatted(key, folder));
    }
    return folder.toString();
  }
}
