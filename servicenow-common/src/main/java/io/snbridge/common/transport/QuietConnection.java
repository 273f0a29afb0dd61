/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.transport;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.Socket;
import java.util.Optional;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import org.apache.hc.client5.http.io.ManagedHttpClientConnection;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.io.DefaultBHttpClientConnection;
import org.apache.hc.core5.http.impl.io.SocketHolder;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * A connection that logs nothing. HttpClient's own prints headers and bodies, credentials included,
 * when somebody sets a worker's root logger to DEBUG. Thread-safe as its base class is.
 */
final class QuietConnection extends DefaultBHttpClientConnection
    implements ManagedHttpClientConnection {

  private volatile boolean closed;
  private volatile Timeout socketTimeout = Timeout.DISABLED;

  QuietConnection() {
    super(Http1Config.DEFAULT);
  }

  /** For a pool, which has bound no socket yet or hands over a connected one. */
  static ManagedHttpClientConnection open(Socket socket) throws IOException {
    QuietConnection connection = new QuietConnection();
    if (socket != null) {
      connection.bind(socket);
    }
    return connection;
  }

  /** Refuses a socket that got connected after the request was cancelled. */
  @Override
  public void bind(Socket socket) throws IOException {
    if (closed) {
      socket.close();
      throw new InterruptedIOException("the request was cancelled while connecting");
    }
    super.bind(socket);
  }

  @Override
  public void close() throws IOException {
    closed = true;
    super.close();
  }

  @Override
  public void close(CloseMode mode) {
    closed = true;
    super.close(mode);
  }

  @Override
  public void bind(SSLSocket tls, Socket base) throws IOException {
    super.bind(new SocketHolder(tls, base));
  }

  @Override
  public @Nullable Socket getSocket() {
    return holder().map(SocketHolder::getSocket).orElse(null);
  }

  @Override
  public @Nullable SSLSession getSSLSession() {
    return holder().map(SocketHolder::getSSLSocket).map(SSLSocket::getSession).orElse(null);
  }

  private Optional<SocketHolder> holder() {
    return Optional.ofNullable(getSocketHolder());
  }

  @Override
  public void setSocketTimeout(Timeout timeout) {
    super.setSocketTimeout(timeout);
    socketTimeout = timeout;
  }

  /** Idle in the pool. */
  @Override
  public void passivate() {
    super.setSocketTimeout(Timeout.DISABLED);
  }

  @Override
  public void activate() {
    super.setSocketTimeout(socketTimeout);
  }
}
