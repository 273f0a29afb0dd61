/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.table;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where an answer says two things, parsers choose one of them; none is to be believed. */
class DoubledNamesTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"result\":[],\"result\":[]}",
        "{\"result\":[{\"a\":\"1\",\"a\":\"2\"}]}",
        "{\"result\":[{\"a\":{\"value\":\"1\",\"value\":\"2\"}}]}",
        "{\"result\":[{\"a\":{\"display_value\":\"1\",\"value\":\"2\",\"display_value\":\"3\"}}]}"
      })
  void rowsAreNotBelieved(String body) {
    assertDoubted(in -> Envelope.read(in, new RowReader(DisplayValue.ALL)::rows), body);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"result\":{\"stats\":{\"count\":\"1\",\"count\":\"2\"}}}",
        "{\"result\":{\"stats\":{\"count\":\"1\"},\"stats\":{\"count\":\"2\"}}}"
      })
  void countsAreNotBelieved(String body) {
    assertDoubted(in -> Envelope.read(in, CountReader::read), body);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"stats\":{\"count\":\"1\"},\"stats\":{\"count\":\"2\"},\"groupby_fields\":[{\"field\":\"c\",\"value\":\"x\"}]}",
        "{\"stats\":{\"count\":\"1\"},\"groupby_fields\":[{\"field\":\"c\",\"value\":\"x\"}],\"groupby_fields\":[{\"field\":\"c\",\"value\":\"y\"}]}"
      })
  void groupsAreNotBelieved(String group) {
    assertDoubted(
        in -> Envelope.read(in, new GroupCountReader("c")::read), "{\"result\":[" + group + "]}");
  }

  @Test
  void treesAreNotBelieved() {
    assertDoubted(JsonTree::read, "{\"result\":{\"sysId\":\"1\",\"sysId\":\"2\"}}");
    assertDoubted(JsonTree::read, "{\"result\":1}{\"result\":2}");
  }

  /** Each of its values takes a hundred bytes of the heap. */
  @Test
  void treeOfMillionsOfValuesIsNotMade() {
    assertDoubted(JsonTree::read, "{\"result\":[" + "{},".repeat(1_000_000) + "{}]}");
  }

  private interface Reading {
    Object read(InputStream body) throws IOException;
  }

  private static void assertDoubted(Reading reading, String body) {
    assertThatThrownBy(() -> reading.read(new ByteArrayInputStream(body.getBytes(UTF_8))))
        .isInstanceOf(IOException.class);
  }
}
