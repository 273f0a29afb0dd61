/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.position;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.snbridge.source.position.Position.InDeletes;
import io.snbridge.source.position.Position.InRange;
import io.snbridge.source.position.Position.InStream;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PositionCodecTest {

  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

  private static final PositionCodec CODEC = new PositionCodec("incident?active=true", "incident");

  @Test
  void offsetIsReadableByAPerson() {
    assertThat(StoredOffset.json(CODEC.encode(InStream.after(NOON, "ab12"))))
        .isEqualTo(
            "{\"version\":1,\"phase\":\"stream\",\"timestamp\":\"2026-03-01"
                + " 12:00:00\",\"sys_id\":\"ab12\",\"of\":\"incident?active=true\"}");
    assertThat(StoredOffset.json(CODEC.encode(new InRange(NOON, "ab12"))))
        .isEqualTo(
            "{\"version\":1,\"phase\":\"snapshot\",\"timestamp\":\"2026-03-01"
                + " 12:00:00\",\"sys_id\":\"ab12\",\"of\":\"incident?active=true\"}");
  }

  /** The id of a snapshot is stored with its rows and, once it was read, with each change. */
  @Test
  void snapshotIsStoredWithItsRowsAndThenWithEachChange() {
    PositionCodec codec = new PositionCodec("incident", "incident");
    InRange range = new InRange(NOON, "ab12", Optional.of("b"));
    assertThat(StoredOffset.json(codec.encode(range)))
        .contains("\"sys_id\":\"ab12\",\"snapshot\":\"b\",");
    assertThat(PositionCodec.decodeRange(codec.encode(range))).isEqualTo(range);

    InStream change = InStream.after(NOON, "ab12");
    assertThat(PositionCodec.snapshot(codec.encode(change))).isEmpty();
    Map<String, Object> before = codec.encode(change);
    codec.carry("b", Optional.of(NOON));
    assertThat(PositionCodec.snapshot(before)).as("encoded before, looked at now").isEmpty();
    assertThat(PositionCodec.snapshot(codec.encode(change))).contains("b");
    assertThat(PositionCodec.again(codec.encode(change))).contains(NOON);
    assertThat(PositionCodec.decodeStream(codec.encode(change))).isEqualTo(change);
    assertThat(codec.encode(new InRange(NOON, "ab12"))).doesNotContainKey("snapshot");
    assertThat(codec.encode(new InDeletes(change))).doesNotContainKey("snapshot");
  }

  @Test
  void whatWasSentEarlyIsReadableByAPersonAsFarAsItsTimes() {
    SentEarly early =
        SentEarly.NONE
            .with(new SentEarly.Sent(NOON.plusSeconds(2), 1, 2))
            .with(new SentEarly.Sent(NOON.plusSeconds(1), 3, 4));
    assertThat(StoredOffset.json(CODEC.encode(InStream.from(NOON).withEarly(early))))
        .isEqualTo(
            "{\"version\":1,\"phase\":\"stream\",\"timestamp\":\"2026-03-01 12:00:00\","
                + "\"early\":\"2026-03-01 12:00:01/AAAAAAAAAAMAAAAAAAAABA,"
                + "2026-03-01 12:00:02/AAAAAAAAAAEAAAAAAAAAAg\",\"of\":\"incident?active=true\"}");
  }

  /** A position of so many rows is not too long for Connect's topic. */
  @Test
  void mostThatWasSentEarlyFitsAPosition() {
    SentEarly early = SentEarly.NONE;
    for (int i = 0; i < SentEarly.MOST; i++) {
      early = early.with(new SentEarly.Sent(NOON.plusSeconds(i), i, i));
    }
    assertThat(early.text()).hasSizeLessThan(22_000);
    assertThat(SentEarly.parse(early.text())).contains(early);
    String more = early.with(new SentEarly.Sent(NOON, -1, 0)).text();
    assertThat(SentEarly.parse(more)).as("nobody has written as many").isEmpty();
  }

  @Test
  void offsetOfDeletesIsReadableByAPerson() {
    assertThat(StoredOffset.json(CODEC.encode(new InDeletes(InStream.after(NOON, "ab12")))))
        .isEqualTo(
            "{\"version\":1,\"phase\":\"deletes\",\"timestamp\":\"2026-03-01"
                + " 12:00:00\",\"sys_id\":\"ab12\",\"of\":\"incident\"}");
    InStream changes = InStream.after(NOON, "ab12").withDeletesUntil(Optional.of(NOON));
    assertThat(StoredOffset.json(CODEC.encode(changes)))
        .contains("\"sys_id\":\"ab12\",\"deletes\":\"2026-03-01 12:00:00\",");
    assertThat(PositionCodec.decodeStream(CODEC.encode(changes))).isEqualTo(changes);
  }

  @Test
  void positionInTheDeletesHoldsForEveryQueryOfTheTable() {
    Map<String, Object> offset = CODEC.encode(new InDeletes(InStream.from(NOON)));

    assertThat(PositionCodec.decodeDeletes(offset)).isEqualTo(new InDeletes(InStream.from(NOON)));
    assertThat(new PositionCodec("incident?priority=1", "incident").otherScope(offset)).isEmpty();
    assertThat(new PositionCodec("problem", "problem").otherScope(offset)).contains("incident");
  }

  @Test
  void streamOffsetWithoutIdBeginsAtTheSecond() {
    Map<String, Object> offset = valid();
    offset.remove("sys_id");

    assertThat(PositionCodec.decodeStream(offset)).isEqualTo(InStream.from(NOON));
  }

  @ParameterizedTest
  @CsvSource({
    "version, 2, version",
    "version, , version",
    "phase, snapshot, phase",
    "phase, , phase",
    "timestamp, yesterday, timestamp",
    "timestamp, 2026-02-30 00:00:00, timestamp",
    "timestamp, , timestamp",
    "sys_id, '', sys_id",
    "sys_id, ' ', sys_id",
    "of, '', of",
    "deletes, yesterday, deletes",
    "again, yesterday, again",
    "lag, 3, lag"
  })
  void foreignOffsetIsRefusedWithTheReason(String key, String value, String reason) {
    Map<String, Object> offset = valid();
    offset.put(key, value);

    assertThatThrownBy(() -> PositionCodec.decodeStream(offset))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(reason);
  }

  @Test
  void fractionOfAVersionIsRefused() {
    Map<String, Object> offset = valid();
    offset.put("version", 1.5);

    assertThatThrownBy(() -> PositionCodec.decodeStream(offset))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void rangeOffsetWithoutIdIsRefused() {
    Map<String, Object> offset = new HashMap<>(CODEC.encode(new InRange(NOON, "ab")));
    offset.remove("sys_id");

    assertThatThrownBy(() -> PositionCodec.decodeRange(offset))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'sys_id' is missing");
  }

  @Test
  void positionsWithOtherHiddenTimesAreOthers() {
    InStream position = InStream.after(NOON, "ab12").withHidden(hidden(3));

    assertThat(position)
        .isEqualTo(InStream.after(NOON, "ab12").withHidden(hidden(3)))
        .hasSameHashCodeAs(InStream.after(NOON, "ab12").withHidden(hidden(3)))
        .isNotEqualTo(InStream.after(NOON, "ab12").withHidden(hidden(4)));
    assertThat(hidden(3)).doesNotHaveSameHashCodeAs(hidden(4)).hasToString(hidden(3).text());
  }

  private static HiddenTimes hidden(long rows) {
    return new HiddenTimes(
        List.of(new HiddenTimes.Time(NOON, NOON.plusSeconds(5), rows, Set.of(7L))));
  }

  @Test
  void positionIsOfOtherRowsOnlyWhenItSaysSo() {
    assertThat(CODEC.otherScope(valid())).isEmpty();
    assertThat(new PositionCodec("incident", "incident").otherScope(valid()))
        .contains("incident?active=true");

    Map<String, Object> withoutScope = valid();
    withoutScope.remove("of");
    assertThat(new PositionCodec("incident", "incident").otherScope(withoutScope)).isEmpty();
  }

  private static Map<String, Object> valid() {
    return new HashMap<>(CODEC.encode(InStream.after(NOON, "ab12")));
  }
}
