/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.transport;

import java.io.InputStream;
import java.util.Optional;

/** An HTTP answer whose body is still on the wire. */
interface Answer {

  int status();

  String reason();

  Optional<String> header(String name);

  /** The decoded body; empty when there is none. */
  InputStream body();
}
