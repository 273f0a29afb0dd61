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
import java.util.Optional;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.NotEmpty;

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
