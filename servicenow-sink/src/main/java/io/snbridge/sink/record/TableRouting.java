/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.record;

import io.snbridge.common.log.OneLine;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.header.Header;
import org.apache.kafka.connect.header.Headers;

/**
 * Which table a record goes to: the one that its header names, else its topic's. A record can
 * choose only among the tables of the allow list, and only by their exact names: the header is
 * compared, never decoded or put into a path.
 *
 * @param header name of the header; empty when records do not choose
 * @param allowed when not empty, all tables that can be written, whatever names them
 */
public record TableRouting(TableNames byTopic, Optional<String> header, Set<String> allowed) {

  /** What a refusal shows of a header: enough to find who sent it. */
  private static final int SHOWN = 80;

  public TableRouting {
    allowed = Set.copyOf(allowed);
  }

  /**
   * The table of a record.
   *
   * @throws DataException when the header or the topic names none that may be written: says what it
   *     names, and the key to change
   */
  String table(String topic, Headers headers) {
    Optional<Header> chosen = header.map(headers::lastWithName);
    return chosen.isPresent() ? ofHeader(chosen.get()) : ofTopic(topic);
  }

  private String ofHeader(Header chosen) {
    String table = HeaderText.of(chosen).orElse("null");
    if (!allowed.contains(table)) {
      throw new DataException(
          "Header '%s' names table '%s', which is not in table.allowlist"
              .formatted(chosen.key(), shown(table)));
    }
    return table;
  }

  private String ofTopic(String topic) {
    String table = byTopic.table(topic);
    if (!allowed.isEmpty() && !allowed.contains(table)) {
      throw new DataException(
          "Topic '%s' goes to table '%s', which is not in table.allowlist".formatted(topic, table));
    }
    return table;
  }

  /**
   * Looks at a table that is named within a record.
   *
   * @throws DataException when it may not be written
   */
  void check(String named) {
    if (!allowed.isEmpty() && !allowed.contains(named)) {
      throw new DataException(
          "The value names table '%s', which is not in table.allowlist".formatted(shown(named)));
    }
  }

  /** One line of bounded length: a header may hold anything. */
  private static String shown(String table) {
    return OneLine.of(table, SHOWN);
  }
}
