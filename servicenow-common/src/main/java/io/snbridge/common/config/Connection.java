/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.config;

import io.snbridge.common.log.LogContext;
import io.snbridge.common.transport.ClientSettings;
import io.snbridge.common.transport.HourlyLimit;
import io.snbridge.common.transport.ServiceNowClient;
import java.net.URI;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.config.AbstractConfig;

/**
 * What the shared keys say, with types. What is in files, as stores of keys are, is read each time
 * a client is opened. Immutable.
 */
public final class Connection {

  private final AbstractConfig values;
  private final URI baseUrl;
  private final int maxConcurrentRequests;
  private final double maxRequestsPerSecond;
  private final int maxRequestsPerHour;
  private final boolean hourIsTheInstances;
  private final Duration validationTimeout;
  private final RetrySettings retries;

  private Connection(AbstractConfig values) {
    this.values = values;
    this.baseUrl = ConnectionSettings.baseUrl(values);
    this.maxConcurrentRequests = values.getInt(ConnectionConfig.MAX_CONCURRENT_REQUESTS);
    this.maxRequestsPerSecond = values.getDouble(ConnectionConfig.MAX_REQUESTS_PER_SECOND);
    this.maxRequestsPerHour = values.getInt(ConnectionConfig.MAX_REQUESTS_PER_HOUR);
    this.hourIsTheInstances =
        RequestKeys.INSTANCE.equalsIgnoreCase(values.getString(ConnectionConfig.HOUR_SCOPE));
    this.validationTimeout =
        Duration.ofMillis(values.getInt(ConnectionConfig.VALIDATION_TIMEOUT_MS));
    this.retries = RetrySettings.of(values);
  }

  /** Of a connector, whose definition has the shared keys. */
  public static Connection of(AbstractConfig values) {
    return new Connection(values);
  }

  /**
   * Of the shared keys among these.
   *
   * @throws org.apache.kafka.common.config.ConfigException when a value is missing or wrong
   */
  public static Connection of(Map<String, String> properties) {
    return of(new AbstractConfig(ConnectionConfig.definition(), properties, false));
  }

  /** A client for these settings whose log lines have the context of the calling thread. */
  public ServiceNowClient open() {
    return open(LogContext.current());
  }

  /**
   * A client for these settings, which minds what this JVM's other clients of the same user are
   * told about too many requests, and which bears refused credentials as long as anything else,
   * when it may not be ServiceNow that refuses them. It opens no connection yet.
   *
   * @param logs whose its threads are
   * @throws org.apache.kafka.common.config.ConfigException when a store or key cannot be read, or
   *     the Java runtime lacks a module
   */
  public ServiceNowClient open(LogContext logs) {
    return open(logs, ChronoUnit.FOREVER.getDuration());
  }

  /**
   * The same, with a time of its own for refused credentials.
   *
   * @param refusedTimeout how long they are borne; half of {@value
   *     ConnectionConfig#RETRY_TIMEOUT_MS} at most, so that the refusal is what a call ends with
   */
  public ServiceNowClient open(LogContext logs, Duration refusedTimeout) {
    JavaModules.require(ModuleLayer.boot());
    Duration borne =
        retries
            .timeout()
            .map(timeout -> timeout.dividedBy(2))
            .filter(half -> half.compareTo(refusedTimeout) < 0)
            .orElse(refusedTimeout);
    return ServiceNowClient.open(
        settings().bearing(borne),
        AuthenticationSettings.of(values),
        Optional.of(Account.of(values)),
        logs);
  }

  /**
   * A client that asks each call once and gives up early; whoever has it keeps to the rate limit.
   *
   * @param time for a call
   * @param logs whose its threads are
   * @throws org.apache.kafka.common.config.ConfigException when a store or key cannot be read, or
   *     the Java runtime lacks a module
   */
  public ServiceNowClient openBriefly(Duration time, LogContext logs) {
    JavaModules.require(ModuleLayer.boot());
    return ServiceNowClient.open(settings().briefly(time), AuthenticationSettings.of(values), logs);
  }

  private ClientSettings settings() {
    return ConnectionSettings.of(values, this);
  }

  /** For logs: the instance, how its user is authenticated, how fast it is asked; no secret. */
  public String describe() {
    return ConnectionSummary.of(values, this);
  }

  /** Says of failures which of these keys they are about. */
  public ConnectionFaults faults(ConfigErrors errors) {
    return new ConnectionFaults(values, errors);
  }

  /** Of the instance, without a slash at its end. */
  public URI baseUrl() {
    return baseUrl;
  }

  /** Of the instance, in lower case, whatever the user typed. */
  public String host() {
    return baseUrl.getHost().toLowerCase(Locale.ROOT);
  }

  /** How long a validation may ask the instance; zero for not at all. */
  public Duration validationTimeout() {
    return validationTimeout;
  }

  /** Requests that one task may have in flight. */
  public int maxConcurrentRequests() {
    return maxConcurrentRequests;
  }

  /** Requests per second, for the whole connector in its own config; 0 for no limit. */
  public double maxRequestsPerSecond() {
    return maxRequestsPerSecond;
  }

  /** Requests in an hour, for the whole connector in its own config; 0 for no limit. */
  public int maxRequestsPerHour() {
    return maxRequestsPerHour;
  }

  /** Whether all connectors of a worker that read or write this instance have them together. */
  public boolean hourIsTheInstances() {
    return hourIsTheInstances;
  }

  HourlyLimit hourlyLimit() {
    return new HourlyLimit(
        maxRequestsPerHour,
        hourIsTheInstances
            ? Optional.of(isUsualPort() ? host() : host() + ":" + baseUrl.getPort())
            : Optional.empty());
  }

  private boolean isUsualPort() {
    int usual = "https".equalsIgnoreCase(baseUrl.getScheme()) ? 443 : 80;
    return baseUrl.getPort() < 0 || baseUrl.getPort() == usual;
  }

  /** How the user signs in, as {@value ConnectionConfig#AUTH_TYPE} says it, in lower case. */
  public String authentication() {
    return values.getString(ConnectionConfig.AUTH_TYPE).toLowerCase(Locale.ROOT);
  }

  /**
   * The name of the user who signs in. Empty where the settings do not say it: ServiceNow knows
   * whom an API key, a certificate or the client of a grant stands for.
   */
  public Optional<String> user() {
    return ConnectionSummary.user(values);
  }

  /** How requests are tried again. */
  public RetrySettings retries() {
    return retries;
  }
}
