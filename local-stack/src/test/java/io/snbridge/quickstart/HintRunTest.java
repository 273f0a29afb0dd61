/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HintRunTest {

  @TempDir Path folder;
  private HintRun run;

  @BeforeEach
  void start() {
    run = new HintRun(HintsTest.hints(folder), folder);
  }

  @Test
  void hintThatFailsIsNamedWithWhatItSaid() {
    assertThatThrownBy(() -> run.run("echo no such thing >&2; exit 3"))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("ended with 3: no such thing");
  }

  @Test
  void hintThatDoesNotEndIsStoppedOnceItHasShownWhatIsWanted() throws Exception {
    run.runUntil("echo one; echo two; exec sleep 1000", "two");

    assertThat(ProcessHandle.current().descendants().filter(ProcessHandle::isAlive).toList())
        .allSatisfy(
            process ->
                assertThat(process.onExit().get(10, java.util.concurrent.TimeUnit.SECONDS))
                    .isNotNull());
  }

  @Test
  void hintThatEndsWithoutShowingItIsNamed() {
    assertThatThrownBy(() -> run.runUntil("echo one", "two"))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("did not print 'two', but: one");
  }
}
