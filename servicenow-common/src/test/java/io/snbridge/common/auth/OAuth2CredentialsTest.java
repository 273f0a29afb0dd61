/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.snbridge.common.transport.Call;
import io.snbridge.common.transport.Credential;
import io.snbridge.common.transport.Credentials;
import io.snbridge.common.transport.Failure;
import io.snbridge.common.transport.ManualTime;
import io.snbridge.common.transport.Reply;
import io.snbridge.common.transport.Request;
import io.snbridge.common.transport.Timing;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A token's life, on a manual clock and against a token endpoint that is a function. */
class OAuth2CredentialsTest {

  private final ManualTime time = new ManualTime();
  private final List<String> forms = new ArrayList<>();
  private Function<String, Reply<String>> endpoint = form -> issue("t" + forms.size(), 1800);
  private Optional<CompletableFuture<Void>> hold = Optional.empty();
  private Duration borne = Duration.ZERO;

  @Test
  void tokenIsRenewedInTheBackgroundAtItsRatio() {
    Credentials credentials = open(new Grant.ClientCredentials());
    assertThat(credentials.current()).isEmpty();
    assertThat(credentials.living()).isCompletedWithValue(Optional.empty());
    assertThat(bearer(credentials)).isEqualTo("t1");

    time.advance(Duration.ofSeconds(1619));
    assertThat(forms).hasSize(1);
    time.advance(Duration.ofSeconds(2));
    assertThat(forms).hasSize(2);
    assertThat(bearer(credentials)).isEqualTo("t2");
  }

  @Test
  void oldTokenServesWhileTheNewOneIsOnItsWay() {
    Credentials credentials = open(new Grant.ClientCredentials());
    assertThat(credentials.living()).isDone();
    CompletableFuture<Void> slow = new CompletableFuture<>();
    hold = Optional.of(slow);

    time.advance(Duration.ofSeconds(1700));
    assertThat(bearer(credentials)).isEqualTo("t1");
    time.advance(Duration.ofSeconds(95));
    assertThat(credentials.current()).isEmpty();
    var waiting = credentials.living();
    assertThat(waiting).isNotDone();
    assertThat(forms).hasSize(2);

    slow.complete(null);
    assertThat(waiting).isCompletedWithValue(Optional.empty());
    assertThat(bearer(credentials)).isEqualTo("t2");
  }

  @Test
  void sameTokenUntilItDiesIsNeverUsedDead() {
    Instance instance = new Instance();
    endpoint = form -> instance.token();
    Credentials credentials = open(new Grant.ClientCredentials());
    int refusals = 0;
    int waits = 0;
    for (int i = 0; i < 4 * 60 * 60 * 2; i++) {
      time.advance(Duration.ofMillis(500));
      Optional<Credential> credential = credentials.current();
      if (credential.isEmpty()) {
        var unused = credentials.living();
        credential = credentials.current();
      }
      if (credential.isPresent()) {
        refusals += instance.accepts(credential.get()) ? 0 : 1;
      } else {
        waits++;
      }
    }
    assertThat(refusals).isZero();
    assertThat(instance.issued).isGreaterThanOrEqualTo(8);
    // At most the margin of ten seconds and two more at each death.
    assertThat(waits).isLessThan(instance.issued * 2 * 13);
    assertThat(forms.size()).isLessThan(instance.issued * 6);
  }

