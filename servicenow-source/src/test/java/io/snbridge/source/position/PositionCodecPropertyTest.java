/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.position;

import static org.assertj.core.api.Assertions.assertThat;

import io.snbridge.source.position.Position.InDeletes;
import io.snbridge.source.position.Position.InRange;
import io.snbridge.source.position.Position.InStream;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.NotEmpty;
import net.jqwik.api.constraints.Size;

class PositionCodecPropertyTest {

  private final PositionCodec codec = new PositionCodec("incident?active=true", "incident");

  @Property
  void streamPositionComesBackFromConnectsJson(
      @ForAll @LongRange(min = 0, max = 4_102_444_800L) long second,
      @ForAll Optional<@NotEmpty String> id) {
    Assume.that(id.filter(String::isBlank).isEmpty());
    InStream position = new InStream(Instant.ofEpochSecond(second), id);

    assertThat(PositionCodec.decodeStream(StoredOffset.of(codec.encode(position))))
        .isEqualTo(position);
  }

  @Property(tries = 100)
  void streamPositionKeepsTheTimesOfWhichRowsWereHidden(
      @ForAll @LongRange(min = 0, max = 4_102_444_800L) long second,
      @ForAll @Size(min = 1, max = 32) List<@LongRange(min = 1, max = 100_000) Long> lengths,
      @ForAll @Size(max = 20) Set<Long> shown) {
    Instant from = Instant.ofEpochSecond(second);
    InStream position =
        InStream.from(from)
            .withHidden(
                new HiddenTimes(
                    lengths.stream()
                        .map(
                            length ->
                                new HiddenTimes.Time(
                                    from, from.plusSeconds(length), length * 3, shown))
                        .toList()));

    InStream back = PositionCodec.decodeStream(StoredOffset.of(codec.encode(position)));
    assertThat(back).isEqualTo(position);
    assertThat(back.hidden().times()).isEqualTo(position.hidden().times());
  }

  /** Ids of other columns than sys_id may be any text. */
  @Property(tries = 200)
  void timesOfHiddenRowsMayBeginAfterAnIdAndNotSayWhatTheyHaveShown(
      @ForAll @LongRange(min = 0, max = 4_102_444_800L) long second,
      @ForAll Optional<@NotEmpty String> after,
      @ForAll Optional<@Size(max = 5) Set<Long>> shown) {
    Assume.that(after.filter(String::isBlank).isEmpty());
    // A half of a character is none.
    Assume.that(
        after.filter(id -> id.codePoints().anyMatch(c -> c >= 0xd800 && c < 0xe000)).isEmpty());
    Instant from = Instant.ofEpochSecond(second);
    HiddenTimes times =
        new HiddenTimes(List.of(new HiddenTimes.Time(from, after, from.plusSeconds(5), 3, shown)));
    InDeletes position = new InDeletes(InStream.after(from, "a").withHidden(times));

    InDeletes back = PositionCodec.decodeDeletes(StoredOffset.of(codec.encode(position)));
    assertThat(back.audit().hidden().times()).isEqualTo(times.times());
    assertThat(back).isEqualTo(position);
  }

  @Property
  void streamPositionKeepsWhatWasSentEarly(
      @ForAll @LongRange(min = 0, max = 4_102_444_800L) long second,
      @ForAll @Size(max = SentEarly.MOST) List<@Size(3) List<Long>> rows) {
    SentEarly early = SentEarly.NONE;
    for (List<Long> row : rows) {
      Instant stamp = Instant.ofEpochSecond(second + Math.floorMod(row.get(0), 5));
      early = early.with(new SentEarly.Sent(stamp, row.get(1), row.get(2)));
    }
    InStream position = InStream.from(Instant.ofEpochSecond(second)).withEarly(early);

    InStream back = PositionCodec.decodeStream(StoredOffset.of(codec.encode(position)));
    assertThat(back).isEqualTo(position);
    assertThat(back.early().rows()).containsExactlyInAnyOrderElementsOf(early.rows());
  }

  @Property
  void rangePositionComesBackFromConnectsJson(
      @ForAll @LongRange(min = 0, max = 4_102_444_800L) long second, @ForAll @NotEmpty String id) {
    Assume.that(!id.isBlank());
    InRange position = new InRange(Instant.ofEpochSecond(second), id);

    assertThat(PositionCodec.decodeRange(StoredOffset.of(codec.encode(position))))
        .isEqualTo(position);
  }

  @Property
  void deletesPositionComesBackFromConnectsJson(
      @ForAll @LongRange(min = 0, max = 4_102_444_800L) long second,
      @ForAll Optional<@NotEmpty String> id) {
    Assume.that(id.filter(String::isBlank).isEmpty());
    InDeletes position = new InDeletes(new InStream(Instant.ofEpochSecond(second), id));

    assertThat(PositionCodec.decodeDeletes(StoredOffset.of(codec.encode(position))))
        .isEqualTo(position);
  }

  @Property
  void streamPositionKeepsHowFarDeletesWereRead(
      @ForAll @LongRange(min = 0, max = 4_102_444_800L) long second,
      @ForAll @LongRange(min = 0, max = 4_102_444_800L) long deletes) {
    InStream position =
        InStream.from(Instant.ofEpochSecond(second))
            .withDeletesUntil(Optional.of(Instant.ofEpochSecond(deletes)));

    assertThat(PositionCodec.decodeStream(StoredOffset.of(codec.encode(position))))
        .isEqualTo(position);
  }
}
