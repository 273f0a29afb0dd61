/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.cli.translate;

import java.time.Duration;
import java.util.Locale;

/** What Confluent's connectors, source and sink, Platform and Cloud, say of the connection. */
final class ConfluentConnection {

  private static final String FILE_CONTENT =
      "it is the content of a file. Put that where the workers are, and its path into '%s'";

  private static final String KEY_STORE = "servicenow.ssl.keystore.location";
  private static final String TRUST_STORE = "servicenow.ssl.truststore.location";
  private static final Duration MS = Duration.ofMillis(1);

  private ConfluentConnection() {}

  static KeyTable keys() {
    return new KeyTable()
        .on("servicenow.url", Actions.url("servicenow.url"))
        .as("servicenow.user", "servicenow.username")
        .as("servicenow.username", "servicenow.username")
        .as("connection.user", "servicenow.username")
        .as("servicenow.password", "servicenow.password")
        .as("connection.password", "servicenow.password")
        .as("connection.timeout.ms", "servicenow.connect.timeout.ms")
        .on("read.timeout.ms", Actions.timeout(MS))
        .on("write.timeout.ms", Actions.timeout(MS))
        .on("retry.max.times", Actions.retries())
        .on("max.retries", Actions.retries())
        .on("proxy.url", Actions.to("servicenow.proxy.url", ConfluentConnection::proxy))
        .as("proxy.user", "servicenow.proxy.username")
        .as("proxy.password", "servicenow.proxy.password")
        .as("servicenow.ssl.keystore.path", KEY_STORE)
        .as("servicenow.ssl.truststore.path", TRUST_STORE)
        .on("servicenow.ssl.keystorefile", Actions.ask(FILE_CONTENT.formatted(KEY_STORE)))
        .on("servicenow.ssl.truststorefile", Actions.ask(FILE_CONTENT.formatted(TRUST_STORE)))
        .on("servicenow.ssl.*", ConfluentConnection::tls)
        .as("key.subject.name.strategy", "key.converter.key.subject.name.strategy")
        .as("value.subject.name.strategy", "value.converter.value.subject.name.strategy")
        .as("auto.register.schemas", "value.converter.auto.register.schemas")
        .as("use.latest.version", "value.converter.use.latest.version")
        .on("output.data.format", Converters.format())
        .on("input.data.format", Converters.format())
        .on("auth.type", Actions.to("servicenow.auth.type", ConfluentConnection::lower))
        .as("oauth2.token.url", "servicenow.oauth2.token.url")
        .as("oauth2.client.id", "servicenow.oauth2.client.id")
        .as("oauth2.client.secret", "servicenow.oauth2.client.secret")
        .on("oauth2.client.scope", Actions.unless("any", Actions.to("servicenow.oauth2.scope")));
  }

  private static String lower(String word) {
    return word.toLowerCase(Locale.ROOT);
  }

  private static String proxy(String url) {
    return url.contains("://") ? url : "http://" + url;
  }

  private static void tls(KeyTable.Found found, Draft draft) {
    if (found.key().equals("servicenow.ssl.enabled")) {
      draft.note(found.key(), "https:// in 'servicenow.url' says the same");
    } else if (draft.definition().configKeys().containsKey(found.key())) {
      draft.set(found.key(), found.value());
    } else {
      throw new IllegalArgumentException("no key here does that");
    }
  }
}
