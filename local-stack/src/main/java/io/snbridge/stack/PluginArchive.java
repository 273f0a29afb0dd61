/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.stack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/** The plugin archive that the build made. */
public final class PluginArchive {

  private static final String NAME = "snbridge-kafka-connect-servicenow-";

  private PluginArchive() {}

  /**
   * The archive of a checkout.
   *
   * @throws IllegalStateException when there is not exactly one
   */
  public static Path find(Path projectRoot) throws IOException {
    Path target = projectRoot.resolve("packaging/target");
    List<Path> zips = List.of();
    if (Files.isDirectory(target)) {
      try (Stream<Path> files = Files.list(target)) {
        zips =
            files
                .filter(f -> f.getFileName().toString().startsWith(NAME))
                .filter(f -> f.getFileName().toString().endsWith(".zip"))
                .toList();
      }
    }
    if (zips.isEmpty()) {
      throw new IllegalStateException(
          "No plugin archive in " + target + "; './mvnw package' makes it");
    }
    if (zips.size() > 1) {
      throw new IllegalStateException(
          "More than one plugin archive in "
              + target
              + ": "
              + zips
              + "; './mvnw clean' removes those of other versions, './mvnw package' makes the one");
    }
    return zips.get(0);
  }

  /** Unpacks the archive, as an operator does into {@code plugin.path}. */
  public static void unpack(Path zip, Path folder) throws IOException {
    try (ZipInputStream in = new ZipInputStream(Files.newInputStream(zip))) {
      for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        Path target = folder.resolve(entry.getName()).normalize();
        if (!target.startsWith(folder)) {
          throw new IOException("Entry " + entry.getName() + " of " + zip + " leaves the folder");
        }
        if (entry.isDirectory()) {
          Files.createDirectories(target);
        } else {
          Files.createDirectories(target.getParent());
          Files.copy(in, target);
        }
      }
    }
  }
}
