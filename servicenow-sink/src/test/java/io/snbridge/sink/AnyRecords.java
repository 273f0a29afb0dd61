/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.connect.data.ConnectSchema;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.header.ConnectHeaders;
import org.apache.kafka.connect.header.Headers;
import org.apache.kafka.connect.sink.SinkRecord;

/** Makes records of anything that a converter or a transformation may hand to a task, and worse. */
@SuppressWarnings("JavaUtilDate") // Connect's logical types are given as these
final class AnyRecords {

  private static final List<String> TEXTS =
      List.of(
          "",
          " ",
          "a",
          "A b",
          "true",
          "YES",
          "7",
          "7.0",
          "-0",
          "1e3",
          "1e2147483648",
          "1e-2147483648",
          "100e2147483647",
          "1e20000000",
          "1e999999999",
          "0x10",
          "NaN",
          "Infinity",
          "NULL",
          "null",
          "javascript:gs.now()",
          "a^b",
          "a,b",
          "2024-02-11",
          "2024-02-11 01:01:01",
          "2024-02-30T25:61:61Z",
          "2024-02-11T01:01:01+18:00",
          "-2024-02-11T01:01:01Z",
          "24:00:00",
          "P1DT2H",
          "-P999999999999DT999999999999H",
          "1 02:30:00",
          "202402110101",
          "20240211",
          "AAECAw==",
          "0123456789abcdef0123456789abcdef",
          "01234567-89ab-cdef-0123-456789abcdef",
          "0123456789abcdef0123456789abcde\n",
          "line\nbreak",
          "tab\tand\rreturn",
          "\u0000",
          "\u2028",
          "\u202e",
          "\ud83d\ude00",
          "\ud83d",
          "\ude00x",
          "é",
          "ſ İ ı ß",
          "ก็",
          "__debezium_unavailable_value",
          "[1,2]",
          "{\"a\":1}",
          "{\"a\":",
          "#fff",
          "::1",
          "+49 (0) 1",
          "EUR;1.5",
          "EUR;x",
          "<html>",
          "d",
          "c",
          "u",
          "null,null");

  private static final List<String> NAMES =
      List.of(
          "u_int",
          "u_long",
          "u_dec",
          "u_float",
          "u_bool",
          "u_text",
          "u_short",
          "u_when",
          "u_day",
          "u_time",
          "u_span",
          "u_list",
          "u_ref",
          "u_guid",
          "u_money",
          "u_ip",
          "u_color",
          "u_phone",
          "u_json",
          "work_notes");

  private static final List<String> ODD_NAMES =
      List.of(
          "sys_id",
          "sys_updated_on",
          "SYS_ID",
          "id",
          "sysId",
          "customerID",
          "SHORT_DESCRIPTION",
          "ORDERBY",
          "u_ref.name",
          "variables.x",
          "variables.",
          ".",
          "a..b",
          "",
          " ",
          "a b",
          "a\nb",
          "a,b",
          "a&b=c",
          "%00",
          "\ud83d\ude00",
          "\ud83d",
          "größe",
          "__class__",
          "schema",
          "payload");

  private static final List<String> LOGICAL =
      List.of(
          "io.debezium.time.Timestamp",
          "io.debezium.time.MicroTimestamp",
          "io.debezium.time.NanoTimestamp",
          "io.debezium.time.Date",
          "io.debezium.time.Time",
          "io.debezium.time.MicroTime",
          "io.debezium.time.NanoTime",
          "io.debezium.time.MicroDuration",
          "io.debezium.data.VariableScaleDecimal",
          "io.debezium.data.Bits",
          "io.debezium.data.Enum",
          "org.apache.kafka.connect.data.Date",
          "org.apache.kafka.connect.data.Time",
          "org.apache.kafka.connect.data.Timestamp",
          "org.apache.kafka.connect.data.Decimal",
          "none.of.these");

  private static final List<String> HEADERS =
      List.of(
          "servicenow.instance",
          "servicenow.table",
          "servicenow.operation",
          "servicenow.updated.on",
          "servicenow.source",
          "__connect.errors.topic",
          "__connect.errors.partition",
          "__connect.errors.offset",
          "any");

  private final Random random;

  AnyRecords(long seed) {
    random = new Random(seed);
  }

  SinkRecord next(String topic, int partition, long offset) {
    Object key = key();
    Object value = value();
    return new SinkRecord(
        topic,
        partition,
        key instanceof Struct struct ? struct.schema() : null,
        key,
        value instanceof Struct struct ? struct.schema() : null,
        value,
        offset,
        oneIn(4) ? null : oneIn(8) ? random.nextLong() : 1_700_000_000_000L,
        TimestampType.CREATE_TIME,
        headers());
  }

  private boolean oneIn(int many) {
    return random.nextInt(many) == 0;
  }

