/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.cli.console;

/** How a command ended, for scripts. A part of the interface: they stay. */
public final class ExitCode {

  /** All is well. */
  public static final int WELL = 0;

  /** The command did its work, and found something. */
  public static final int FINDINGS = 1;

  /** A person must decide, or the command was used wrongly. */
  public static final int DECIDE = 2;

  /** Connect, Kafka or the instance could not be reached, or gave no answer. */
  public static final int UNREACHABLE = 3;

  private ExitCode() {}
}
