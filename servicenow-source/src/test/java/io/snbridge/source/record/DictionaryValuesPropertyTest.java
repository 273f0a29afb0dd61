/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.snbridge.common.schema.Dictionary;
import io.snbridge.common.table.DisplayValue;
import io.snbridge.common.table.Row;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.kafka.connect.data.Struct;

/** Whatever a column holds is in its field or in its header, and nowhere twice. */
class DictionaryValuesPropertyTest {

  @Property
  void everyTextIsInItsFieldOrInItsHeader(
      @ForAll("internalTypes") String type, @ForAll("texts") String text, @ForAll TimeMode mode)
      throws Exception {
    RowValue value = value(type, text, mode);

    Object field = ((Struct) value.value()).get("u_x");
    ((Struct) value.value()).validate();
    if (InternalTypes.of(type).in(mode) == ValueType.TEXT) {
      assertThat(field).isEqualTo(text);
      assertThat(value.invalid()).isEmpty();
    } else if (text.isEmpty()) {
      assertThat(field).isNull();
      assertThat(value.invalid()).isEmpty();
    } else {
      assertThat(value.invalid()).isEqualTo(field == null ? Map.of("u_x", text) : Map.of());
    }
  }

  @Provide
  Arbitrary<String> internalTypes() {
    return Arbitraries.of(InternalTypes.TYPES.keySet())
        .filter(type -> InternalTypes.of(type) != ValueType.SECRET);
  }

  @Provide
  Arbitrary<String> texts() {
    return Arbitraries.oneOf(
        Arbitraries.strings().all().ofMaxLength(20),
        Arbitraries.strings().withChars("0123456789-.: ").ofMaxLength(20),
        Arbitraries.longs().map(number -> Long.toString(number)),
        Arbitraries.of(
            "true", "2026-03-01", "2026-03-01 12:00:00", "1970-01-02 04:23:17", "12.50"));
  }

  private static RowValue value(String type, String text, TimeMode mode)
      throws InterruptedException {
    RecordSettings settings =
        new RecordSettings(
            "incident",
            "servicenow.incident",
            List.of(),
            "sys_updated_on",
            "sys_id",
            SchemaMode.DICTIONARY,
            OutputFormat.RECORD,
            Map.of(),
            mode,
            InvalidValues.NULL,
            DisplayValue.FALSE,
            References.AS_IDS,
            KeyMode.SYS_ID,
            List.of(),
            TimestampRules.NONE,
            Set.of());
    DescribedTables tables =
        new DescribedTables().column("incident", "sys_id", "GUID").column("incident", "u_x", type);
    Row row = new Row(Map.of("sys_id", "ab", "u_x", text), Map.of());
    return new DictionaryValues(settings, new Dictionary(tables)).of(List.of(row)).get(0);
  }
}
