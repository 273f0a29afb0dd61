/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.benchmarks.ready;

import java.util.ArrayList;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.data.Timestamp;
import org.apache.kafka.connect.header.ConnectHeaders;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.source.SourceTask;

/** Makes a thousand values once; its records have those in turn. Used by the task's thread. */
@SuppressWarnings("JavaUtilDate") // Connect's Timestamp is made of it
public final class ReadyRowsTask extends SourceTask {

  private static final int AT_ONCE = 1000;
  private static final Schema OPTIONAL_TIME = Timestamp.builder().optional().build();

  private final List<Object> values = new ArrayList<>();
  private Schema valueSchema;
  private String topic;
  private int left;

  @Override
  public void start(Map<String, String> properties) {
    topic = properties.get("topic");
    left = Integer.parseInt(properties.get("rows"));
    Schema schema = schema();
    boolean text = "text".equals(properties.get("as"));
    valueSchema = text ? Schema.STRING_SCHEMA : schema;
    for (int i = 0; i < AT_ONCE; i++) {
      Struct value = value(schema, i);
      values.add(text ? value.toString() : value);
    }
  }

  @Override
  public List<SourceRecord> poll() throws InterruptedException {
    if (left == 0) {
      TimeUnit.MILLISECONDS.sleep(500);
      return null;
    }
    List<SourceRecord> records = new ArrayList<>(AT_ONCE);
    for (int i = 0; i < Math.min(left, AT_ONCE); i++) {
      records.add(record("%032x".formatted(left - i), values.get(i)));
    }
    left -= records.size();
    return records;
  }

  private SourceRecord record(String id, Object value) {
    Map<String, String> partition = new TreeMap<>();
    partition.put("instance", "127.0.0.1");
    partition.put("range", "0");
    partition.put("table", "u_wide");
    Map<String, Object> offset = new LinkedHashMap<>();
    offset.put("version", 1);
    offset.put("phase", "snapshot");
    offset.put("timestamp", "2025-01-01 00:00:00");
    offset.put("sys_id", id);
    offset.put("of", "u_wide");
    return new SourceRecord(
        partition,
        offset,
        topic,
        null,
        Schema.STRING_SCHEMA,
        id,
        valueSchema,
        value,
        1_735_689_600_000L,
        new ConnectHeaders()
            .addString("servicenow.instance", "127.0.0.1")
            .addString("servicenow.table", "u_wide")
            .addString("servicenow.operation", "r"));
  }

  private static Schema schema() {
    SchemaBuilder schema = SchemaBuilder.struct().name("ready.Value");
    for (int i = 0; i < 11; i++) {
      schema.field("text_" + i, Schema.OPTIONAL_STRING_SCHEMA);
    }
    for (int i = 0; i < 4; i++) {
      schema.field("number_" + i, Schema.OPTIONAL_INT64_SCHEMA);
    }
    schema.field("flag", Schema.OPTIONAL_BOOLEAN_SCHEMA);
    for (int i = 0; i < 4; i++) {
      schema.field("time_" + i, OPTIONAL_TIME);
    }
    return schema.build();
  }

  private static Struct value(Schema schema, int row) {
    Struct value = new Struct(schema);
    for (int i = 0; i < 11; i++) {
      value.put("text_" + i, i == 0 ? "long text ".repeat(18) : "text " + i + " of row " + row);
    }
    for (int i = 0; i < 4; i++) {
      value.put("number_" + i, (long) row);
    }
    value.put("flag", row % 3 == 0);
    for (int i = 0; i < 4; i++) {
      value.put("time_" + i, new Date(1_735_689_600_000L + row * 1000L));
    }
    return value;
  }

  @Override
  public void stop() {}

  @Override
  public String version() {
    return "1";
  }
}
