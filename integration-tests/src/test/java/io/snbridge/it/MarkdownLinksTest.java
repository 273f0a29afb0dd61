/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MarkdownLinksTest {

  @TempDir Path folder;

  @Test
  void everyLinkInTheProjectLeadsSomewhere() throws IOException {
    MarkdownLinks links = new MarkdownLinks(Path.of(System.getProperty("snbridge.root")));
    assertThat(links.broken()).isEmpty();
    assertThat(links.checked()).isGreaterThan(100);
  }

  @Test
  void linksThatLeadNowhereAreFound() throws IOException {
    Files.writeString(
        folder.resolve("a.md"),
        """
        # One `two`: three
        [there](b.md) [heading](b.md#more-of-it) [own](#one-two-three) [web](https://example.com)
        [gone](c.md) [no heading](b.md#less) [outside](../a.md) `[code](d.md)`
        ```
        [example](e.md)
        ```
        """);
    Files.writeString(folder.resolve("b.md"), "# First\n## More of it\n");

    MarkdownLinks links = new MarkdownLinks(folder);

    assertThat(links.broken()).containsExactly("a.md: c.md", "a.md: b.md#less", "a.md: ../a.md");
    assertThat(links.checked()).isEqualTo(6);
  }
}
