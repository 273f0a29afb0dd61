/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.record;

import static io.snbridge.source.record.ValueType.DATE;
import static io.snbridge.source.record.ValueType.DATE_TIME;
import static io.snbridge.source.record.ValueType.DECIMAL;
import static io.snbridge.source.record.ValueType.DURATION;
import static io.snbridge.source.record.ValueType.FLOAT;
import static io.snbridge.source.record.ValueType.SECRET;
import static io.snbridge.source.record.ValueType.TEXT;
import static io.snbridge.source.record.ValueType.TIME;
import static io.snbridge.source.record.ValueType.WHOLE;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What Avro, and so a registry, says when a restart gives a column another type. */
class TypeChangeTest {

  /** As the guide lists them under "A changed type before a registry". */
  private static final Map<ValueType, Set<ValueType>> ACCEPTED =
      Map.of(
          TEXT, EnumSet.of(DECIMAL),
          DECIMAL, EnumSet.of(TEXT),
          WHOLE, EnumSet.of(FLOAT, DURATION, DATE_TIME),
          DURATION, EnumSet.of(WHOLE, FLOAT, DATE_TIME),
          DATE_TIME, EnumSet.of(WHOLE, DURATION, FLOAT),
          DATE, EnumSet.of(TIME, WHOLE, DURATION, DATE_TIME, FLOAT),
          TIME, EnumSet.of(DATE, WHOLE, DURATION, DATE_TIME, FLOAT));

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "SECRET")
  void registryAcceptsTheTypesThatTheGuideWarnsOf(ValueType before) {
    Set<ValueType> accepted = EnumSet.noneOf(ValueType.class);
    for (ValueType after : EnumSet.complementOf(EnumSet.of(SECRET, before))) {
      if (isAccepted(schema(before), schema(after))) {
        accepted.add(after);
      }
    }
    assertThat(accepted).isEqualTo(ACCEPTED.getOrDefault(before, Set.of()));
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "SECRET")
  void columnThatIsRemovedOrAddedIsReadByTheNewestSchema(ValueType type) {
    Schema without = SchemaBuilder.struct().name("t.Value").build();
    Schema with = schema(type);

    assertThat(isAccepted(with, without)).isTrue();
    assertThat(isAccepted(without, with)).isTrue();
    Struct added =
        (Struct)
            AvroRoundTrip.read(
                    AvroRoundTrip.write(without, new Struct(without)),
                    AvroRoundTrip.schema(without),
                    AvroRoundTrip.schema(with))
                .value();
    assertThat(added.get("x")).isNull();
  }

  private static boolean isAccepted(Schema before, Schema after) {
    return SchemaCompatibility.checkReaderWriterCompatibility(
                AvroRoundTrip.schema(after), AvroRoundTrip.schema(before))
            .getType()
        == SchemaCompatibilityType.COMPATIBLE;
  }

  private static Schema schema(ValueType type) {
    return SchemaBuilder.struct().name("t.Value").field("x", type.optional("")).build();
  }
}
