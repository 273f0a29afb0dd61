/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.cli.verify;

import io.snbridge.cli.console.CommandException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.header.ConnectHeaders;
import org.apache.kafka.connect.json.JsonConverter;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.storage.Converter;
import org.apache.kafka.connect.storage.HeaderConverter;
import org.apache.kafka.connect.storage.SimpleHeaderConverter;
import org.jspecify.annotations.Nullable;

/**
 * What the converters of a connector make of records, and of their bytes. Nothing is written: a
 * registry is asked for the schemas of records, and gets none. Owned by one thread, but for {@link
 * #digest(SourceRecord)}, which may be called from several.
 */
final class TopicFormat {

  private static final String KEY = "key.converter";
  private static final String VALUE = "value.converter";
  private static final String HEADER = "header.converter";
  private static final String SIMPLE = "org.apache.kafka.connect.storage.SimpleHeaderConverter";
  private static final String STRING = "org.apache.kafka.connect.storage.StringConverter";

  /** They keep a value as text, from which no columns can be read. */
  private static final Set<String> WITHOUT_COLUMNS =
      Set.of(STRING, "org.apache.kafka.connect.converters.ByteArrayConverter");

  private final Converter keys;
  private final Converter values;

  /** Empty for text as it is, which the usual one would take for times and numbers. */
  private final Optional<HeaderConverter> headers;

  private final HeaderConverter usual = new SimpleHeaderConverter();
  private final boolean isEnvelope;
  private final boolean hasColumns;

  private TopicFormat(
      Converter keys,
      Converter values,
      Optional<HeaderConverter> headers,
      boolean isEnvelope,
      boolean hasColumns) {
    this.keys = keys;
    this.values = values;
    this.headers = headers;
    this.isEnvelope = isEnvelope;
    this.hasColumns = hasColumns;
  }

  /**
   * The converters that a connector uses.
   *
   * @param settings of the connector, and of the worker where it has none
   * @param isEnvelope whether values have the row in an envelope
   * @param plugins where their classes are
   * @throws CommandException when one is not named, or not to be had
   */
  static TopicFormat of(Map<String, String> settings, boolean isEnvelope, ClassLoader plugins) {
    String value = name(settings, VALUE);
    String header = settings.getOrDefault(HEADER, SIMPLE);
    return new TopicFormat(
        converter(settings, KEY, name(settings, KEY), true, plugins),
        converter(settings, VALUE, value, false, plugins),
        header.equals(SIMPLE) || header.equals(STRING)
            ? Optional.empty()
            : Optional.of(headers(settings, header, plugins)),
        isEnvelope,
        !WITHOUT_COLUMNS.contains(value));
  }

  private static String name(Map<String, String> settings, String key) {
    String name = settings.get(key);
    if (name == null) {
      throw CommandException.decide(
          ("The connector has no '%s' of its own, so records are as the worker's makes them."
                  + " Name the worker's properties file with --worker-config, or the converter with"
                  + " --set %s=CLASS")
              .formatted(key, key));
    }
    return name;
  }

  private static Converter converter(
      Map<String, String> settings, String key, String name, boolean isKey, ClassLoader plugins) {
    Converter converter = made(name, key, Converter.class, plugins);
    configure(key, name, () -> converter.configure(under(settings, key), isKey));
    return converter;
  }

  private static HeaderConverter headers(
      Map<String, String> settings, String name, ClassLoader plugins) {
    HeaderConverter converter = made(name, HEADER, HeaderConverter.class, plugins);
    Map<String, Object> own = new HashMap<>(under(settings, HEADER));
    own.put("converter.type", "header");
    configure(HEADER, name, () -> converter.configure(own));
    return converter;
  }

  private static void configure(String key, String name, Runnable step) {
    try {
      step.run();
    } catch (RuntimeException wrong) {
      throw CommandException.decide(
          "'%s', %s, cannot be set up: %s".formatted(key, name, wrong.getMessage()), wrong);
    }
  }

