/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.quickstart;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** What an earlier run left in its folder. */
final class Leftovers {

  // A broker has 15 seconds to end when its quickstart was killed.
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private Leftovers() {}

  /**
   * Makes the folder anew. Where the earlier run was killed a moment ago, its processes may still
   * write there, until they have ended, too.
   *
   * @throws IOException when something cannot be deleted, or is written for longer than that
   */
  static void clear(Path folder) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (Files.exists(folder)) {
      try {
        delete(folder);
      } catch (NoSuchFileException | DirectoryNotEmptyException stillWritten) {
        if (System.nanoTime() > deadline) {
          throw stillWritten;
        }
        TimeUnit.MILLISECONDS.sleep(200);
      }
    }
    Files.createDirectories(folder);
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }
}
