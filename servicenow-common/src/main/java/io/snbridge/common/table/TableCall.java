/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.table;

import io.snbridge.common.transport.Call;
import io.snbridge.common.transport.Reply;
import io.snbridge.common.transport.Request;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.Consumer;

/**
 * A call that sends the same request on each attempt.
 *
 * @param failed told of each failed attempt before the next one; must not block
 * @param isTrial {@link Call#isTrial}
 */
record TableCall<T>(Request request, Body<T> body, Consumer<Reply.NotOk<T>> failed, boolean isTrial)
    implements Call<T> {

  TableCall(Request request, Body<T> body, Consumer<Reply.NotOk<T>> failed) {
    this(request, body, failed, false);
  }

  TableCall(Request request, Body<T> body) {
    this(request, body, reply -> {});
  }

  /** Reads a body to its end. */
  interface Body<T> {
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

  @Override
  public void attemptFailed(Reply.NotOk<T> reply) {
    failed.accept(reply);
  }
}
