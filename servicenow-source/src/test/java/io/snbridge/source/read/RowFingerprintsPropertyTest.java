/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.read;

import static org.assertj.core.api.Assertions.assertThat;

import io.snbridge.common.table.Row;
import io.snbridge.source.read.RowFingerprints.Comparison;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.NotEmpty;
import net.jqwik.api.constraints.Size;

class RowFingerprintsPropertyTest {

  @Property(tries = 50)
  void comparesAndForgetsAsAMapDoes(@ForAll long seed) {
    Random random = new Random(seed);
    RowFingerprints prints = new RowFingerprints(10_000);
    Map<String, Long> model = new HashMap<>();
    boolean pass = false;
    for (int round = 0; round < 4; round++) {
      pass = !pass;
      Set<String> seen = new HashSet<>();
      for (int i = 0; i < 1500; i++) {
        String id = "%032x".formatted(random.nextInt(4000));
        long print = random.nextLong(6) << 1;
        Long known = model.get(id);
        assertThat(prints.compare(id, print))
            .isEqualTo(
                known == null
                    ? Comparison.UNKNOWN
                    : known == print ? Comparison.SAME : Comparison.OTHER);
        if (known != null && random.nextBoolean()) {
          prints.seen(id, pass);
        } else {
          assertThat(prints.put(id, print, pass)).isTrue();
          model.put(id, print);
        }
        seen.add(id);
      }
      int before = model.size();
      model.keySet().retainAll(seen);
      assertThat(prints.sweep(pass)).isEqualTo(before - model.size());
      assertThat(prints.size()).isEqualTo(model.size());
    }
  }

  @Property
  void orderOfColumnsDoesNotTellAndEveryValueDoes(
      @ForAll @Size(min = 1, max = 8) Map<@NotEmpty String, String> columns, @ForAll long seed) {
    List<String> names = new ArrayList<>(columns.keySet());
    Collections.shuffle(names, new Random(seed));
    Map<String, String> shuffled = new LinkedHashMap<>();
    names.forEach(name -> shuffled.put(name, columns.get(name)));
    long print = RowHash.of(new Row(columns, Map.of()));
    assertThat(RowHash.of(new Row(shuffled, Map.of()))).isEqualTo(print);

    Map<String, String> changed = new HashMap<>(columns);
    changed.merge(names.get(0), "x", String::concat);
    assertThat(RowHash.of(new Row(changed, Map.of()))).isNotEqualTo(print);
    Map<String, String> without = new HashMap<>(columns);
    without.remove(names.get(0));
    assertThat(RowHash.of(new Row(without, Map.of()))).isNotEqualTo(print);
  }
}
