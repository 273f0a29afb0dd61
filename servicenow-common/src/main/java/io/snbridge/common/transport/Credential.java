/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.transport;

/**
 * The header that lets a request in. Its value is a secret and in no log, {@link #toString} or
 * error.
 */
public record Credential(String header, String value) {

  /** For authentication below HTTP: no header is sent. */
  public static final Credential NONE = new Credential("", "");

  @Override
  public String toString() {
    return "Credential[" + (header.isEmpty() ? "none" : header) + "]";
  }
}
