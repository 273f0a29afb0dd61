/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.snbridge.emulator.Fault;
import io.snbridge.emulator.RequestMatcher;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** No secret in a log line, a REST answer or an exception, in success and in failure. */
class SecretsIT extends ConnectIT {

  private static final List<String> SECRETS =
      List.of("S3CRET-password", "S3CRET-client", "S3CRET-refresh", "S3CRET-key", "S3CRET-proxy");

  @Test
  void noSecretIsShownWhateverHappens() throws Exception {
    StringBuilder answers = new StringBuilder();
    Map<String, String> secrets =
        Map.of(
            "servicenow.password", SECRETS.get(0),
            "servicenow.oauth2.client.id", "client",
            "servicenow.oauth2.client.secret", SECRETS.get(1),
            "servicenow.oauth2.refresh.token", SECRETS.get(2),
            "servicenow.api.key", SECRETS.get(3));
    for (String auth : List.of("basic", "oauth2", "api_key")) {
      ObjectNode source = source("secret-" + auth, Map.of("tables", "incident"));
      ObjectNode config = (ObjectNode) source.get("config");
      secrets.forEach(config::put);
      config.put("servicenow.auth.type", auth);
      // Half of it is how long refused credentials are borne.
      config.put("servicenow.retry.timeout.ms", "2000");
      answers.append(stack.rest().validate(config));
      String name = source.get("name").asText();
      // Validation would refuse it. The answer to a create repeats what the operator sent: that
      // one is not collected.
      config.put("servicenow.validation.timeout.ms", "0");
      stack.rest().create(source);
      awaitFailure(name);
      answers.append(stack.rest().status(name));
    }

    emulator.faults().always(Fault.badGateway(), RequestMatcher.any());
    long before = emulator.requests().count();
    start(source("secret-failing", Map.of("tables", "incident")));
    await().atMost(PATIENCE).until(() -> emulator.requests().count() > before + 3);
    answers.append(stack.rest().status("secret-failing"));

    ObjectNode proxied =
        source(
            "secret-proxy",
            Map.of(
                "tables",
                "incident",
                "servicenow.retry.timeout.ms",
                "1000",
                "servicenow.proxy.url",
                "http://127.0.0.1:1",
                "servicenow.proxy.username",
                "proxy.user",
                "servicenow.proxy.password",
                SECRETS.get(4)));
    answers.append(stack.rest().validate(proxied.get("config")));
    ((ObjectNode) proxied.get("config")).put("servicenow.validation.timeout.ms", "0");
    stack.rest().create(proxied);
    awaitFailure("secret-proxy");
    answers.append(stack.rest().status("secret-proxy"));

    String log = Files.readString(stack.workerLog());
    assertThat(log).as("the log is the connector's").contains("io.snbridge");
    for (String secret : SECRETS) {
      assertThat(answers).as("REST answers").doesNotContain(secret);
      assertThat(log.contains(secret)).as("%s in the worker's log", secret).isFalse();
    }
    assertThat(answers).as("the good password in REST answers").doesNotContain(PASSWORD);
    assertThat(log.contains(PASSWORD)).as("the good password in the worker's log").isFalse();
    assertThat(log).as("no header value").doesNotContain("Basic ").doesNotContain("Bearer ");
  }

  private static void awaitFailure(String name) {
    await("a task of " + name + " fails")
        .atMost(PATIENCE)
        .ignoreExceptionsInstanceOf(IOException.class)
        .until(() -> stack.rest().status(name).at("/tasks/0/state").asText().equals("FAILED"));
  }
}
