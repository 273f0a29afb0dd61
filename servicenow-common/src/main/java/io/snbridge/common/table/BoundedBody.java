/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.table;

import io.snbridge.common.transport.PoisonedBodyException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A body of which no more than some bytes are read. Owned by the thread that reads it. */
final class BoundedBody extends FilterInputStream {

  private final long most;
  private long read;

  BoundedBody(InputStream body, long most) {
    super(body);
    this.most = most;
  }

  @Override
  public int read() throws IOException {
    requireRoom();
    int next = super.read();
    read += next < 0 ? 0 : 1;
    return next;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    requireRoom();
    int came = super.read(bytes, offset, length);
    read += Math.max(0, came);
    return came;
  }

  private void requireRoom() throws PoisonedBodyException {
    if (read > most) {
      throw PoisonedBodyException.tooLong(most);
    }
  }
}
