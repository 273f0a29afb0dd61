/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.keys;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class EditDistancePropertyTest {

  @Test
  void isWhatTheTextbookSays() {
    assertThat(EditDistance.between("kitten", "sitting")).isEqualTo(3);
    assertThat(EditDistance.between("ca", "abc")).isEqualTo(3);
    assertThat(EditDistance.between("", "abc")).isEqualTo(3);
  }

  @Property
  void isTheSameBothWaysAndZeroForOneTextOnly(
      @ForAll @CharRange(from = 'a', to = 'c') @StringLength(max = 8) String one,
      @ForAll @CharRange(from = 'a', to = 'c') @StringLength(max = 8) String other) {
    int distance = EditDistance.between(one, other);
    assertThat(EditDistance.between(other, one)).isEqualTo(distance);
    assertThat(distance == 0).isEqualTo(one.equals(other));
    assertThat(distance).isBetween(Math.abs(one.length() - other.length()), 8);
  }

  @Property
  void neighboursThatChangePlacesAreOneEdit(
      @ForAll @CharRange(from = 'a', to = 'z') @StringLength(min = 2, max = 12) String text,
      @ForAll @IntRange(max = 10) int at) {
    int i = at % (text.length() - 1);
    String swapped =
        text.substring(0, i) + text.charAt(i + 1) + text.charAt(i) + text.substring(i + 2);
    assertThat(EditDistance.between(text, swapped)).isEqualTo(text.equals(swapped) ? 0 : 1);
  }
}
