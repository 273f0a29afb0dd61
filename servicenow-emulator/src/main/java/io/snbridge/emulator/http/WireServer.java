/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.emulator.http;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLServerSocket;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * HTTP/1.1 on sockets, a thread for each connection. The JDK's own server is not used: it
 * overwrites the {@code Date} header, which here has to show the emulator's clock, and it decides
 * itself how connections end, which here is a fault to be chosen.
 */
final class WireServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(WireServer.class);
  private static final int BACKLOG = 1024;

  /** Answers a request that was read, on its connection. */
  interface Exchange {
    /**
     * Answers.
     *
     * @return whether the connection may be used again
     */
    boolean serve(WireRequest request, OutputStream out) throws IOException;
  }

  private final ServerSocket listener;
  private final Exchange exchange;
  private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
  private final ExecutorService threads;
  private volatile boolean closed;

  WireServer(HttpFront.Listen listen, Exchange exchange) throws IOException {
    this.exchange = exchange;
    this.listener = open(listen);
    AtomicInteger number = new AtomicInteger();
    threads =
        Executors.newCachedThreadPool(
            work -> {
              Thread thread = new Thread(work, "emulator-http-" + number.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
    threads.execute(this::accept);
  }

  private static ServerSocket open(HttpFront.Listen listen) throws IOException {
    ServerSocket socket =
        listen.tls() == null
            ? new ServerSocket()
            : listen.tls().getServerSocketFactory().createServerSocket();
    if (socket instanceof SSLServerSocket tls) {
      tls.setNeedClientAuth(listen.clientCertificates());
    }
    try {
      socket.setReuseAddress(true);
      socket.bind(
          new InetSocketAddress(InetAddress.getByName(listen.host()), listen.port()), BACKLOG);
    } catch (IOException taken) {
      socket.close();
      throw taken;
    }
    return socket;
  }

  int port() {
    return listener.getLocalPort();
  }

  private void accept() {
    while (!closed) {
      try {
        begin(listener.accept());
      } catch (IOException e) {
        if (!closed) {
          LOG.warn("The emulator could not accept a connection: {}", e.getMessage());
        }
      }
    }
  }

  /** A connection that comes in while the server closes must not stay open unanswered. */
  private void begin(Socket socket) {
    connections.add(socket);
    try {
      threads.execute(() -> talk(socket));
    } catch (RejectedExecutionException closing) {
      connections.remove(socket);
      closeQuietly(socket);
    }
  }

  private void talk(Socket socket) {
    try (socket) {
      socket.setTcpNoDelay(true);
      BufferedInputStream in = new BufferedInputStream(socket.getInputStream(), 16_384);
      OutputStream out = new BufferedOutputStream(socket.getOutputStream(), 65_536);
      boolean again = !closed;
      while (again) {
        WireRequest request = WireRequest.read(in, out);
        again = request != null && exchange.serve(request, out) && !closed;
      }
    } catch (CutConnection cut) {
      LOG.debug("{}", cut.getMessage());
    } catch (SocketException | java.io.EOFException | javax.net.ssl.SSLException gone) {
      LOG.debug("A connection ended: {}", gone.getMessage());
    } catch (IOException e) {
      LOG.debug("A connection broke", e);
    } finally {
      connections.remove(socket);
    }
  }

  @Override
  public void close() {
    closed = true;
    closeQuietly(listener);
    connections.forEach(WireServer::closeQuietly);
    threads.shutdownNow();
  }

  private static void closeQuietly(java.io.Closeable socket) {
    try {
      socket.close();
    } catch (IOException e) {
      LOG.debug("A socket did not close: {}", e.getMessage());
    }
  }
}
