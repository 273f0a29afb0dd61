/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The code blocks of a guide that a test makes: those behind {@code <!-- example: name -->}. {@code
 * -Dsnbridge.write.docs} writes them anew.
 */
final class GuideExamples {

  private static final Pattern BLOCK =
      Pattern.compile("(<!-- example: ([\\w-]+) -->\n```\\w*\n)(.*?)(\n```\n)", Pattern.DOTALL);

  private final Path page;

  /**
   * @param guide its path in the project
   */
  GuideExamples(String guide) {
    this.page = Path.of(System.getProperty("snbridge.root")).resolve(guide);
  }

  /**
   * Fails when the page shows something else, or not all of them.
   *
   * @param examples name to text
   */
  void check(Map<String, String> examples) throws IOException {
    String text = Files.readString(page);
    if (System.getProperty("snbridge.write.docs") != null) {
      text = BLOCK.matcher(text).replaceAll(block -> rewritten(block, examples));
      Files.writeString(page, text);
    }
    Map<String, String> shown =
        BLOCK
            .matcher(text)
            .results()
            .collect(Collectors.toMap(block -> block.group(2), block -> block.group(3)));
    assertThat(shown.keySet()).as("examples of %s", page).isEqualTo(examples.keySet());
    examples.forEach((name, example) -> assertThat(shown.get(name)).as(name).isEqualTo(example));
  }

  private static String rewritten(MatchResult block, Map<String, String> examples) {
    return Matcher.quoteReplacement(
        block.group(1) + examples.getOrDefault(block.group(2), block.group(3)) + block.group(4));
  }
}