  private static Map<String, String> under(Map<String, String> settings, String key) {
    Map<String, String> own = new HashMap<>();
    settings.forEach(
        (name, value) -> {
          if (name.startsWith(key + ".")) {
            own.put(name.substring(key.length() + 1), value);
          }
        });
    return own;
  }

  private static <T> T made(String name, String key, Class<T> type, ClassLoader plugins) {
    try {
      return type.cast(Class.forName(name, true, plugins).getDeclaredConstructor().newInstance());
    } catch (ReflectiveOperationException | ClassCastException | LinkageError missing) {
      throw CommandException.decide(
          "'%s' is %s, which is not to be had here (%s). Name the folder of its jars with --plugin-path"
              .formatted(key, name, missing),
          missing);
    }
  }

  /**
   * As a worker hands it to a sink.
   *
   * @throws DataException when a converter cannot read it
   */
  SinkRecord sinkRecord(ConsumerRecord<byte[], byte[]> record) {
    SchemaAndValue key = keys.toConnectData(record.topic(), record.headers(), record.key());
    SchemaAndValue value = values.toConnectData(record.topic(), record.headers(), record.value());
    ConnectHeaders all = new ConnectHeaders();
    HeaderConverter converter = headers.orElse(usual);
    for (Header header : record.headers()) {
      all.add(
          header.key(), converter.toConnectHeader(record.topic(), header.key(), header.value()));
    }
    return new SinkRecord(
        record.topic(),
        record.partition(),
        key.schema(),
        key.value(),
        value.schema(),
        value.value(),
        record.offset(),
        record.timestamp(),
        record.timestampType(),
        all);
  }

  /** Whether values have columns that can be compared. */
  boolean hasColumns() {
    return hasColumns;
  }

  /**
   * The key of a record as text.
   *
   * @throws DataException when its converter cannot read it
   */
  String key(ConsumerRecord<byte[], byte[]> record) {
    Object key = keys.toConnectData(record.topic(), record.headers(), record.key()).value();
    return key == null ? "" : key.toString();
  }

  /**
   * The row in the value of a record: a structure or a map; null for none.
   *
   * @throws DataException when its converter cannot read it
   */
  @Nullable Object row(ConsumerRecord<byte[], byte[]> record) {
    return row(values.toConnectData(record.topic(), record.headers(), record.value()).value());
  }

  /** Stands for the row in the value of a record that is not in Kafka. */
  long digest(SourceRecord record) {
    return ValueDigest.of(row(record));
  }

  /**
   * The row in the value of a record that is not in Kafka. JSON is read again as it would be
   * written, because it knows fewer types. Others are compared as they are: to write them could
   * mean to register a schema.
   */
  @Nullable Object row(SourceRecord record) {
    Object value = record.value();
    if (values instanceof JsonConverter) {
      byte[] written = values.fromConnectData(record.topic(), record.valueSchema(), value);
      value = values.toConnectData(record.topic(), written).value();
    }
    return row(value);
  }

  private @Nullable Object row(@Nullable Object value) {
    return isEnvelope ? column(value, "after") : value;
  }

  /** A column of a row; null if it has none. */
  static @Nullable Object column(@Nullable Object row, String name) {
    if (row instanceof Struct struct) {
      return struct.schema().field(name) == null ? null : struct.get(name);
    }
    return row instanceof Map<?, ?> map ? map.get(name) : null;
  }

  /** The last header of a name, as text. */
  Optional<String> header(ConsumerRecord<byte[], byte[]> record, String name) {
    Header header = record.headers().lastHeader(name);
    if (header == null || header.value() == null) {
      return Optional.empty();
    }
    if (headers.isEmpty()) {
      return Optional.of(new String(header.value(), StandardCharsets.UTF_8));
    }
    return Optional.ofNullable(
            headers.get().toConnectHeader(record.topic(), name, header.value()).value())
        .map(Object::toString);
  }
}
