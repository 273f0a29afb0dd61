/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.cli.console;

import org.jspecify.annotations.Nullable;

/** A command that cannot go on: its message is what the user is told. */
public final class CommandException extends RuntimeException {

  private final int exitCode;

  private CommandException(int exitCode, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.exitCode = exitCode;
  }

  /**
   * A person must decide, or asked for what cannot be done.
   *
   * @param message what is wrong, with what was seen, and what to do
   */
  public static CommandException decide(String message) {
    return new CommandException(ExitCode.DECIDE, message, null);
  }

  /** The same, because of an error. */
  public static CommandException decide(String message, Throwable cause) {
    return new CommandException(ExitCode.DECIDE, message, cause);
  }

  /**
   * Something did not answer.
   *
   * @param message what, with its address
   */
  public static CommandException unreachable(String message, Throwable cause) {
    return new CommandException(ExitCode.UNREACHABLE, message, cause);
  }

  /** The same, of what answers that something else does not. */
  public static CommandException unreachable(String message) {
    return new CommandException(ExitCode.UNREACHABLE, message, null);
  }

  /** What the process ends with, one of {@link ExitCode}. */
  public int exitCode() {
    return exitCode;
  }
}
