/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.FileSystems;
import java.nio.file.Path;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class TablePatternPropertyTest {

  @Property
  void matchesWhatAShellWould(@ForAll("patterns") String pattern, @ForAll("names") String name) {
    assertThat(new TablePattern(pattern).matches(name))
        .isEqualTo(
            FileSystems.getDefault().getPathMatcher("glob:" + pattern).matches(Path.of(name)));
  }

  @Property
  void whatMatchesBeginsWithThePrefix(
      @ForAll("patterns") String pattern, @ForAll("names") String name) {
    TablePattern tables = new TablePattern(pattern);
    assertThat(tables.matches(name) && !name.startsWith(tables.prefix())).isFalse();
    assertThat(pattern).startsWith(tables.prefix());
    assertThat(tables.prefix()).doesNotContain("*", "?");
  }

  @Example
  void namesOnlyMatch() {
    assertThat(new TablePattern("cmdb_ci_*").matches("cmdb_ci_server")).isTrue();
    assertThat(new TablePattern("cmdb_ci_*").matches("cmdb_ci_")).isTrue();
    assertThat(new TablePattern("cmdb_ci_*").matches("cmdb_ci")).isFalse();
    assertThat(new TablePattern("cmdb_ci_*").matches("cmdb_ci_a.b")).isFalse();
    assertThat(new TablePattern("cmdb_ci_*").matches("cmdb_ci_*")).isFalse();
    assertThat(new TablePattern("cmdb_ci_*").matches("CMDB_CI_SERVER")).isFalse();
    assertThat(new TablePattern("u_?").matches("u_a")).isTrue();
    assertThat(new TablePattern("u_?").matches("u_")).isFalse();
  }

  @Provide
  Arbitrary<String> patterns() {
    return Arbitraries.strings().withChars("ab_*?").ofMinLength(1).ofMaxLength(7);
  }

  @Provide
  Arbitrary<String> names() {
    return Arbitraries.strings().withChars("ab_").ofMinLength(1).ofMaxLength(7);
  }
}
