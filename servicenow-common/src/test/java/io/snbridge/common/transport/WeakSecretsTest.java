/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.transport;

import static io.snbridge.common.transport.Clients.get;
import static io.snbridge.common.transport.Clients.join;
import static io.snbridge.common.transport.StubInstance.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.snbridge.common.auth.Authentication;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Passwords that are words of ServiceNow's errors: what is decided by an error is decided all the
 * same.
 */
class WeakSecretsTest {

  private StubInstance instance;

  @BeforeEach
  void start() throws Exception {
    instance = new StubInstance();
  }

  @AfterEach
  void stop() {
    instance.close();
  }

  private Failure failure(String password) {
    ClientSettings once = Clients.retryTimeout(Clients.settings(instance.url()), Duration.ZERO);
    try (ServiceNowClient client =
        ServiceNowClient.open(once, Authentication.basic("admin", password))) {
      Reply<String> reply = join(client.send(get(instance.url(), "/a")));
      return ((Reply.NotOk<String>) reply).failure();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"transaction", "Cancelled", "action cancel"})
  void quotaIsKnownWhateverThePassword(String password) {
    instance.otherwise(
        json(
            500,
            "{\"error\":{\"message\":\"Transaction cancelled: maximum execution time exceeded\","
                + "\"detail\":\"sent with %s.\"},\"status\":\"failure\"}".formatted(password)));

    Failure failure = failure(password);
    assertThat(failure.isCancelled()).isTrue();
    assertThat(failure.detail()).isEqualTo("sent with [hidden].");
  }

  @ParameterizedTest
  @ValueSource(strings = {"level", "api level"})
  void refusalOfAnApiIsKnownWhateverThePassword(String password) {
    instance.otherwise(
        json(
            403,
            "{\"error\":{\"message\":\"User Not Authorized\",\"detail\":\"Failed API level ACL"
                + " Validation\"},\"status\":\"failure\"}"));

    assertThat(failure(password).isOfNoRecord()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "grant, invalid_grant",
    "client, invalid_client",
    "access, access_denied",
    "serv, server_error",
    "Invalid, Invalid table incident",
    "table, Invalid table incident",
    "source, the data source [x] is none",
    "more than, the answer has more than 5 bytes"
  })
  void wordThatIsLookedForIsFoundWhateverThePassword(String password, String message) {
    instance.otherwise(json(400, "{\"error\":\"%s\"}".formatted(message)));

    assertThat(failure(password).message()).isEqualTo(message);
  }

  @Test
  void passwordThatOnlyContainsSuchAWordIsHidden() {
    Secrets secrets =
        new Secrets(Credential.NONE, "", Set.of("access_denied!9", "xinvalid_grant", "grant"));

    assertThat(secrets.hiddenIn("access_denied!9 xinvalid_grant grants invalid_grant GRANT"))
        .isEqualTo("[hidden] [hidden] [hidden]s invalid_grant [hidden]");
  }
}
