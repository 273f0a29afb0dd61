/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.transport;

import java.io.IOException;
import java.io.InputStream;

/** A call that sends the same request on each attempt. */
public record FixedCall<T>(Request request, Body<T> body) implements Call<T> {

  /** Reads a body to its end. */
  public interface Body<T> {
    T read(InputStream in) throws IOException;
  }

  @Override
  public String path() {
    return request.uri().getPath();
  }

  @Override
  public T read(InputStream in) throws IOException {
    return body.read(in);
  }
}
