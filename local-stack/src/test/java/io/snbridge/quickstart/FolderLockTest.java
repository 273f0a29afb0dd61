/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderLockTest {

  @TempDir Path root;

  @Test
  void secondQuickstartOfACheckoutIsRefusedUntilTheFirstHasEnded() throws Exception {
    Path folder = root.resolve("target/quickstart");
    try (FolderLock first = FolderLock.take(folder)) {
      assertThat(first).isNotNull();
      assertThatThrownBy(() -> FolderLock.take(folder))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("Another quickstart of this checkout is running");
    }
    FolderLock.take(folder).close();
  }
}
