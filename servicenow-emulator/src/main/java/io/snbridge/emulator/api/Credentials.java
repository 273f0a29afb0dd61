/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.emulator.api;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Map;
import java.util.Set;

/**
 * Who may sign in, and how.
 *
 * @param users password by user name
 * @param clients secret by OAuth client id
 * @param apiKeys keys for {@code x-sn-apikey}
 * @param basic whether basic authentication is open
 */
public record Credentials(
    Map<String, String> users, Map<String, String> clients, Set<String> apiKeys, boolean basic) {

  public Credentials {
    users = Map.copyOf(users);
    clients = Map.copyOf(clients);
    apiKeys = Set.copyOf(apiKeys);
  }

  boolean isUser(String name, String password) {
    return same(users.get(name), password);
  }

  boolean isClient(String id, String secret) {
    return same(clients.get(id), secret);
  }

  @Override
  public String toString() {
    return "Credentials of " + users.keySet();
  }

  private static boolean same(String expected, String given) {
    return expected != null
        && given != null
        && MessageDigest.isEqual(
            expected.getBytes(StandardCharsets.UTF_8), given.getBytes(StandardCharsets.UTF_8));
  }
}
