/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * The commands of a guide, which a test runs as a reader would: the blocks for {@code sh} behind
 * {@code <!-- run: name -->}. Not thread-safe.
 */
final class GuideCommands {

  private static final Pattern RUN =
      Pattern.compile("<!-- run: ([\\w-]+) -->\n```sh\n(.*?)\n```\n", Pattern.DOTALL);
  private static final Pattern SHELL = Pattern.compile("^```sh$", Pattern.MULTILINE);

  private final Map<String, String> blocks = new LinkedHashMap<>();
  private final Map<String, String> words = new LinkedHashMap<>();
  private final Set<String> run = new HashSet<>();
  private Path folder = Path.of("");

  /**
   * @param guide its path in the project
   */
  GuideCommands(String guide) throws IOException {
    String text = Files.readString(Path.of(System.getProperty("snbridge.root")).resolve(guide));
    List<MatchResult> found = RUN.matcher(text).results().toList();
    found.forEach(block -> blocks.put(block.group(1), block.group(2)));
    assertThat(SHELL.matcher(text).results())
        .as("blocks for sh, with and without a name")
        .hasSize(blocks.size());
  }

  /** Something of the guide that is another here: a host, a name. */
  GuideCommands with(String word, String here) {
    words.put(word, here);
    return this;
  }

  /** Where the commands run, and leave their files. */
  GuideCommands in(Path folder) {
    this.folder = folder;
    return this;
  }

  /**
   * Runs a block, and fails when one of its commands does.
   *
   * @return what it wrote to its standard output, without white space at its ends
   */
  String run(String name) throws IOException, InterruptedException {
    String commands = blocks.get(name);
    assertThat(commands).as("block '%s'", name).isNotNull();
    for (Map.Entry<String, String> word : words.entrySet()) {
      commands = commands.replace(word.getKey(), word.getValue());
    }
    run.add(name);
    Path errors = Files.createTempFile("guide", ".err");
    Process shell =
        new ProcessBuilder("bash", "-euo", "pipefail", "-c", commands)
            .directory(folder.toAbsolutePath().toFile())
            .redirectError(errors.toFile())
            .start();
    shell.getOutputStream().close();
    String said = new String(shell.getInputStream().readAllBytes(), UTF_8);
    assertThat(shell.waitFor(60, TimeUnit.SECONDS)).as(name).isTrue();
    assertThat(shell.exitValue()).as("%s\n%s%s", commands, said, Files.readString(errors)).isZero();
    Files.delete(errors);
    return said.strip();
  }

  /** Whether each block has been run. */
  void assertAllWereRun() {
    assertThat(run).isEqualTo(blocks.keySet());
  }

  /** Whether this machine has these programs; a test that needs them is skipped where not. */
  static boolean areThere(String... programs) throws IOException, InterruptedException {
    return new ProcessBuilder("sh", "-c", "command -v " + String.join(" && command -v ", programs))
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start()
            .waitFor()
        == 0;
  }
}
