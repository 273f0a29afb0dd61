/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.record;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.kafka.connect.header.Header;
import org.apache.kafka.connect.header.Headers;

/** Headers as text: some header converters leave them as bytes. */
public final class HeaderText {

  private HeaderText() {}

  /** A header's value, the last one's if there are several; empty for none, and null. */
  public static Optional<String> of(Headers headers, String name) {
    return Optional.ofNullable(headers.lastWithName(name)).flatMap(HeaderText::of);
  }

  /** A header's value; empty for null. */
  static Optional<String> of(Header header) {
    byte[] bytes = ScalarValue.bytes(header.value());
    return bytes == null
        ? Optional.ofNullable(header.value()).map(Object::toString)
        : Optional.of(new String(bytes, StandardCharsets.UTF_8));
  }
}
