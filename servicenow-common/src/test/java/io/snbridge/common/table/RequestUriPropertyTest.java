/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URISyntaxException;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.hc.core5.net.URIBuilder;

class RequestUriPropertyTest {

  private static final String BEGINNING = "https://dev.service-now.com/api/now";

  /** Any text: halves of surrogate pairs, control characters, what URLs reserve. */
  @Provide
  Arbitrary<String> texts() {
    return Arbitraries.oneOf(
        Arbitraries.strings().ofMaxLength(40),
        Arbitraries.strings().withChars("aZ9-._~ +%&=?#/:;,^@!$'()*[]{}|\\\"<>`").ofMaxLength(40),
        Arbitraries.strings().withCharRange('\uD7F0', '\uE010').ofMaxLength(10));
  }

  @Property
  void urlIsTheOneThatTheLibraryBuilds(
      @ForAll("texts") String segment, @ForAll("texts") String one, @ForAll("texts") String other)
      throws URISyntaxException {
    assertThat(
            new RequestUri(BEGINNING)
                .segment("table")
                .segment("_" + segment)
                .parameter("sysparm_query", one)
                .parameter("sysparm_fields", other)
                .build())
        .hasToString(
            new URIBuilder(BEGINNING)
                .appendPathSegments("table", "_" + segment)
                .addParameter("sysparm_query", one)
                .addParameter("sysparm_fields", other)
                .build()
                .toString());
  }
}
