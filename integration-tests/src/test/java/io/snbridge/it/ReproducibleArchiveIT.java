/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.snbridge.stack.PluginArchive;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two builds of one commit, at different times in different folders, make the same archive. */
@Tag(Lanes.ONE_VERSION)
class ReproducibleArchiveIT {

  private static final Set<String> NOT_SOURCES = Set.of("target", ".git");

  @TempDir Path folder;

  @Test
  void secondBuildIsByteIdentical() throws Exception {
    Path copy = folder.resolve("second-checkout");
    copySources(ConnectIT.ROOT, copy);
    Path log = folder.resolve("build.log");
    List<String> command =
        new ArrayList<>(
            List.of(
                copy.resolve("mvnw").toString(),
                "--batch-mode",
                "-Dmaven.test.skip",
                "-Dspotless.check.skip",
                // Checks make no byte of a class.
                "-Derror-prone.checks=-XepDisableAllChecks",
                "-pl",
                "packaging",
                "-am",
                "package"));
    if ("offline=true".equals(System.getProperty("snbridge.maven"))) {
      // The bill of materials is made online only: both archives have it, or neither.
      command.add("--offline");
    }
    Process build =
        new ProcessBuilder(command)
            .directory(copy.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    assertThat(build.waitFor(15, TimeUnit.MINUTES)).isTrue();
    assertThat(build.exitValue()).as(() -> read(log)).isZero();

    assertThat(PluginArchive.find(copy)).hasSameBinaryContentAs(PluginArchive.find(ConnectIT.ROOT));
  }

  private static String read(Path log) {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      return e.toString();
    }
  }

  private static void copySources(Path from, Path to) throws IOException {
    Files.walkFileTree(
        from,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path dir, BasicFileAttributes attributes)
              throws IOException {
            if (NOT_SOURCES.contains(dir.getFileName().toString())) {
              return FileVisitResult.SKIP_SUBTREE;
            }
            Files.createDirectories(to.resolve(from.relativize(dir).toString()));
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.copy(
                file,
                to.resolve(from.relativize(file).toString()),
                java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
