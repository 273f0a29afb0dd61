/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.transport;

import java.io.InputStream;
import java.util.Optional;
import java.util.regex.Pattern;

/** An HTTP answer whose body is still on the wire. */
interface Answer {

  Pattern ID = Pattern.compile("[\\w-]{1,64}");

  int status();

  String reason();

  Optional<String> header(String name);

  /**
   * What the instance calls this attempt: the id that the lines of its node logs begin with. Empty
   * when the answer does not tell one that is fit to be shown.
   */
  default String transactionId() {
    return header("X-Transaction-ID").filter(id -> ID.matcher(id).matches()).orElse("");
  }

  /** A text of this answer, without what the request had to keep secret and got back. */
  default String withoutSecrets(String text) {
    return text;
  }

  /** The decoded body; empty when there is none. */
  InputStream body();
}
