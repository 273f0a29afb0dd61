/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.transport;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.io.entity.AbstractHttpEntity;

/**
 * A body that is made when its length is asked for: by HttpClient's MainClientExec, behind all that
 * takes time, such as a connection that has to be opened first. Of one exchange, on its thread.
 */
final class LateEntity extends AbstractHttpEntity {

  private final Request.Body body;
  private Optional<byte[]> made = Optional.empty();

  LateEntity(Request.Body body) {
    super(ContentType.parse(body.contentType()).withCharset(StandardCharsets.UTF_8), null);
    this.body = body;
  }

  private byte[] bytes() {
    if (made.isEmpty()) {
      made = Optional.of(body.content().getBytes(StandardCharsets.UTF_8));
    }
    return made.get();
  }

  @Override
  public long getContentLength() {
    return bytes().length;
  }

  @Override
  public InputStream getContent() {
    return new ByteArrayInputStream(bytes());
  }

  @Override
  public void writeTo(OutputStream out) throws IOException {
    out.write(bytes());
  }

  @Override
  public boolean isRepeatable() {
    return true;
  }

  @Override
  public boolean isStreaming() {
    return false;
  }

  @Override
  public void close() {}
}
