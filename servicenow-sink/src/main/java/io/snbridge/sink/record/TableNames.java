/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.record;

import java.util.Map;
import java.util.regex.Pattern;
import org.apache.kafka.connect.errors.DataException;

/**
 * Which table a topic's records go to.
 *
 * @param format the name, with {@code ${topic}} for the topic
 * @param byTopic wins over the format
 */
public record TableNames(String format, Map<String, String> byTopic) {

  public static final String TOPIC = "${topic}";

  /** What ServiceNow allows in a table's name, and all that may become part of a path. */
  private static final Pattern VALID = Pattern.compile("[A-Za-z][A-Za-z0-9_]{0,79}");

  public TableNames {
    byTopic = Map.copyOf(byTopic);
  }

  public static boolean isValid(String table) {
    return VALID.matcher(table).matches();
  }

  /**
   * The table of a topic.
   *
   * @throws DataException when that is not a table's name; says what to configure
   */
  public String table(String topic) {
    String table = byTopic.getOrDefault(topic, format.replace(TOPIC, topic));
    if (!isValid(table)) {
      throw new DataException(
          ("Topic '%s' would be written to table '%s', which is not a table name (a letter"
                  + " followed by letters, digits and '_'). Name the table:"
                  + " topic.table.map=%s:<table>")
              .formatted(topic, table, topic));
    }
    return table;
  }
}