  @Test
  void lifeIsCountedFromBeforeTheRequestWasSent() {
    CompletableFuture<Void> slow = new CompletableFuture<>();
    hold = Optional.of(slow);
    endpoint = form -> issue("slow", 100);
    Credentials credentials = open(new Grant.ClientCredentials());
    var waiting = credentials.living();
    time.advance(Duration.ofSeconds(30));
    hold = Optional.empty();
    slow.complete(null);
    assertThat(waiting).isDone();

    endpoint = form -> issue("next", 100);
    time.advance(Duration.ofSeconds(59));
    assertThat(bearer(credentials)).isEqualTo("slow");
    time.advance(Duration.ofSeconds(2));
    assertThat(bearer(credentials)).isEqualTo("next");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-5", "-9223372036854775808", "\"0\""})
  void tokenThatIsAlwaysDeadOnArrivalEndsTheRenewal(String life) {
    endpoint = form -> issue("dead", life);
    Credentials credentials = open(new Grant.ClientCredentials());
    var renewal = credentials.living();
    time.advance(Duration.ofSeconds(10));

    assertThat(renewal).isCompleted();
    assertThat(renewal.join().orElseThrow()).isInstanceOf(Reply.Retriable.class);
    assertThat(renewal.join().orElseThrow().failure().describe())
        .contains("POST /oauth_token.do", "expires_in", "clock")
        .doesNotContain("client-secret");
    int asked = forms.size();
    assertThat(asked).isLessThan(6);
    // From now on the requests' own backoff paces it.
    time.advance(Duration.ofHours(1));
    assertThat(forms).hasSize(asked);
    assertThat(credentials.living().join()).isPresent();
    assertThat(forms).hasSize(asked + 1);

    endpoint = form -> issue("good", 1800);
    assertThat(credentials.living().join()).isEmpty();
    assertThat(bearer(credentials)).isEqualTo("good");
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "\"\"", "{\"seconds\":1}", "\"soon\"", "true"})
  void lifeThatIsNotSaidIsTheUsualOne(String life) {
    endpoint = form -> issue("t" + forms.size(), life);
    Credentials credentials = open(new Grant.ClientCredentials());
    assertThat(credentials.living()).isCompletedWithValue(Optional.empty());

    time.advance(Duration.ofSeconds(1619));
    assertThat(forms).hasSize(1);
    time.advance(Duration.ofSeconds(2));
    assertThat(forms).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"9223372036854775807", "99999999999999999999999999", "1e300"})
  void endlessLifeIsCutToAYear(String life) {
    endpoint = form -> issue("t" + forms.size(), life);
    Credentials credentials = open(new Grant.ClientCredentials());

    assertThat(credentials.living()).isCompletedWithValue(Optional.empty());
    time.advance(Duration.ofDays(300));
    assertThat(bearer(credentials)).isEqualTo("t1");
    time.advance(Duration.ofDays(64));
    assertThat(bearer(credentials)).isEqualTo("t2");
  }

  @Test
  void failureAfterTheAnswerIsTheRenewalsFailure() {
    Timing closed =
        new Timing(
            time,
            time.timing().nanoTime(),
            (work, delay, unit) -> {
              throw new RejectedExecutionException("closed");
            });
    Credentials credentials = open(new Grant.ClientCredentials(), closed);

    assertThat(credentials.living()).isCompletedExceptionally();
    assertThat(credentials.living()).isCompletedExceptionally();
    assertThat(forms).hasSize(2);
  }

  @Test
  void tokenDiesInTimeThoughTheWorkersClockIsSetBack() {
    Timing neverRenewed = new Timing(time, time.timing().nanoTime(), new ManualTime());
    Credentials credentials = open(new Grant.ClientCredentials(), neverRenewed);
    assertThat(credentials.living()).isDone();
    assertThat(bearer(credentials)).isEqualTo("t1");
    time.setClock(Duration.ofHours(-1));
    time.advance(Duration.ofHours(1));
    assertThat(credentials.current()).isEmpty();
  }

  @Test
  void refusedRequestsShareOneRenewal() {
    Credentials credentials = open(new Grant.ClientCredentials());
    assertThat(credentials.living()).isDone();
    Credential old = credentials.current().orElseThrow();
    CompletableFuture<Void> slow = new CompletableFuture<>();
    hold = Optional.of(slow);

    var first = credentials.rejected(old).orElseThrow();
    var second = credentials.rejected(old).orElseThrow();
    assertThat(credentials.current()).isEmpty();
    slow.complete(null);
    assertThat(first).isCompletedWithValue(Optional.empty());
    assertThat(second).isCompletedWithValue(Optional.empty());
    assertThat(forms).hasSize(2);

    assertThat(credentials.rejected(old).orElseThrow()).isCompletedWithValue(Optional.empty());
    assertThat(forms).hasSize(2);
  }

  @Test
  void refusalSaysWhatToDo() {
    endpoint = form -> refuse();
    var refused = open(new Grant.RefreshToken("refused", Optional.empty())).living().join();

    assertThat(refused.orElseThrow()).isInstanceOf(Reply.Unauthorized.class);
    assertThat(refused.orElseThrow().failure().describe())
        .contains("server_error", "access_denied", "servicenow.oauth2.refresh.token");
    assertThat(forms).hasSize(1);
  }

  /** By a gateway, or by an endpoint that is not there yet. */
  @ParameterizedTest
  @CsvSource({"401, an HTML page", "403, Forbidden", "404, Not Found", "401, server_error"})
  void refusalThatIsNotOAuthsIsBorneForAWhile(int status, String message) {
    borne = Duration.ofMinutes(10);
    endpoint = form -> refuse(status, message, "");
    Credentials credentials = open(new Grant.ClientCredentials());
    for (int i = 0; i < 9; i++) {
      assertThat(credentials.living().join().orElseThrow()).isInstanceOf(Reply.Retriable.class);
      time.advance(Duration.ofMinutes(1));
    }
    time.advance(Duration.ofMinutes(1));
    assertThat(credentials.living().join().orElseThrow()).isInstanceOf(Reply.Unauthorized.class);

    endpoint = form -> issue("t", 100);
    assertThat(credentials.living().join()).isEmpty();
    endpoint = form -> refuse(status, message, "");
    time.advance(Duration.ofMinutes(2));
    assertThat(credentials.living().join().orElseThrow()).isInstanceOf(Reply.Retriable.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"invalid_client", "invalid_grant", "unauthorized_client", "access_denied"})
  void oauthsOwnRefusalIsFinal(String error) {
    borne = Duration.ofMinutes(10);
    endpoint = form -> refuse(error.equals("invalid_grant") ? 400 : 401, error, "");

    assertThat(open(new Grant.ClientCredentials()).living().join().orElseThrow())
        .isInstanceOf(Reply.Unauthorized.class);
  }

  @Test
  void newRefreshTokenTakesThePlaceOfTheOldAndFallsBackToIt() {
    endpoint =
        form ->
            form.contains("refresh_token=r1")
                ? refuse()
                : ok("{\"access_token\":\"a\",\"expires_in\":100,\"refresh_token\":\"r1\"}");
    Credentials credentials = open(new Grant.RefreshToken("r0", Optional.empty()));
    assertThat(credentials.living()).isDone();
    var renewed = credentials.rejected(credentials.current().orElseThrow()).orElseThrow();

    assertThat(renewed).isCompletedWithValue(Optional.empty());
    assertThat(forms)
        .satisfiesExactly(
            form -> assertThat(form).contains("refresh_token=r0"),
            form -> assertThat(form).contains("refresh_token=r1"),
            form -> assertThat(form).contains("refresh_token=r0"));
  }

  @Test
  void passwordServesWhenTheRefreshTokenIsOver() {
    endpoint = form -> form.contains("grant_type=password") ? issue("p", 100) : refuse();
    Credentials credentials =
        open(new Grant.RefreshToken("r0", Optional.of(new Grant.Password("u", "p w&=+"))));

    assertThat(credentials.living()).isCompletedWithValue(Optional.empty());
    assertThat(forms.get(1)).contains("username=u&password=p+w%26%3D%2B");
  }

  /** Each use of a refresh token ends it. */
  @Test
  void tasksThatShareARotatingRefreshTokenAllGetTokens() {
    Rotation rotation = new Rotation("first");
    endpoint = rotation::answer;
    List<Credentials> tasks = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      tasks.add(open(new Grant.RefreshToken("first", Optional.empty())));
    }
    for (int hour = 0; hour < 5; hour++) {
      for (Credentials task : tasks) {
        assertThat(task.living()).isCompletedWithValue(Optional.empty());
        assertThat(task.current()).isPresent();
      }
      time.advance(Duration.ofHours(1));
    }
  }

  /** Where each use ends a token, to ask with an older one would be the end. */
  @ParameterizedTest
  @CsvSource({"401, an HTML page", "403, Forbidden", "404, Not Found"})
  void whatAGatewaySaysDoesNotPutAnotherTokenInPlaceOfTheLatest(int status, String message) {
    borne = Duration.ofMinutes(10);
    Rotation rotation = new Rotation("third" + status);
    endpoint = rotation::answer;
    Credentials credentials =
        open(
            new Grant.RefreshToken(
                "third" + status, Optional.of(new Grant.Password("nobody", "p"))));
    assertThat(credentials.living()).isCompletedWithValue(Optional.empty());
    time.advance(Duration.ofHours(1));

    endpoint = form -> refuse(status, message, "");
    Credential old = credentials.current().orElseThrow();
    assertThat(credentials.rejected(old).orElseThrow().join().orElseThrow())
        .isInstanceOf(Reply.Retriable.class);
    endpoint = rotation::answer;
    assertThat(credentials.living().join()).isEmpty();
    assertThat(forms).noneMatch(form -> form.contains("nobody"));
  }

  /** Another task has used it up, and its answer is still under way. */
  @Test
  void refusalWhileAnotherTaskAsksIsNotFinal() {
    Rotation rotation = new Rotation("fifth");
    endpoint = rotation::answer;
    Credentials one = open(new Grant.RefreshToken("fifth", Optional.empty()));
    Credentials other = open(new Grant.RefreshToken("fifth", Optional.empty()));
    CompletableFuture<Void> slow = new CompletableFuture<>();
    hold = Optional.of(slow);
    var first = one.living();
    hold = Optional.empty();

    assertThat(other.living().join().orElseThrow()).isInstanceOf(Reply.Retriable.class);
    slow.complete(null);
    assertThat(first).isCompletedWithValue(Optional.empty());
    assertThat(other.living().join()).isEmpty();
  }

  /** An instance that is down refuses nobody. */
  @Test
  void refusalsBeforeAndAfterAnOutageAreNotInARow() {
    borne = Duration.ofMinutes(10);
    Credentials credentials = open(new Grant.ClientCredentials());
    endpoint = form -> refuse(403, "Forbidden", "");
    assertThat(credentials.living().join().orElseThrow()).isInstanceOf(Reply.Retriable.class);
    endpoint = form -> new Reply.Retriable<>(refuse(503, "down", "").failure());
    time.advance(Duration.ofMinutes(11));
    assertThat(credentials.living().join().orElseThrow()).isInstanceOf(Reply.Retriable.class);
    endpoint = form -> refuse(404, "an HTML page", "");
    assertThat(credentials.living().join().orElseThrow()).isInstanceOf(Reply.Retriable.class);
  }

  @Test
  void refreshTokenThatAnotherWorkerHasUsedUpIsRefusedWithTheReason() {
    Rotation rotation = new Rotation("second");
    rotation.answer("refresh_token=second");
    endpoint = rotation::answer;
    var refusal = open(new Grant.RefreshToken("second", Optional.empty())).living().join();
    assertThat(refusal.orElseThrow().failure().describe())
        .contains("servicenow.oauth2.refresh.token", "another worker");
    assertThat(forms).hasSize(1);
  }

  private Credentials open(Grant grant) {
    return open(grant, time.timing());
  }

  private Credentials open(Grant grant, Timing timing) {
    OAuth2Settings settings =
        new OAuth2Settings(
            URI.create("https://x.example/oauth_token.do"),
            "id",
            "client-secret",
            Optional.empty(),
            grant,
            0.9);
    return Authentication.oauth2(settings).create(new Endpoint(), timing);
  }

  private static String bearer(Credentials credentials) {
    return credentials.current().orElseThrow().value().replace("Bearer ", "");
  }

  private static Reply<String> issue(String token, int seconds) {
    return issue(token, Integer.toString(seconds));
  }

  private static Reply<String> issue(String token, String seconds) {
    return ok("{\"access_token\":\"" + token + "\",\"expires_in\":" + seconds + "}");
  }

  private static Reply<String> ok(String json) {
    return new Reply.Ok<>(json, OptionalLong.empty());
  }

  private static Reply.NotOk<String> refuse() {
    return refuse(401, "server_error", "access_denied");
  }

  private static Reply.NotOk<String> refuse(int status, String message, String detail) {
    return new Reply.Unauthorized<>(
        new Failure(
            Request.Method.POST,
            "/oauth_token.do",
            status,
            message,
            detail,
            "c",
            Failure.Voice.ANOTHER));
  }

  /** Gives the current token until it has ended, as ServiceNow does; whole seconds. */
  private final class Instance {
    private Instant ends = Instant.MIN;
    private int issued;

    Reply<String> token() {
      if (!time.instant().isBefore(ends)) {
        issued++;
        ends = time.instant().plusMillis(1_800_300);
      }
      // A server that rounds up promises a little more life than there is.
      long left = (Duration.between(time.instant(), ends).toMillis() + 999) / 1000;
      return issue("i" + issued, (int) left);
    }

    boolean accepts(Credential credential) {
      return credential.value().equals("Bearer i" + issued) && time.instant().isBefore(ends);
    }
  }

  /** Takes the last refresh token that it gave, and gives another one. */
  private static final class Rotation {
    private String valid;
    private int given;

    Rotation(String valid) {
      this.valid = valid;
    }

    Reply<String> answer(String form) {
      if (!form.contains("refresh_token=" + valid)) {
        return refuse();
      }
      valid = valid + "-" + ++given;
      return ok(
          "{\"access_token\":\"a%d\",\"expires_in\":1800,\"refresh_token\":\"%s\"}"
              .formatted(given, valid));
    }
  }

  private final class Endpoint implements Credentials.Sender {

    @Override
    public Duration refusedTimeout() {
      return borne;
    }

    @Override
    public <T> CompletableFuture<Reply<T>> send(Call<T> call) {
      Request request = call.request();
      forms.add(request.body().orElseThrow().content());
      assertThat(request.body().orElseThrow().contentType())
          .isEqualTo("application/x-www-form-urlencoded");
      Reply<String> reply = endpoint.apply(request.body().orElseThrow().content());
      return hold.orElse(CompletableFuture.completedFuture(null))
          .thenApply(unused -> read(call, reply));
    }

    private <T> Reply<T> read(Call<T> call, Reply<String> reply) {
      if (reply instanceof Reply.Ok<String> ok) {
        try {
          byte[] bytes = ok.body().getBytes(StandardCharsets.UTF_8);
          return new Reply.Ok<>(call.read(new ByteArrayInputStream(bytes)), OptionalLong.empty());
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
      Failure failure = ((Reply.NotOk<String>) reply).failure();
      return reply instanceof Reply.Retriable
          ? new Reply.Retriable<>(failure)
          : new Reply.Unauthorized<>(failure);
    }
  }
}
