/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.cli.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.snbridge.cli.FakeConnect;
import io.snbridge.cli.Shell;
import io.snbridge.cli.console.CommandException;
import io.snbridge.cli.console.ExitCode;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConnectRestTest {

  private static final String STATUS = "GET /status";

  private final FakeConnect connect = new FakeConnect("src");

  @AfterEach
  void close() {
    connect.close();
  }

  private static Shell show(String url) {
    return Shell.run("offsets", "show", "--connect", url, "src", "--json");
  }

  private String withUser() {
    return connect.url().replace("http://", "http://admin:lion%2D17@");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://admin:li^on-17@localhost:1",
        "http://admin:li on-17@localhost:1",
        "http://admin:on-17%@localhost:1",
        "http://admin:12/on-17@localhost:1",
        "http://admin:on-17#x@localhost:1",
        "http://admin:on-17@@localhost:1",
        "ftp://admin:on-17@localhost:1",
        "http://admin:on-17@localhost:port"
      })
  void aPasswordInAUrlThatIsNoneIsNotShown(String url) {
    Shell shell = show(url);

    assertThat(shell.exitCode()).as(shell.err()).isEqualTo(ExitCode.DECIDE);
    assertThat(shell.out() + shell.err()).doesNotContain("on-17");
  }

  @Test
  void aPasswordInAnArgumentThatIsTooMuchIsNotShown() {
    Shell shell = Shell.run("offsets", "show", "--connect", connect.url(), "src", withUser());

    assertThat(shell.exitCode()).isEqualTo(ExitCode.DECIDE);
    assertThat(shell.out() + shell.err()).doesNotContain("lion");
  }

  @Test
  void credentialsOfTheUrlAreShownToItAndNotToWhomItNames() {
    try (FakeConnect other = new FakeConnect("src")) {
      connect.fail(STATUS, other.url() + "/connectors/src/status", false);

      Shell shell = show(withUser());

      assertThat(connect.authorizations()).isNotEmpty();
      assertThat(other.authorizations()).isEmpty();
      assertThat(shell.exitCode()).isEqualTo(ExitCode.DECIDE);
      assertThat(shell.err()).contains("307", other.url());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"502 Bad Gateway", "503 Service Unavailable", "504 Gateway Timeout"})
  void aGatewayThatHasNoWorkerEndsWithThree(String failure) {
    connect.fail(STATUS, failure, false);

    assertThat(show(connect.url()).exitCode()).isEqualTo(ExitCode.UNREACHABLE);
  }

  @Test
  void whatIsNotThereOrNotAllowedIsToBeDecidedByAPerson() {
    assertThat(Shell.run("offsets", "show", "--connect", connect.url(), "other").exitCode())
        .isEqualTo(ExitCode.DECIDE);

    connect.fail(STATUS, "401 Unauthorized", false);
    assertThat(show(connect.url()).exitCode()).isEqualTo(ExitCode.DECIDE);
  }

  @Test
  void anAnswerThatDoesNotEndIsNone() {
    connect.fail(STATUS, "stall", false);
    ConnectRest rest = new ConnectRest(connect.url(), Duration.ofMillis(300));

    assertThatExceptionOfType(CommandException.class)
        .isThrownBy(() -> rest.get("/connectors/src/status"))
        .withMessageContaining("no whole answer within 300 ms")
        .satisfies(failure -> assertThat(failure.exitCode()).isEqualTo(ExitCode.UNREACHABLE));
  }
}
