/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.emulator;

/**
 * What an instance answers to a second insert with a sys_id that exists. No source tells which of
 * these is true, so a client has to live with each of them.
 */
public enum DuplicateIds {
  /** 201, and the new row has another sys_id. */
  FRESH_ID,
  /** 403 {@code Operation Failed}. */
  FORBIDDEN_403,
  /** 500 with the database's unique key text. */
  ERROR_500
}
