/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.transport;

import java.util.Objects;

/**
 * A request that ended without success, after all retries. The message is {@link
 * Failure#describe()}.
 */
public final class ServiceNowException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient Reply.NotOk<?> reply;

  public ServiceNowException(Reply.NotOk<?> reply) {
    super(reply.failure().describe());
    this.reply = reply;
  }

  /** How the reply was classified. */
  public Reply.NotOk<?> reply() {
    return reply;
  }

  /** Never null. */
  @Override
  public String getMessage() {
    return Objects.requireNonNull(super.getMessage());
  }
}
