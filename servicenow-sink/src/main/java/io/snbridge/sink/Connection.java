/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink;

import io.snbridge.common.table.TableApi;
import io.snbridge.common.transport.ServiceNowClient;
import io.snbridge.sink.write.Rows;
import java.util.function.Supplier;

/**
 * The task's client, which can be exchanged: closing it is the one way to be sure that a request
 * that waits, for an hour's throttling perhaps, is never sent. Replaced by the task thread, read by
 * any.
 */
final class Connection implements AutoCloseable {

  private record Open(ServiceNowClient client, Rows rows) {}

  private final Supplier<ServiceNowClient> opener;
  private volatile Open open;

  Connection(Supplier<ServiceNowClient> opener) {
    this.opener = opener;
    this.open = open();
  }

  private Open open() {
    ServiceNowClient client = opener.get();
    return new Open(client, Rows.of(new TableApi(client)));
  }

  Rows rows() {
    return open.rows();
  }

  /** Cancels all that waits or runs; what is asked for from now on goes through a new client. */
  void renew() {
    Open old = open;
    open = open();
    old.client().close();
  }

  @Override
  public void close() {
    open.client().close();
  }
}
