/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.position;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.connect.errors.ConnectException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class AlteredOffsetsTest {

  private static final Map<String, Object> STREAM =
      Map.of("instance", "dev1.service-now.com", "table", "incident");
  private static final Map<String, Object> RANGE = with(STREAM, "range", "a");
  private static final Map<String, Object> IN_STREAM =
      Map.of("version", 1, "phase", "stream", "timestamp", "2026-03-01 12:00:00", "sys_id", "ab12");
  private static final Map<String, Object> IN_RANGE = with(IN_STREAM, "phase", "snapshot");
  private static final Map<String, Object> DELETES = with(STREAM, "deletes", "sys_audit_delete");
  private static final Map<String, Object> IN_DELETES = with(IN_STREAM, "phase", "deletes");

  private final AlteredOffsets altered =
      new AlteredOffsets(
          "dev1.service-now.com",
          Map.of(
              "incident",
              new PositionCodec("incident?active=true", "incident"),
              "problem",
              new PositionCodec("problem", "problem")));

  @Test
  void positionsOfConfiguredTablesAreAccepted() {
    accept(STREAM, IN_STREAM);
    accept(STREAM, without(IN_STREAM, "sys_id"));
    accept(STREAM, with(IN_STREAM, "of", "incident?active=true"));
    accept(STREAM, with(IN_STREAM, "deletes", "2026-03-01 11:59:00"));
    accept(STREAM, with(IN_STREAM, "hidden", "2026-03-01 11:00:00/2026-03-01 11:00:05/3/"));
    accept(STREAM, with(IN_STREAM, "hidden", "2026-03-01 11:00:00/2026-03-01 11:00:05/3/*"));
    accept(STREAM, with(IN_STREAM, "hidden", "2026-03-01 11:00:00 ab/2026-03-01 11:00:05/3/"));
    accept(STREAM, with(IN_STREAM, "early", "2026-03-01 12:00:01/AAAAAAAAAAEAAAAAAAAAAg"));
    accept(RANGE, IN_RANGE);
    accept(with(RANGE, "snapshot", "again"), with(IN_RANGE, "snapshot", "b"));
    accept(STREAM, with(IN_STREAM, "snapshot", "b"));
    accept(DELETES, IN_DELETES);
    accept(DELETES, without(IN_DELETES, "sys_id"));
    accept(DELETES, with(IN_DELETES, "of", "incident"));
    accept(with(STREAM, "table", "problem"), with(IN_STREAM, "version", 1L));
  }

  /** A column of the user's own may be the id, of any length that fits. */
  @Test
  void idMayHaveTwoHundredFiftyFiveCharacters() {
    accept(STREAM, with(IN_STREAM, "sys_id", "a".repeat(255)));
  }

  @Test
  void everyPartitionCanBeReset() {
    accept(STREAM, null);
    accept(RANGE, null);
    accept(DELETES, null);
    accept(with(STREAM, "table", "no_longer_configured"), null);
    accept(with(STREAM, "instance", "former.service-now.com"), null);
    accept(Map.of("file", "of another connector"), null);
  }

  static Stream<Arguments> refused() {
    return Stream.of(
        Arguments.of(
            with(STREAM, "instance", "dev2.service-now.com"),
            IN_STREAM,
            "'instance' is 'dev2.service-now.com', allowed is dev1.service-now.com"),
        Arguments.of(
            with(STREAM, "table", "change"),
            IN_STREAM,
            "'table' is 'change', allowed is incident, problem"),
        Arguments.of(with(STREAM, "table", 3L), IN_STREAM, "'table' is '3'"),
        Arguments.of(with(RANGE, "range", "g"), IN_RANGE, "'range' is 'g', allowed is 0, 1,"),
        Arguments.of(with(RANGE, "snapshot", "b"), IN_RANGE, "'snapshot' is 'b', allowed is again"),
        Arguments.of(with(STREAM, "snapshot", "again"), IN_STREAM, "[instance, table]"),
        Arguments.of(
            DELETES,
            with(IN_DELETES, "snapshot", "b"),
            "belongs to phases 'snapshot' and 'stream'"),
        Arguments.of(STREAM, with(IN_STREAM, "snapshot", " "), "'snapshot' is ' '"),
        Arguments.of(with(STREAM, "shard", "1"), IN_STREAM, "[instance, table]"),
        Arguments.of(without(STREAM, "instance"), IN_STREAM, "[instance, table]"),
        Arguments.of(STREAM, IN_RANGE, "'phase' is 'snapshot', in this partition"),
        Arguments.of(RANGE, IN_STREAM, "'phase' is 'stream', in this partition"),
        Arguments.of(RANGE, without(IN_RANGE, "sys_id"), "'sys_id' is missing"),
        Arguments.of(STREAM, with(IN_STREAM, "sys_id", " "), "'sys_id' is ' '"),
        Arguments.of(
            STREAM,
            with(IN_STREAM, "sys_id", "javascript:gs.sleep(1)"),
            "no query can begin after this 'sys_id'"),
        Arguments.of(RANGE, with(IN_RANGE, "sys_id", "null"), "look for empty values"),
        Arguments.of(DELETES, with(IN_DELETES, "sys_id", "a\nb"), "control character"),
        Arguments.of(STREAM, with(IN_STREAM, "sys_id", "=a"), "its '=' would become"),
        Arguments.of(STREAM, with(IN_STREAM, "sys_id", "a".repeat(256)), "has 256 characters"),
        Arguments.of(STREAM, with(IN_STREAM, "version", 2L), "'version' is 2, not 1"),
        Arguments.of(STREAM, with(IN_STREAM, "version", "1"), "'version' is '1', not 1"),
        Arguments.of(
            STREAM,
            with(IN_STREAM, "timestamp", "2026-03-01T12:00:00Z"),
            "'timestamp' is '2026-03-01T12:00:00Z', not a time as yyyy-MM-dd HH:mm:ss"),
        Arguments.of(STREAM, with(IN_STREAM, "timestamp", 1772366400L), "not a text"),
        Arguments.of(STREAM, without(IN_STREAM, "timestamp"), "'timestamp' is null"),
        Arguments.of(STREAM, with(IN_STREAM, "sysid", "a"), "it has the keys [sysid], allowed are"),
        Arguments.of(
            with(DELETES, "deletes", "sys_audit"),
            IN_DELETES,
            "'deletes' is 'sys_audit', allowed is sys_audit_delete"),
        Arguments.of(with(DELETES, "range", "a"), IN_DELETES, "[deletes, instance, table]"),
        Arguments.of(DELETES, IN_STREAM, "'phase' is 'stream', in this partition it must be"),
        Arguments.of(STREAM, IN_DELETES, "'phase' is 'deletes', in this partition it must be"),
        Arguments.of(
            DELETES,
            with(IN_DELETES, "deletes", "2026-03-01 11:59:00"),
            "belongs to phase 'stream'"),
        Arguments.of(STREAM, with(IN_STREAM, "deletes", "noon"), "'deletes' is 'noon', not a time"),
        Arguments.of(
            RANGE,
            with(IN_RANGE, "hidden", "2026-03-01 11:00:00/2026-03-01 11:00:05/3/"),
            "it has the key 'hidden', which belongs to phases 'stream' and 'deletes'"),
        Arguments.of(STREAM, with(IN_STREAM, "hidden", "noon"), "'hidden' is 'noon', which"),
        Arguments.of(
            STREAM,
            with(IN_STREAM, "hidden", "2026-03-01 11:00:00 /2026-03-01 11:00:05/3/"),
            "'hidden' is"),
        Arguments.of(
            STREAM,
            with(IN_STREAM, "hidden", "2026-03-01 11:00:00 %z/2026-03-01 11:00:05/3/"),
            "'hidden' is"),
        Arguments.of(
            STREAM,
            with(IN_STREAM, "hidden", "2026-03-01 11:00:05/2026-03-01 11:00:00/3/"),
            "which the connector has not written; leave it out"),
        Arguments.of(
            STREAM,
            with(IN_STREAM, "hidden", "2026-03-01 11:00:00/2026-03-01 11:00:05/3/AAA="),
            "which the connector has not written; leave it out"),
        Arguments.of(
            DELETES,
            with(IN_DELETES, "early", "2026-03-01 12:00:01/AAAAAAAAAAEAAAAAAAAAAg"),
            "it has the key 'early', which belongs to phase 'stream'"),
        Arguments.of(STREAM, with(IN_STREAM, "early", "noon"), "'early' is 'noon', which"),
        Arguments.of(
            STREAM,
            with(IN_STREAM, "early", "2026-03-01 12:00:01/"),
            "which the connector has not written; leave it out"),
        Arguments.of(
            STREAM,
            with(IN_STREAM, "early", "2026-03-01 12:00:01/AAAAAAAAAAEAAAAAAAAA"),
            "which the connector has not written; leave it out"),
        Arguments.of(
            STREAM,
            with(IN_STREAM, "early", "2026-03-01 12:00:01/AAAAAAAAAAEAAAAAAAAAAg,"),
            "which the connector has not written; leave it out"),
        Arguments.of(
            STREAM,
            with(
                IN_STREAM,
                "early",
                "2026-03-01 12:00:02/AAAAAAAAAAEAAAAAAAAAAg,"
                    + "2026-03-01 12:00:01/AAAAAAAAAAMAAAAAAAAABA"),
            "which the connector has not written; leave it out"),
        Arguments.of(
            DELETES,
            with(IN_DELETES, "of", "incident?active=true"),
            "'of' is 'incident?active=true', but the connector reads 'incident'"),
        Arguments.of(
            STREAM,
            with(IN_STREAM, "of", "incident"),
            "'of' is 'incident', but the connector reads 'incident?active=true'"));
  }

  @ParameterizedTest
  @MethodSource("refused")
  void malformedAndForeignOffsetsAreRefusedWithTheReason(
      Map<String, ?> partition, Map<String, ?> offset, String reason) {
    assertThatThrownBy(() -> check(partition, offset))
        .isInstanceOf(ConnectException.class)
        .hasMessageContaining(partition.toString())
        .hasMessageContaining(offset.toString())
        .hasMessageContaining(reason);
  }

  @Test
  void everyOffsetThatIsWrongIsNamedAtOnce() {
    Map<Map<String, ?>, Map<String, ?>> offsets = new HashMap<>();
    offsets.put(STREAM, with(IN_STREAM, "version", 7));
    offsets.put(RANGE, with(IN_RANGE, "timestamp", "yesterday"));
    offsets.put(with(RANGE, "range", "b"), IN_RANGE);

    assertThatThrownBy(() -> altered.check(offsets))
        .hasMessageContaining("'version' is 7")
        .hasMessageContaining("'timestamp' is 'yesterday'")
        .hasMessageNotContaining("range=b");
  }

  private void accept(Map<String, ?> partition, Map<String, ?> offset) {
    assertThatCode(() -> check(partition, offset)).doesNotThrowAnyException();
  }

  private void check(Map<String, ?> partition, Map<String, ?> offset) {
    Map<Map<String, ?>, Map<String, ?>> offsets = new HashMap<>();
    offsets.put(partition, offset);
    altered.check(offsets);
  }

  private static Map<String, Object> with(Map<String, Object> map, String key, Object value) {
    Map<String, Object> copy = new LinkedHashMap<>(map);
    copy.put(key, value);
    return copy;
  }

  private static Map<String, Object> without(Map<String, Object> map, String key) {
    Map<String, Object> copy = new LinkedHashMap<>(map);
    copy.remove(key);
    return copy;
  }
}
