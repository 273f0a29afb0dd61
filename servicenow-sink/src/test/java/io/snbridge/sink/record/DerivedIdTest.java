/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.record;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The literals were computed apart from this code (python3, hashlib); they must never change. */
class DerivedIdTest {

  @Test
  void offsetIdIsTheSameForEver() {
    assertThat(DerivedId.ofOffset("orders", 3, 42L)).isEqualTo("3e7d45637f126a4ed467c7de27cff47f");
  }

  @Test
  void keyIdIsTheSameForEver() {
    assertThat(DerivedId.ofKey("orders", CanonicalKey.of("C-17")))
        .isEqualTo("0d5e32ec13a69f4d14613e2a15841948");
  }

  @Test
  void partsDoNotRunIntoEachOther() {
    assertThat(DerivedId.ofOffset("a1", 2, 3)).isNotEqualTo(DerivedId.ofOffset("a", 12, 3));
    assertThat(DerivedId.ofOffset("a", 1, 23)).isNotEqualTo(DerivedId.ofOffset("a", 12, 3));
    assertThat(DerivedId.ofKey("ab", "c")).isNotEqualTo(DerivedId.ofKey("a", "bc"));
  }
}
