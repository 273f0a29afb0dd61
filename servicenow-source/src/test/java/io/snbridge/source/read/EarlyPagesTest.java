/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.snbridge.common.table.EncodedQuery;
import io.snbridge.common.table.Row;
import io.snbridge.source.config.RescanConfig;
import io.snbridge.source.config.SettleMode;
import io.snbridge.source.config.SnapshotAgain;
import io.snbridge.source.config.SnapshotMode;
import io.snbridge.source.config.TableConfig;
import io.snbridge.source.record.DeleteMode;
import io.snbridge.source.scan.Tables;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Pages of rows that are sent early: what they hold, what they cost, and others beside them. */
@Timeout(60)
class EarlyPagesTest {

  @RegisterExtension final EarlyKafka kafka = new EarlyKafka();

  /** A page that is the window and the look together, of which nothing is left for the look. */
  @Test
  void bytesOfRowsThatHaveSettledCountUntilKafkaHasThem() throws Exception {
    kafka.startReadAtOnce();
    kafka.put(9, "x");
    kafka.settle();
    kafka.instance.rowBytes = 1000;
    for (int i = 0; i < 3; i++) {
      kafka.put(i, "a", 3);
    }
    kafka.readers.pass(EarlyKafka.SETTLE);
    await().until(() -> kafka.readers.time.awaitWaiting(Duration.ofMillis(5)));
    assertThat(kafka.readers.pendingBytes()).isEqualTo(3000);
    kafka.readers.read();
    assertThat(kafka.sent).containsExactly("9=x", "0=a", "1=a", "2=a");
    assertThat(kafka.readers.pendingBytes()).isZero();
  }

  /** Then no page is known to be all there is. */
  @Test
  void pollCostsOneRequestMoreWhereTotalsAreNotTold() throws Exception {
    kafka.startReadAtOnce();
    kafka.instance.tellsTotal = false;
    kafka.put(1, "a");
    kafka.poll();
    kafka.instance.requests.clear();
    for (int i = 0; i < 5; i++) {
      kafka.put(2, "" + i);
      kafka.poll();
    }
    assertThat(kafka.instance.requests)
        .filteredOn(request -> request.fields().isEmpty())
        .as("windows and looks")
        .hasSize(10);
  }

  /** The repeated snapshot has given Kafka the state between. */
  @Test
  void rowThatBecomesAgainWhatItWasAfterItWasReadBesideIsSentAgain() throws Exception {
    kafka.start(table());
    kafka.put(1, "a");
    kafka.poll();
    assertThat(kafka.sent).containsExactly("1=a");
    kafka.readers.stop();
    ThreadLocal<Boolean> isBeside = ThreadLocal.withInitial(() -> false);
    kafka.instance.beforePage =
        request -> isBeside.set(request.query().text().equals("sys_id<1^ORDERBYsys_id"));
    kafka.instance.distort = rows -> isBeside.get() ? List.of(with("b", rows.get(0))) : rows;
    kafka.start(Tables.again(new SnapshotAgain("s1", EncodedQuery.everything()), table()));
    await()
        .until(
            () -> {
              kafka.readers.read();
              return kafka.sent.contains("1=b");
            });
    kafka.passes(Duration.ofSeconds(10));
    assertThat(kafka.sent).containsExactly("1=a", "1=b", "1=a");
  }

  /** Rows take an hour to settle, so that the snapshot shows them before. */
  private static TableConfig table() {
    TableConfig waiting =
        new TableConfig(
            "incident",
            "incident",
            EncodedQuery.everything(),
            1000,
            Duration.ofSeconds(1),
            Duration.ofHours(1),
            SnapshotMode.LATEST,
            1,
            Optional.empty(),
            DeleteMode.NONE,
            Duration.ZERO,
            Tables.record(Set.of()),
            RescanConfig.OFF,
            Duration.ofMinutes(1),
            Duration.ofMinutes(5));
    return Tables.settling(SettleMode.EARLY, waiting);
  }

  private static Row with(String state, Row row) {
    Map<String, String> values = new HashMap<>(row.values());
    values.put(EarlyKafka.COLUMN, state);
    return new Row(values, Map.of());
  }
}
