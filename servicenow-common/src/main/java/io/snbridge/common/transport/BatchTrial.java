/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.transport;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.List;
import java.util.UUID;

/**
 * Finds out whether this user may send batches: a batch whose only item reads. It is done when the
 * Batch API answers, whatever became of the item.
 */
record BatchTrial(BatchCall batch) implements Call<Void> {

  static BatchTrial of(URI baseUrl) {
    String id = UUID.randomUUID().toString();
    URI anyRow =
        URI.create(baseUrl + "/api/now/table/sys_db_object?sysparm_limit=1&sysparm_fields=sys_id");
    BatchItem<Void> item = BatchItem.of("1", new Read(Request.get(anyRow, id)), 0);
    return new BatchTrial(new BatchCall(baseUrl, List.of(item), id));
  }

  @Override
  public Request request() {
    return batch.request();
  }

  @Override
  public String path() {
    return batch.path();
  }

  @Override
  public Void read(InputStream body) throws IOException {
    var unused = batch.read(body);
    return null;
  }

  private record Read(Request request) implements Call<Void> {
    @Override
    public String path() {
      return request.uri().getPath();
    }

    @Override
    public Void read(InputStream body) {
      return null;
    }
  }
}
