/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.emulator;

import io.snbridge.emulator.api.Credentials;
import io.snbridge.emulator.company.Company;
import io.snbridge.emulator.http.HttpFront;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;

/** What an emulator is started with. Not thread safe. */
public final class EmulatorBuilder {
  private String host = "127.0.0.1";
  private int port;
  private SSLContext tls;
  private boolean clientCertificates;
  private final Map<String, String> users = new LinkedHashMap<>();
  private final Map<String, String> clients = new LinkedHashMap<>();
  private final Set<String> apiKeys = new HashSet<>();
  private boolean basic = true;
  private EmulatorClock clock = EmulatorClock.system();
  private long seed = 42;
  private int recordedRequests = 10_000;
  private final Switches switches = new Switches();
  private final List<Consumer<ServiceNowEmulator>> setup = new ArrayList<>();

  EmulatorBuilder() {}

  /** The address to listen on, default 127.0.0.1. */
  public EmulatorBuilder host(String address) {
    host = address;
    return this;
  }

  /** The port to listen on; 0, the default, takes any free one. */
  public EmulatorBuilder port(int number) {
    port = number;
    return this;
  }

  /** A user; without any there is {@code admin} with password {@code secret}. */
  public EmulatorBuilder credentials(String user, String password) {
    users.put(user, password);
    return this;
  }

  /** An OAuth client. */
  public EmulatorBuilder oauthClient(String id, String secret) {
    clients.put(id, secret);
    return this;
  }

  /** A key for the header {@code x-sn-apikey}. */
  public EmulatorBuilder apiKey(String key) {
    apiKeys.add(key);
    return this;
  }

  /** Closes basic authentication. */
  public EmulatorBuilder withoutBasicAuth() {
    basic = false;
    return this;
  }

  /** Serves HTTPS. */
  public EmulatorBuilder tls(SSLContext context) {
    tls = context;
    return this;
  }

  /** Serves HTTPS to clients that show a certificate the context trusts. */
  public EmulatorBuilder mutualTls(SSLContext context) {
    clientCertificates = true;
    return tls(context);
  }

  /** The instance's clock, default the machine's. */
  public EmulatorBuilder clock(EmulatorClock instanceClock) {
    clock = instanceClock;
    return this;
  }

  /** Where sys_ids, the order of ties, and the chance of faults come from. */
  public EmulatorBuilder seed(long number) {
    seed = number;
    return this;
  }

  /** How many requests the log keeps, default 10,000. */
  public EmulatorBuilder recordedRequests(int number) {
    recordedRequests = number;
    return this;
  }

  /** Sets switches; a reset comes back to them. */
  public EmulatorBuilder switches(Consumer<Switches> change) {
    change.accept(switches);
    return this;
  }

  /**
   * Sets switches as an instance is.
   *
   * @param folder what {@code servicenow-kafka evidence} wrote of it
   * @throws IllegalArgumentException when there is no evidence, or none that can be read
   */
  public EmulatorBuilder like(Path folder) {
    Evidence.of(folder).applyTo(switches);
    return this;
  }

  /** Defines a table at the start and at every reset. */
  public EmulatorBuilder table(TableDefinition definition) {
    return setup(emulator -> emulator.defineTable(definition));
  }

  /** Fills in the tables and rows of a company at the start and at every reset. */
  public EmulatorBuilder company(Company company) {
    return setup(company::fill);
  }

  /** Does anything else at the start and at every reset, in the order of the calls. */
  public EmulatorBuilder setup(Consumer<ServiceNowEmulator> work) {
    setup.add(work);
    return this;
  }

  /**
   * Starts it.
   *
   * @throws java.io.UncheckedIOException when the port cannot be bound
   */
  public ServiceNowEmulator start() {
    if (users.isEmpty()) {
      users.put("admin", "secret");
    }
    return new ServiceNowEmulator(this);
  }

  HttpFront.Listen listen() {
    return new HttpFront.Listen(host, port, tls, clientCertificates);
  }

  Credentials credentials() {
    return new Credentials(users, clients, apiKeys, basic);
  }

  EmulatorClock clock() {
    return clock;
  }

  long seed() {
    return seed;
  }

  int recordedRequests() {
    return recordedRequests;
  }

  Switches switches() {
    return switches;
  }

  Consumer<ServiceNowEmulator> setup() {
    return emulator -> setup.forEach(work -> work.accept(emulator));
  }
}
