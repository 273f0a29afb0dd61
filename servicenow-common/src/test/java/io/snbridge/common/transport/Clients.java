/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.transport;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;

/** Settings and calls for tests. */
public final class Clients {

  private Clients() {}

  public static final Credentials.Factory BASIC =
      io.snbridge.common.auth.Authentication.basic("admin", "s3cret-pa55word");

  public static ClientSettings settings(URI url) {
    return new ClientSettings(
        url,
        "snbridge-kafka-connect-servicenow/test",
        Optional.empty(),
        Optional.empty(),
        Duration.ofSeconds(2),
        Duration.ofSeconds(10),
        4,
        0,
        Duration.ofMillis(100),
        Duration.ofSeconds(30),
        Optional.empty(),
        Duration.ZERO);
  }

  public static ClientSettings requestTimeout(ClientSettings s, Duration timeout) {
    return new ClientSettings(
        s.baseUrl(),
        s.userAgent(),
        s.tls(),
        s.proxy(),
        s.connectTimeout(),
        timeout,
        s.maxConcurrentRequests(),
        s.maxRequestsPerSecond(),
        s.initialBackoff(),
        s.maxBackoff(),
        s.retryTimeout(),
        s.refusedTimeout());
  }

  public static ClientSettings retryTimeout(ClientSettings s, Duration timeout) {
    return new ClientSettings(
        s.baseUrl(),
        s.userAgent(),
        s.tls(),
        s.proxy(),
        s.connectTimeout(),
        s.requestTimeout(),
        s.maxConcurrentRequests(),
        s.maxRequestsPerSecond(),
        s.initialBackoff(),
        s.maxBackoff(),
        Optional.of(timeout),
        s.refusedTimeout());
  }

  public static ClientSettings concurrency(ClientSettings s, int requests, double perSecond) {
    return new ClientSettings(
        s.baseUrl(),
        s.userAgent(),
        s.tls(),
        s.proxy(),
        s.connectTimeout(),
        s.requestTimeout(),
        requests,
        perSecond,
        s.initialBackoff(),
        s.maxBackoff(),
        s.retryTimeout(),
        s.refusedTimeout());
  }

  public static ClientSettings proxy(ClientSettings s, ClientSettings.Proxy proxy) {
    return new ClientSettings(
        s.baseUrl(),
        s.userAgent(),
        s.tls(),
        Optional.of(proxy),
        s.connectTimeout(),
        s.requestTimeout(),
        s.maxConcurrentRequests(),
        s.maxRequestsPerSecond(),
        s.initialBackoff(),
        s.maxBackoff(),
        s.retryTimeout(),
        s.refusedTimeout());
  }

  /** Chance that always takes the whole bound. */
  public static RandomGenerator longestWaits() {
    return new RandomGenerator() {
      @Override
      public long nextLong() {
        return Long.MAX_VALUE;
      }

      @Override
      public long nextLong(long bound) {
        return bound - 1;
      }
    };
  }

  /** The body as text. */
  public static Call<String> get(URI base, String path) {
    return call(Request.get(base.resolve(path), "cid-" + path.replaceAll("\\W", "")));
  }

  public static Call<String> post(URI base, String path, String json) {
    return call(Request.write(Request.Method.POST, base.resolve(path), json, "cid-write"));
  }

  public static Call<String> call(Request request) {
    return new Call<>() {
      @Override
      public Request request() {
        return request;
      }

      @Override
      public String path() {
        return request.uri().getPath();
      }

      @Override
      public String read(InputStream body) throws IOException {
        return new String(body.readAllBytes(), StandardCharsets.UTF_8);
      }
    };
  }

  public static <T> T join(CompletableFuture<T> future) {
    return future.orTimeout(20, java.util.concurrent.TimeUnit.SECONDS).join();
  }
}
