/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.read;

import io.snbridge.common.table.Row;
import java.util.Map;

/**
 * Eight bytes that stand for a row's columns, in any order. Two contents have the same ones by
 * chance once in 2^64.
 */
final class RowHash {

  private static final long FNV_OFFSET = 0xcbf29ce484222325L;
  private static final long FNV_PRIME = 0x100000001b3L;

  private RowHash() {}

  static long of(Row row) {
    return sum(row.values()) + mixed(sum(row.displayValues()));
  }

  /** ServiceNow gives a row's columns in no fixed order, so that they are summed. */
  private static long sum(Map<String, String> columns) {
    long sum = 0;
    for (Map.Entry<String, String> column : columns.entrySet()) {
      sum += mixed(of(column.getKey()) * FNV_PRIME + of(column.getValue()));
    }
    return sum;
  }

  /** FNV-1a, then the last step of MurmurHash3, so that every bit tells on every other. */
  static long of(String text) {
    long hash = FNV_OFFSET;
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * FNV_PRIME;
    }
    return mixed(hash);
  }

  /** Of a row by the print of its id, and a number that goes with it. */
  static long of(long id, long number) {
    return mixed(id * FNV_PRIME + number);
  }

  private static long mixed(long hash) {
    long mixed = (hash ^ (hash >>> 33)) * 0xff51afd7ed558ccdL;
    mixed = (mixed ^ (mixed >>> 33)) * 0xc4ceb9fe1a85ec53L;
    return mixed ^ (mixed >>> 33);
  }
}
