/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.record;

import java.math.BigDecimal;
import java.math.BigInteger;
import org.apache.kafka.connect.errors.DataException;

/** Numbers as ServiceNow takes them: plain, without an exponent. */
final class Numbers {

  /** {@code 1e999999999} is ten characters of JSON and a gigabyte of plain text. */
  private static final int MAX_DIGITS = 1000;

  /** So many that to count the digits takes long, or to look for zeros at their end. */
  private static final int FAR_TOO_MANY_BITS = 100 * MAX_DIGITS;

  private Numbers() {}

  /**
   * @param path names the field in errors
   * @throws DataException for NaN, infinities and unknown kinds of numbers
   */
  static BigDecimal decimal(String path, Number number) {
    if (number instanceof BigDecimal decimal) {
      return decimal;
    }
    if (number instanceof BigInteger integer) {
      return new BigDecimal(integer);
    }
    if (number instanceof Double || number instanceof Float) {
      if (!Double.isFinite(number.doubleValue())) {
        throw new DataException("Field '%s' is %s, not a number".formatted(path, number));
      }
      return new BigDecimal(number.toString());
    }
    if (number instanceof Long
        || number instanceof Integer
        || number instanceof Short
        || number instanceof Byte) {
      return BigDecimal.valueOf(number.longValue());
    }
    throw new DataException(
        "Field '%s' is a number of unknown type %s".formatted(path, number.getClass().getName()));
  }

  /**
   * Without zeros at the end, and with a plain zero.
   *
   * @throws DataException when there are far too many digits
   */
  static BigDecimal stripped(String path, BigDecimal decimal) {
    checkBits(path, decimal);
    try {
      return decimal.signum() == 0 ? BigDecimal.ZERO : decimal.stripTrailingZeros();
    } catch (ArithmeticException beyondAllExponents) {
      throw tooManyDigits(path);
    }
  }

  /**
   * @throws DataException for a number of more than {@value #MAX_DIGITS} digits
   */
  static String plain(String path, BigDecimal decimal) {
    checkBits(path, decimal);
    long digits = Math.max(decimal.precision(), (long) decimal.precision() - decimal.scale());
    if (digits > MAX_DIGITS || decimal.scale() > MAX_DIGITS) {
      throw tooManyDigits(path);
    }
    return decimal.toPlainString();
  }

  private static void checkBits(String path, BigDecimal decimal) {
    if (decimal.unscaledValue().bitLength() > FAR_TOO_MANY_BITS) {
      throw tooManyDigits(path);
    }
  }

  private static DataException tooManyDigits(String path) {
    return new DataException(
        "Field '%s' is a number of more than %d digits".formatted(path, MAX_DIGITS));
  }
}