  private <T> T of(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }

  private Object key() {
    return switch (random.nextInt(12)) {
      case 0 -> null;
      case 1 -> text();
      case 2 -> Map.of("sys_id", "%032x".formatted(random.nextInt(50)));
      case 3 -> text().getBytes(UTF_8);
      case 4, 5 -> any(3);
      default -> "%032x".formatted(random.nextInt(50));
    };
  }

  private Object value() {
    return switch (random.nextInt(24)) {
      case 0 -> null;
      case 1 -> any(3);
      case 2, 3 -> json();
      case 4, 5, 6, 7 -> struct(3);
      case 8 -> event();
      case 9 -> manyFields();
      default -> fields(3);
    };
  }

  private Map<String, Object> event() {
    Map<String, Object> event = new HashMap<>();
    event.put("op", oneIn(8) ? any(1) : of(List.of("c", "u", "d", "r", "t", "x")));
    event.put("id", oneIn(3) ? any(1) : "%032x".formatted(random.nextInt(50)));
    event.put(oneIn(8) ? "before" : "after", oneIn(8) ? any(1) : fields(2));
    return event;
  }

  private Map<String, Object> fields(int depth) {
    Map<String, Object> fields = new LinkedHashMap<>();
    int size = oneIn(20) ? 0 : 1 + random.nextInt(4);
    for (int i = 0; i < size; i++) {
      fields.put(name(), oneIn(6) ? any(depth) : text());
    }
    return fields;
  }

  private Map<String, Object> manyFields() {
    Map<String, Object> fields = new HashMap<>();
    int length = random.nextInt(300);
    String filler = oneIn(2) ? "n" : "ñ";
    for (int i = 0; i < 40; i++) {
      fields.put("u_" + i + filler.repeat(length), "x");
    }
    return fields;
  }

  private String name() {
    return switch (random.nextInt(60)) {
      case 0 -> of(ODD_NAMES);
      case 1 -> "u_new_" + random.nextInt(1_000_000);
      case 2 -> "n".repeat(1 + random.nextInt(7_000));
      case 3 -> text();
      default -> of(NAMES);
    };
  }

  private String text() {
    return switch (random.nextInt(30)) {
      case 0 -> randomText(random.nextInt(200));
      case 1 -> "x".repeat(random.nextInt(70_000));
      case 2 -> "\ud83d\ude00".repeat(20 + random.nextInt(60));
      case 3 -> "x" + "\ud83d\ude00".repeat(20 + random.nextInt(60));
      case 4 -> Long.toString(random.nextLong());
      case 5 -> "9".repeat(1 + random.nextInt(3_000));
      case 6 -> "1e" + random.nextLong();
      default -> oneIn(3) ? of(TEXTS) : "t" + random.nextInt(100);
    };
  }

