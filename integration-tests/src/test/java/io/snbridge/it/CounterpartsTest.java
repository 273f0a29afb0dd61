/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.snbridge.sink.ServiceNowSinkConnector;
import io.snbridge.source.ServiceNowSourceConnector;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.connector.Connector;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What other connectors' keys are answered with does exist. */
class CounterpartsTest {

  private static final String PEERS = "/io/snbridge/common/keys/peers.txt";

  @ParameterizedTest
  @CsvSource({"source, 90", "sink, 70"})
  void everyCounterpartIsAKeyOfOursOrOfConnect(String kind, int atLeast) throws IOException {
    Map<String, String> config = new HashMap<>();
    boolean ofThisKind = false;
    int lines = 0;
    for (String line : lines()) {
      if (line.startsWith("[")) {
        ofThisKind = line.substring(0, line.indexOf(']')).contains(kind);
      } else if (ofThisKind && line.contains("|")) {
        lines++;
        for (String key : line.split("\\|", -1)[1].strip().split("\\s*,\\s*", -1)) {
          config.put(key.replace("<alias>", "incident").replace("*", "incident"), "1");
        }
      }
    }
    config.remove("");
    assertThat(lines).isGreaterThan(atLeast);
    config.put("tables", "incident");
    if (kind.equals("sink")) {
      config.remove("tables");
    }

    Connector connector =
        kind.equals("sink") ? new ServiceNowSinkConnector() : new ServiceNowSourceConnector();
    assertThat(connector.validate(config).configValues())
        .flatExtracting(value -> value.errorMessages())
        .filteredOn(error -> error.startsWith("Unknown key"))
        .isEmpty();
  }

  private static List<String> lines() throws IOException {
    try (BufferedReader file =
        new BufferedReader(
            new InputStreamReader(
                CounterpartsTest.class.getResourceAsStream(PEERS), StandardCharsets.UTF_8))) {
      return file.lines().filter(line -> !line.startsWith("#")).toList();
    }
  }
}
