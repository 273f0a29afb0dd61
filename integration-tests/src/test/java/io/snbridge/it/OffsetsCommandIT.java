/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.snbridge.cli.ServiceNowKafka;
import io.snbridge.common.table.GlideDateTime;
import io.snbridge.emulator.ColumnDefinition;
import io.snbridge.emulator.TableDefinition;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** {@code servicenow-kafka offsets} with a real worker. */
@Tag(Lanes.ONE_VERSION)
class OffsetsCommandIT extends ConnectIT {

  private static final int ROWS = 20;

  @Test
  void aTableIsResetAndReplayedWhileTheOtherStaysWhereItIs() throws Exception {
    // What changes just before a snapshot comes with it and with the stream.
    String settled = GlideDateTime.text(Instant.now().minusSeconds(60));
    for (String table : List.of("u_cli_one", "u_cli_two")) {
      emulator.defineTable(TableDefinition.table(table, ColumnDefinition.col("u_text", "string")));
      for (int i = 0; i < ROWS; i++) {
        emulator.insert(table, Map.of("u_text", "text", "sys_updated_on", settled));
      }
    }
    start(source("cli", Map.of("tables", "u_cli_one,u_cli_two", "settle.mode", "wait")));
    try (TopicReader one = new TopicReader(stack.bootstrapServers(), "cli.u_cli_one");
        TopicReader two = new TopicReader(stack.bootstrapServers(), "cli.u_cli_two")) {
      await().atMost(PATIENCE).until(() -> one.read().keys() == ROWS && two.read().keys() == ROWS);
      // Connect stores positions now and then, and what has none cannot be reset.
      await()
          .atMost(PATIENCE)
          .until(
              () -> {
                String stored = stack.rest().offsets("cli").toString();
                return stored.contains("u_cli_one") && stored.contains("u_cli_two");
              });
      int before = one.read().records().size();

      assertThat(offsets("reset", "--table", "u_cli_one")).contains("runs again");

      await().atMost(PATIENCE).until(() -> one.read().records().size() >= before + ROWS);
      assertThat(two.read().records()).hasSize(ROWS);

      emulator.insert("u_cli_one", Map.of("u_text", "later"));
      await().atMost(PATIENCE).until(() -> offsets("show").contains("Kafka has the changes until"));
      int then = one.read().records().size();
      assertThat(offsets("replay", "--since", "1h", "--table", "u_cli_one"))
          .contains("comes again", "runs again");
      await().atMost(PATIENCE).until(() -> one.read().records().size() >= then + ROWS + 1);
    }
  }

  private static String offsets(String verb, String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of("offsets", verb, "--connect", stack.rest().url().toString(), "cli"));
    arguments.addAll(List.of(more));
    StringWriter out = new StringWriter();
    CommandLine line = ServiceNowKafka.commandLine();
    line.setOut(new PrintWriter(out));
    assertThat(line.execute(arguments.toArray(new String[0]))).isZero();
    return out.toString();
  }
}