  private String randomText(int length) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < length; i++) {
      text.append((char) random.nextInt(oneIn(2) ? 128 : 65_536));
    }
    return text.toString();
  }

  private Object any(int depth) {
    return switch (random.nextInt(depth > 0 ? 26 : 20)) {
      case 0 -> null;
      case 1 -> random.nextBoolean();
      case 2 -> random.nextInt();
      case 3 -> random.nextLong();
      case 4 -> of(List.of(0L, Long.MIN_VALUE, Long.MAX_VALUE, 1_700_000_000L, 1_700_000_000_000L));
      case 5 -> Double.longBitsToDouble(random.nextLong());
      case 6 -> of(List.of(Double.NaN, Double.NEGATIVE_INFINITY, Double.MIN_VALUE, -0.0));
      case 7 -> Float.intBitsToFloat(random.nextInt());
      case 8 -> new BigDecimal(new BigInteger(random.nextInt(200), random), random.nextInt());
      case 9 -> new BigDecimal(BigInteger.TEN, of(List.of(Integer.MIN_VALUE, Integer.MAX_VALUE)));
      case 10 -> new BigInteger(random.nextInt(20_000), random);
      case 11 -> new Date(oneIn(2) ? random.nextLong() : 1_700_000_000_000L);
      case 12 -> of(List.of(new Date(Long.MIN_VALUE), new Date(Long.MAX_VALUE), new Date(0)));
      case 13 -> bytes();
      case 14 -> ByteBuffer.wrap(bytes());
      case 15 -> (byte) random.nextInt();
      case 16 -> new AtomicLong(random.nextLong());
      case 17 -> new UUID(random.nextLong(), random.nextLong());
      case 18 -> of(List.of('c', Thread.State.NEW, new Object(), Optional.empty()));
      case 19 -> text();
      case 20 -> oneIn(20) ? deep(oneIn(2) ? 1_500 : 30_000) : list(depth);
      case 21 -> mixedKeys(depth);
      case 22, 23 -> struct(depth - 1);
      case 24 -> list(depth);
      default -> fields(depth - 1);
    };
  }

  private byte[] bytes() {
    byte[] bytes = new byte[random.nextInt(40)];
    random.nextBytes(bytes);
    return bytes;
  }

  private List<Object> list(int depth) {
    List<Object> list = new ArrayList<>();
    int size = random.nextInt(4);
    for (int i = 0; i < size; i++) {
      list.add(any(depth - 1));
    }
    return list;
  }

  private Map<Object, Object> mixedKeys(int depth) {
    Map<Object, Object> map = new HashMap<>();
    map.put(any(0), any(depth - 1));
    map.put(oneIn(8) ? null : name(), any(depth - 1));
    return map;
  }

  private Object deep(int levels) {
    Object deep = "bottom";
    boolean lists = random.nextBoolean();
    for (int i = 0; i < levels; i++) {
      deep = lists ? Arrays.asList(deep) : Map.of("d", deep);
    }
    return deep;
  }

  private Object json() {
    return switch (random.nextInt(12)) {
      case 0 -> "{\"u_int\":" + "1".repeat(random.nextInt(3_000)) + "}";
      case 1 -> "{\"u_dec\":" + of(TEXTS) + "}";
      case 2 -> "{\"u_dec\":1e" + random.nextLong() + "}";
      case 3 -> "{\"u_json\":" + "[".repeat(3_000) + "]".repeat(3_000) + "}";
      case 4 -> "{\"" + "n".repeat(60_000) + "\":1}";
      case 5 -> "{\"u_text\":\"" + of(TEXTS) + "\"}";
      case 6 -> oneIn(40) ? "{\"u_text\":\"" + "x".repeat(20_500_000) + "\"}" : "{}";
      case 7 -> "{\"u_text\":\"\\ud83d\",\"\\ude00\":\"x\"}";
      case 8 -> text();
      default -> "{\"u_int\":" + random.nextInt() + ",\"u_text\":\"j\"}";
    };
  }

  private Struct struct(int depth) {
    SchemaBuilder builder = SchemaBuilder.struct();
    Map<String, Object> values = new LinkedHashMap<>();
    int size = random.nextInt(5);
    for (int i = 0; i < size; i++) {
      String name = name();
      if (name.isEmpty() || values.containsKey(name)) {
        continue;
      }
      Object value = typed(Math.max(0, depth));
      Schema schema = schema(value);
      builder.field(name, schema);
      values.put(name, value instanceof Absent ? null : value);
    }
    Struct struct = new Struct(builder.build());
    values.forEach(struct::put);
    return struct;
  }

  private Object typed(int depth) {
    return switch (random.nextInt(depth > 0 ? 13 : 11)) {
      case 0 -> random.nextInt();
      case 1 -> random.nextLong();
      case 2 -> of(List.of(Long.MIN_VALUE, Long.MAX_VALUE, 0L));
      case 3 -> (short) random.nextInt();
      case 4 -> random.nextDouble();
      case 5 -> Float.intBitsToFloat(random.nextInt());
      case 6 -> random.nextBoolean();
      case 7 -> bytes();
      case 8 -> ByteBuffer.wrap(bytes());
      case 9 -> new Absent();
      case 10 -> text();
      case 11 -> oneIn(2) ? variableScale() : struct(depth - 1);
      default -> Map.of(text(), text());
    };
  }

  /** A field that is null. */
  private static final class Absent {}

  private Struct variableScale() {
    Schema schema =
        SchemaBuilder.struct()
            .name("io.debezium.data.VariableScaleDecimal")
            .field("scale", Schema.INT32_SCHEMA)
            .field("value", Schema.BYTES_SCHEMA)
            .build();
    return new Struct(schema).put("scale", random.nextInt()).put("value", bytes());
  }

  private Schema schema(Object value) {
    String name = oneIn(2) ? null : of(LOGICAL);
    if (value instanceof Struct struct) {
      return struct.schema();
    }
    if (value instanceof Map) {
      return SchemaBuilder.map(Schema.STRING_SCHEMA, Schema.STRING_SCHEMA).build();
    }
    if (value instanceof Absent) {
      return Schema.OPTIONAL_STRING_SCHEMA;
    }
    boolean isConnects = name != null && name.startsWith("org.");
    Schema.Type type = ConnectSchema.schemaType(value.getClass());
    return new SchemaBuilder(type).name(isConnects ? null : name).build();
  }

  private Headers headers() {
    Headers headers = new ConnectHeaders();
    int size = oneIn(3) ? random.nextInt(4) : 0;
    for (int i = 0; i < size; i++) {
      headers.add(of(HEADERS), oneIn(2) ? text() : any(1), null);
    }
    return headers;
  }
}
