/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.cli.verify;

import java.util.Locale;

/** What is wrong with a row. */
enum Kind {
  /** ServiceNow shows it, and Kafka has it not, or as deleted. */
  MISSING,
  /** Kafka's last record of it is not what ServiceNow shows. */
  STALE,
  /** Kafka has it, and ServiceNow has it no more. */
  EXTRA;

  String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
