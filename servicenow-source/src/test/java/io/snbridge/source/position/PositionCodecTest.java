/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.position;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.snbridge.source.position.Position.InRange;
import io.snbridge.source.position.Position.InStream;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.connect.errors.ConnectException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PositionCodecTest {

  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

  @Test
  void offsetIsReadableByAPerson() {
    assertThat(StoredOffset.json(PositionCodec.encode(InStream.after(NOON, "ab12"))))
        .isEqualTo(
            "{\"version\":1,\"phase\":\"stream\",\"timestamp\":\"2026-03-01 12:00:00\",\"sys_id\":\"ab12\"}");
    assertThat(StoredOffset.json(PositionCodec.encode(new InRange(NOON, "ab12"))))
        .isEqualTo(
            "{\"version\":1,\"phase\":\"snapshot\",\"timestamp\":\"2026-03-01 12:00:00\",\"sys_id\":\"ab12\"}");
  }

  @Test
  void streamOffsetWithoutIdBeginsAtTheSecond() {
    Map<String, Object> offset = valid();
    offset.remove("sys_id");

    assertThat(PositionCodec.decodeStream(offset)).isEqualTo(InStream.from(NOON));
  }

  @ParameterizedTest
  @CsvSource({
    "version, 2, 'version'",
    "version, , 'version'",
    "phase, snapshot, 'phase'",
    "phase, , 'phase'",
    "timestamp, yesterday, 'timestamp'",
    "timestamp, 2026-02-30 00:00:00, 'timestamp'",
    "timestamp, , 'timestamp'",
    "sys_id, '', 'sys_id'"
  })
  void foreignOffsetIsRefusedWithTheReason(String key, String value, String reason) {
    Map<String, Object> offset = valid();
    offset.put(key, value);

    assertThatThrownBy(() -> PositionCodec.decodeStream(offset))
        .isInstanceOf(ConnectException.class)
        .hasMessageContaining("'" + reason + "'")
        .hasMessageContaining("cannot be used");
  }

  @Test
  void fractionOfAVersionIsRefused() {
    Map<String, Object> offset = valid();
    offset.put("version", 1.5);

    assertThatThrownBy(() -> PositionCodec.decodeStream(offset))
        .isInstanceOf(ConnectException.class);
  }

  @Test
  void rangeOffsetWithoutIdIsRefused() {
    Map<String, Object> offset = PositionCodec.encode(new InRange(NOON, "ab"));
    offset.remove("sys_id");

    assertThatThrownBy(() -> PositionCodec.decodeRange(offset))
        .isInstanceOf(ConnectException.class)
        .hasMessageContaining("'sys_id' is missing");
  }

  private static Map<String, Object> valid() {
    return new HashMap<>(PositionCodec.encode(InStream.after(NOON, "ab12")));
  }
}
