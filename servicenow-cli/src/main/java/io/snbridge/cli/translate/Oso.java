/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.cli.translate;

import java.time.Duration;
import java.util.Map;

/** What both of osodevops' connectors say of the connection. */
final class Oso {

  private Oso() {}

  static KeyTable keys() {
    return new KeyTable()
        .on("snow.url", Actions.url("servicenow.url"))
        .on("snow.auth.type", Actions.to("servicenow.auth.type"))
        .as("snow.auth.username", "servicenow.username")
        .as("snow.auth.password", "servicenow.password")
        .as("snow.oauth.grant.type", "servicenow.oauth2.grant.type")
        .as("snow.oauth.token.url", "servicenow.oauth2.token.url")
        .as("snow.oauth.client.id", "servicenow.oauth2.client.id")
        .as("snow.oauth.client.secret", "servicenow.oauth2.client.secret")
        .as("snow.oauth.scope", "servicenow.oauth2.scope")
        .as("snow.http.connect.timeout.ms", "servicenow.connect.timeout.ms")
        .on("snow.http.request.timeout.ms", Actions.timeout(Duration.ofMillis(1)))
        .as("snow.http.proxy.url", "servicenow.proxy.url")
        .as("snow.http.proxy.username", "servicenow.proxy.username")
        .as("snow.http.proxy.password", "servicenow.proxy.password")
        .as("snow.http.max.concurrent.requests", "servicenow.max.concurrent.requests")
        .as("snow.tls.truststore.path", "servicenow.ssl.truststore.location")
        .as("snow.tls.keystore.path", "servicenow.ssl.keystore.location")
        .as("snow.tls.truststore.password", "servicenow.ssl.truststore.password")
        .as("snow.tls.keystore.password", "servicenow.ssl.keystore.password")
        .as("snow.tls.truststore.type", "servicenow.ssl.truststore.type")
        .as("snow.tls.keystore.type", "servicenow.ssl.keystore.type")
        .on("snow.retry.max.attempts", Actions.retries())
        .as("snow.retry.max.elapsed.ms", "servicenow.retry.timeout.ms")
        .as("snow.retry.initial.backoff.ms", "servicenow.retry.initial.backoff.ms")
        .as("snow.retry.max.backoff.ms", "servicenow.retry.max.backoff.ms");
  }

  /** Words of theirs for a policy, and ours. */
  static Map<String, String> nulls() {
    return Map.of("omit", "ignore", "clear", "clear");
  }
}
