/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source;

import static org.assertj.core.api.Assertions.assertThat;

import io.snbridge.emulator.ColumnDefinition;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import javax.management.JMException;
import javax.management.ObjectName;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Rows of which a page has many, and that become large all at once. */
@Timeout(60)
class LargeRowsTest {

  private static final int SMALL = 10_000;
  private static final int LARGE = 1_000;
  private static final long BYTES = 4 << 20;

  @RegisterExtension final SourceTestBed bed = SourceTestBed.inLeaps("u_large");

  private final Connect connect = bed.connect;
  private int texts;

  @BeforeEach
  void define() {
    bed.instance.table("u_large", ColumnDefinition.col("u_text", "string"));
    bed.config.put("schema.mode", "none");
    bed.config.put("page.size.max", "4000");
    bed.config.put("snapshot.parallelism", "1");
    bed.config.put("table.u_large.fields", "sys_id,sys_updated_on,u_text");
    bed.config.put("max.pending.bytes", Long.toString(BYTES));
  }

  @Test
  void pageThatHasGrownIsNotReadWhenItsRowsHaveMuchMoreBytesThanThoseBefore() throws Exception {
    insert(SMALL, 10);
    insert(LARGE, 10_000);
    bed.clock.advance(Duration.ofMinutes(1));

    assertThat(mostPendingUntil(SMALL + LARGE)).isLessThan(2 * BYTES);
  }

  /** However many bytes it has. */
  @Test
  void rowIsReadAloneIfItHasMoreBytesThanAllPagesMayHave() throws Exception {
    insert(10, 10);
    insert(1, 3 * (int) BYTES);
    insert(10, 10);
    bed.clock.advance(Duration.ofMinutes(1));

    assertThat(mostPendingUntil(21)).isLessThan(4 * BYTES);
  }

  private long mostPendingUntil(int rows) throws Exception {
    ServiceNowSourceTask task = connect.start();
    long most = 0;
    long deadline = System.nanoTime() + Duration.ofSeconds(40).toNanos();
    while (connect.stamps.size() < rows && System.nanoTime() < deadline) {
      most = Math.max(most, pending());
      List<SourceRecord> page = task.poll();
      connect.deliver(task, page);
    }
    task.stop();
    assertThat(connect.stamps).hasSize(rows);
    return most;
  }

  private long pending() throws JMException {
    return (Long)
        ManagementFactory.getPlatformMBeanServer()
            .getAttribute(
                new ObjectName("kafka.connect:type=plugins,connector=unnamed,task=0"),
                "bytes-pending");
  }

  private void insert(int rows, int characters) {
    String text = "x".repeat(characters);
    bed.instance.insertAll(
        "u_large",
        IntStream.range(texts, texts + rows)
            .mapToObj(i -> Map.of("sys_id", "%032x".formatted(i), "u_text", text))
            .toList());
    texts += rows;
  }
}
