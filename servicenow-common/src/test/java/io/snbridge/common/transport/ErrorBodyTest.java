/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.transport;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ErrorBodyTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "<html><title>Log in</title></html>         | an HTML page titled 'Log in'",
        "<html><TITLE lang=\"en\">  A b  </TITLE>   | an HTML page titled 'A b'",
        "`<title>Two\n lines</title>`               | an HTML page titled 'Two  lines'",
        "<html><title>never ends                    | an HTML page",
        "<html><title                               | an HTML page",
        "<html><title></title>                      | an HTML page",
        "<html>no title                             | an HTML page",
      })
  void pageIsToldByItsTitle(String page, String message) throws IOException {
    assertThat(read(page).message()).isEqualTo(message);
  }

  /** 64 kB of each; an expression that tries each place against each took minutes. */
  @ParameterizedTest
  @ValueSource(strings = {" ", "<title", "<title>", "<title> ", "</title", "<title> </titl "})
  void noPageTakesLong(String part) {
    String page = "<html><title>" + part.repeat(80_000 / part.length());

    assertTimeoutPreemptively(Duration.ofSeconds(2), () -> read(page));
    assertTimeoutPreemptively(Duration.ofSeconds(2), () -> read(page + "x</title>"));
  }

  @Test
  void longTitleIsCut() throws IOException {
    assertThat(read("<title>" + "x".repeat(5000) + "</title>").message()).hasSizeLessThan(250);
  }

  private static ErrorBody read(String body) throws IOException {
    return ErrorBody.read(new ByteArrayInputStream(body.getBytes(UTF_8)), text -> text);
  }
}
