/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.snbridge.common.table.GlideDateTime;
import io.snbridge.emulator.ColumnDefinition;
import io.snbridge.emulator.ServiceNowEmulator;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** Rights that are lost for a while, and given back. */
@Timeout(90)
@ParameterizedClass
@ValueSource(strings = {"early", "wait"})
class LostRightsTest {

  @Parameter String settleMode;

  @RegisterExtension final SourceTestBed bed = SourceTestBed.inRealTime("incident");
  private final ServiceNowEmulator instance = bed.instance;
  private final Map<String, String> config = bed.config;
  private final Connect connect = bed.connect;

  @BeforeEach
  void start() {
    instance.table("incident", ColumnDefinition.col("number", "string"));
    config.put("schema.mode", "none");
    config.put("poll.interval.ms", "50");
    config.put("settle.ms", "0");
    config.put("settle.mode", settleMode);
    // All that there is comes as changes.
    config.put("snapshot.mode", "never");
    config.put("start.timestamp", "2001-01-01");
    // What it finds is not to help.
    config.put("lookback.ms", "1000");
  }

  @Test
  void changesThatWereHiddenArriveWhenTheTableShowsRowsAgain() throws Exception {
    ServiceNowSourceTask task = connect.start();
    insert("before");
    connect.pollUntil(task, kafka -> kafka.stamps.equals(stamps()));
    hideAllAndChange(task);

    instance.showRows("incident");
    insert("after");
    try (LogText log = new LogText()) {
      connect.pollUntil(task, kafka -> kafka.stamps.equals(stamps()));
      assertThat(log.text()).contains("Table 'incident'", "are shown that were hidden");
    }
    task.stop();
    assertThat(connect.records).as("each change once").isEqualTo(1 + 5 + 1);
  }

  @Test
  void changesThatWereHiddenArriveThoughNothingElseChanges() throws Exception {
    config.put("hidden.recheck.ms", "3000");
    ServiceNowSourceTask task = connect.start();
    insert("before");
    connect.pollUntil(task, kafka -> kafka.stamps.equals(stamps()));
    hideAllAndChange(task);

    instance.showRows("incident");
    connect.pollUntil(task, kafka -> kafka.stamps.equals(stamps()));
    task.stop();
    assertThat(connect.records).isEqualTo(1 + 5);
  }

  /** Rows that are shown all the time are not sent again for the sake of the others. */
  @Test
  void changesArriveOnceThoughOnlySomeWereHidden() throws Exception {
    config.put("hidden.recheck.ms", "3000");
    instance.hideRows("incident", row -> row.get("number").startsWith("secret"));
    ServiceNowSourceTask task = connect.start();
    try (LogText log = new LogText()) {
      for (int i = 0; i < 4; i++) {
        insert("secret" + i);
        insert("open" + i);
        connect.pollUntil(task, kafka -> kafka.stamps.size() == newest("open"));
      }
      connect.pollUntil(
          task, kafka -> log.text().contains("were counted but not shown in window ["));
    }
    instance.showRows("incident");
    connect.pollUntil(task, kafka -> kafka.stamps.equals(stamps()));
    task.stop();
    assertThat(connect.records).isEqualTo(8);
  }

  /** Until the windows with them are behind, and are not looked back for any more. */
  private void hideAllAndChange(ServiceNowSourceTask task) throws InterruptedException {
    instance.hideRows("incident", row -> true);
    for (int i = 0; i < 5; i++) {
      insert("hidden" + i);
    }
    String last = newestStamp();
    instance.requests().clear();
    connect.pollUntil(
        task,
        kafka ->
            instance.requests().toTable("incident").stream()
                .map(request -> request.parameter("sysparm_query"))
                .anyMatch(query -> query != null && isLongAfter(query, last)));
    assertThat(connect.stamps).hasSize(1);
  }

  /** A window that begins two seconds after it at least. */
  private static boolean isLongAfter(String query, String stamp) {
    int at = query.indexOf("sys_updated_on>=");
    if (at < 0) {
      return false;
    }
    String begin = query.substring(at + "sys_updated_on>=".length()).substring(0, 19);
    return seconds(begin) >= seconds(stamp) + 2;
  }

  private static long seconds(String stamp) {
    return GlideDateTime.parse(stamp).orElseThrow().getEpochSecond();
  }

  private String newestStamp() {
    return stamps().values().stream().max(String::compareTo).orElseThrow();
  }

  private long newest(String prefix) {
    return instance.rows("incident").stream()
        .filter(row -> row.get("number").startsWith(prefix))
        .count();
  }

  private void insert(String number) {
    instance.insert("incident", Map.of("number", number));
  }

  private Map<String, String> stamps() {
    return bed.stamps("incident");
  }
}
