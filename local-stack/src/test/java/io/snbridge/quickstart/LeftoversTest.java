/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeftoversTest {

  @TempDir Path root;

  @Test
  void folderIsEmptyAfterwards() throws Exception {
    Path folder = Files.createDirectories(root.resolve("quickstart"));
    Files.createDirectories(folder.resolve("broker/data"));
    Files.writeString(folder.resolve("broker/data/log"), "old");

    Leftovers.clear(folder);

    assertThat(folder).isEmptyDirectory();
  }

  /** As the processes of a quickstart that was killed do until they have ended. */
  @Test
  void whatIsWrittenMeanwhileIsDeletedToo() throws Exception {
    Path folder = Files.createDirectories(root.resolve("quickstart/broker")).getParent();
    CountDownLatch busy = new CountDownLatch(200);
    Thread broker =
        new Thread(
            () -> {
              for (int i = 0; i < 2000; i++) {
                write(folder.resolve("broker/" + i));
                busy.countDown();
              }
            });
    broker.start();
    busy.await();

    while (broker.isAlive()) {
      Leftovers.clear(folder);
      Files.createDirectories(folder.resolve("broker"));
    }
    Leftovers.clear(folder);

    assertThat(folder).isEmptyDirectory();
  }

  private static void write(Path file) {
    try {
      Files.writeString(file, "still running");
    } catch (NoSuchFileException deleted) {
      // Its folder is gone.
      return;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
