/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.cli.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BucketsTest {

  private static final Buckets.Format<TopicState> FORMAT =
      new Buckets.Format<>() {
        @Override
        public void write(TopicState state, DataOutputStream out) throws IOException {
          state.write(out);
        }

        @Override
        public TopicState read(DataInputStream in) throws IOException {
          return TopicState.read(in);
        }
      };

  @TempDir Path folder;

  @Test
  void statesComeBackInOrderAndThoseOfARowFromOneFile() {
    Map<String, List<TopicState>> expected = new HashMap<>();
    try (Buckets<TopicState> buckets = new Buckets<>(folder, "x", FORMAT)) {
      for (int i = 0; i < 3000; i++) {
        TopicState state =
            new TopicState(
                "row-" + i % 1000,
                i % 3 == 0 ? Optional.empty() : Optional.of(Instant.ofEpochSecond(i)),
                i * 31L,
                i % 2 == 0,
                i % 4,
                i,
                -i);
        expected.computeIfAbsent(state.id(), unused -> new ArrayList<>()).add(state);
        buckets.add(state.id(), state);
      }
      buckets.written();

      assertThat(buckets.count()).isEqualTo(3000);
      Map<String, List<TopicState>> found = new HashMap<>();
      int used = 0;
      for (int i = 0; i < Buckets.COUNT; i++) {
        Set<String> here = new HashSet<>();
        buckets.forEach(
            i,
            state -> {
              here.add(state.id());
              found.computeIfAbsent(state.id(), unused -> new ArrayList<>()).add(state);
            });
        used += here.isEmpty() ? 0 : 1;
        assertThat(here).hasSizeLessThan(30);
      }
      assertThat(found).isEqualTo(expected);
      assertThat(used).isGreaterThan(200);
    }
    assertThat(folder).isEmptyDirectory();
  }
}
