/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.lookup;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class LookupCacheTest {

  private long nanos;
  private final LookupCache ids = new LookupCache(2, Duration.ofSeconds(5), () -> nanos);

  @Test
  void lastUsedOnesAreRemembered() {
    ids.put("a", "1");
    ids.put("b", "2");
    assertThat(ids.of("a")).contains("1");
    ids.put("c", "3");
    assertThat(ids.of("b")).isEmpty();
    assertThat(ids.of("a")).contains("1");
    assertThat(ids.of("c")).contains("3");
    ids.forget("c");
    assertThat(ids.of("c")).isEmpty();
  }

  @Test
  void useDoesNotMakeOneYounger() {
    ids.put("a", "1");
    nanos += Duration.ofSeconds(4).toNanos();
    assertThat(ids.of("a")).contains("1");
    nanos += Duration.ofSeconds(1).toNanos();
    assertThat(ids.of("a")).isEmpty();
    ids.put("a", "1");
    assertThat(ids.of("a")).contains("1");
  }

  @Test
  void sizeOfNoneRemembersNone() {
    LookupCache none = new LookupCache(0, Duration.ofSeconds(5), () -> nanos);
    none.put("a", "1");
    assertThat(none.of("a")).isEmpty();
  }
}
