/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.transport;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/**
 * How a client connects and paces.
 *
 * @param baseUrl scheme, host and port of the instance
 * @param tls empty for the JVM's own
 * @param requestTimeout for a whole request, from connecting to the last byte of the body
 * @param maxConcurrentRequests requests in flight, each in its own session
 * @param maxRequestsPerSecond 0 for no limit; may be a fraction
 * @param hourlyLimit how many requests in an hour, and who has them together
 * @param initialBackoff bound of the first random wait; it doubles with each attempt
 * @param maxBackoff bound of all random waits
 * @param retryTimeout how long a call is tried again; empty for ever
 * @param refusedTimeout how long refused credentials are borne, when it may not be ServiceNow that
 *     refuses them; zero: the first refusal counts
 */
public record ClientSettings(
    URI baseUrl,
    String userAgent,
    Optional<Tls> tls,
    Optional<Proxy> proxy,
    Duration connectTimeout,
    Duration requestTimeout,
    int maxConcurrentRequests,
    double maxRequestsPerSecond,
    HourlyLimit hourlyLimit,
    Duration initialBackoff,
    Duration maxBackoff,
    Optional<Duration> retryTimeout,
    Duration refusedTimeout) {

  /** Without a limit for an hour. */
  public ClientSettings(
      URI baseUrl,
      String userAgent,
      Optional<Tls> tls,
      Optional<Proxy> proxy,
      Duration connectTimeout,
      Duration requestTimeout,
      int maxConcurrentRequests,
      double maxRequestsPerSecond,
      Duration initialBackoff,
      Duration maxBackoff,
      Optional<Duration> retryTimeout,
      Duration refusedTimeout) {
    this(
        baseUrl,
        userAgent,
        tls,
        proxy,
        connectTimeout,
        requestTimeout,
        maxConcurrentRequests,
        maxRequestsPerSecond,
        HourlyLimit.NONE,
        initialBackoff,
        maxBackoff,
        retryTimeout,
        refusedTimeout);
  }

  /** The same, but refused credentials are borne for a while. */
  public ClientSettings bearing(Duration timeout) {
    return new ClientSettings(
        baseUrl,
        userAgent,
        tls,
        proxy,
        connectTimeout,
        requestTimeout,
        maxConcurrentRequests,
        maxRequestsPerSecond,
        hourlyLimit,
        initialBackoff,
        maxBackoff,
        retryTimeout,
        timeout);
  }

  /**
   * The same instance, asked briefly: each call once, at no rate but with as many at a time.
   *
   * @param time for each call, and most of it for its connection
   */
  public ClientSettings briefly(Duration time) {
    return new ClientSettings(
        baseUrl,
        userAgent,
        tls,
        proxy,
        least(connectTimeout, time.multipliedBy(3).dividedBy(4)),
        least(requestTimeout, time),
        maxConcurrentRequests,
        0,
        HourlyLimit.NONE,
        initialBackoff,
        maxBackoff,
        Optional.of(Duration.ZERO),
        Duration.ZERO);
  }

  private static Duration least(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  /**
   * Trust and key material. Host names are always verified.
   *
   * @param protocols empty for the JVM's
   * @param cipherSuites empty for the JVM's
   */
  public record Tls(SSLContext context, List<String> protocols, List<String> cipherSuites) {}

  /** A proxy, asked with Basic authentication when it has a user. */
  public record Proxy(URI url, Optional<User> user) {}

  /** A proxy's user. */
  public record User(String name, String password) {
    @Override
    public String toString() {
      return "User[" + name + "]";
    }
  }
}
