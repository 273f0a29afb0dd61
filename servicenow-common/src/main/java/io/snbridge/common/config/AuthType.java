/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.config;

import java.util.Arrays;
import java.util.Locale;

/** Values of {@value ConnectionConfig#AUTH_TYPE}. */
enum AuthType {
  BASIC,
  OAUTH2,
  API_KEY,
  MTLS;

  static AuthType of(String text) {
    return valueOf(text.toUpperCase(Locale.ROOT));
  }

  static String[] names() {
    return Arrays.stream(values())
        .map(type -> type.name().toLowerCase(Locale.ROOT))
        .toArray(String[]::new);
  }
}
