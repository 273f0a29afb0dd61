/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.cli.console;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A command that cannot go on: its message is what the user is told. */
public final class CommandException extends RuntimeException {

  private final int exitCode;
  private final boolean isOpen;

  private CommandException(
      int exitCode, boolean isOpen, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.exitCode = exitCode;
    this.isOpen = isOpen;
  }

  /**
   * A person must decide, or asked for what cannot be done.
   *
   * @param message what is wrong, with what was seen, and what to do
   */
  public static CommandException decide(String message) {
    return new CommandException(ExitCode.DECIDE, false, message, null);
  }

  /** The same, because of an error. */
  public static CommandException decide(String message, Throwable cause) {
    return new CommandException(ExitCode.DECIDE, false, message, cause);
  }

  /**
   * Something did not answer.
   *
   * @param message what, with its address
   */
  public static CommandException unreachable(String message, Throwable cause) {
    return new CommandException(ExitCode.UNREACHABLE, true, message, cause);
  }

  /** The same, of what answers that something else does not. */
  public static CommandException unreachable(String message) {
    return new CommandException(ExitCode.UNREACHABLE, true, message, null);
  }

  /** What was asked for failed, may be done nevertheless, and may be asked for again. */
  public static CommandException undecided(String message) {
    return new CommandException(ExitCode.DECIDE, true, message, null);
  }

  /** The same, with more words. */
  public CommandException saying(String message) {
    return new CommandException(exitCode, isOpen, message, this);
  }

  @Override
  public String getMessage() {
    return Objects.requireNonNull(super.getMessage());
  }

  /** Whether nobody knows if what was asked for is done. */
  public boolean isOpen() {
    return isOpen;
  }

  /** What the process ends with, one of {@link ExitCode}. */
  public int exitCode() {
    return exitCode;
  }
}
