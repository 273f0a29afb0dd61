/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PaletteTest {

  @Test
  void coloursNeedATerminalThatHasThem() {
    assertThat(Palette.of(null, 8).colours()).isTrue();
    assertThat(Palette.of("", 256).colours()).isTrue();
    assertThat(Palette.of(null, 2).colours()).isFalse();
    assertThat(Palette.of(null, null).colours()).isFalse();
  }

  @Test
  void noColorIsObeyedWhateverItsValueIs() {
    assertThat(Palette.of("1", 256).colours()).isFalse();
    assertThat(Palette.of("false", 256).colours()).isFalse();
  }
}
