/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.quickstart;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.AccessDeniedException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LineScreenTest {

  private static final Picture PICTURE =
      new Picture(false, Optional.empty(), List.of(), 0, 0, 0, 0, Optional.empty(), List.of());

  private final PrintStream before = System.out;

  @AfterEach
  void giveBack() {
    System.setOut(before);
  }

  /** As after {@code ./quickstart.sh | head -n 1}. */
  @Test
  void endsWhenNobodyReadsItsOutput() {
    System.setOut(new PrintStream(new ClosedPipe(), true, UTF_8));
    LineScreen screen = new LineScreen(List.of("a hint"));
    screen.complete();

    assertThatThrownBy(() -> screen.show(PICTURE)).hasMessageContaining("stops");
  }

  @Test
  void failuresOfFilesSayMoreThanTheFilesName() {
    assertThat(Quickstart.describe(new AccessDeniedException("/read-only/target")))
        .contains("AccessDenied", "/read-only/target");
    assertThat(Quickstart.describe(new IllegalStateException("The broker ended")))
        .isEqualTo("The broker ended");
    assertThat(Quickstart.describe(new NullPointerException())).contains("NullPointerException");
  }

  private static final class ClosedPipe extends OutputStream {
    @Override
    public void write(int b) throws IOException {
      throw new IOException("Broken pipe");
    }
  }
}
