/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.value;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

/**
 * The source connector's decimals as JsonConverter writes them by default: the unscaled number's
 * bytes in base 64. Their scale is the schema's, and without schemas it is known of this connector
 * alone. A number of up to six decimal places is never written as digits only, so that it is not
 * taken for another one.
 */
final class Base64Decimal {

  /** The source connector's. */
  private static final int SCALE = 10;

  private static final int LONGEST = 100;

  private Base64Decimal() {}

  /** Empty for what no decimal is written as. */
  static Optional<BigDecimal> read(String text) {
    if (text.isEmpty() || text.length() > LONGEST || text.length() % 4 != 0) {
      return Optional.empty();
    }
    byte[] bytes;
    try {
      bytes = Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException notBase64) {
      return Optional.empty();
    }
    BigInteger unscaled = new BigInteger(bytes);
    return Arrays.equals(unscaled.toByteArray(), bytes)
        ? Optional.of(new BigDecimal(unscaled, SCALE))
        : Optional.empty();
  }
}
