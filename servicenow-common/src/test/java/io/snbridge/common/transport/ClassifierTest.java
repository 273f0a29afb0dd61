/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The table in {@link Classifier}, line by line. */
class ClassifierTest {

  private static final URI PAGE = URI.create("https://x.example/api/now/table/incident?q=1");
  private static final String JSON = "application/json;charset=UTF-8";
  private static final Request READ = Request.get(PAGE, "c1");
  private static final Request WRITE = Request.write(Request.Method.POST, PAGE, "{}", "c2");

  private final ManualTime time = new ManualTime();
  private final Classifier classifier = new Classifier(time, () -> time.instant().plusSeconds(7));

  @ParameterizedTest
  @CsvSource({
    "200, Ok, Ok, true",
    "201, Ok, Ok, true",
    "202, Poisoned, Unknown, true",
    "204, Ok, Ok, true",
    "302, Poisoned, Unknown, false",
    "400, Refused, Refused, true",
    "401, Unauthorized, Unauthorized, true",
    "403, Refused, Refused, true",
    "404, Refused, Refused, true",
    "405, Refused, Refused, true",
    "406, Refused, Refused, true",
    "407, Unauthorized, Unauthorized, true",
    "408, Retriable, Unknown, true",
    "414, Refused, Refused, true",
    "415, Refused, Refused, true",
    "429, Throttled, Throttled, true",
    "499, Retriable, Unknown, true",
    "500, Retriable, Unknown, false",
    "501, Refused, Refused, true",
    "502, Retriable, Unknown, false",
    "503, Retriable, Unknown, false",
    "504, Retriable, Unknown, false",
  })
  void statusDecides(int status, String read, String write, boolean alive) throws IOException {
    String body = status == 204 ? "" : "{\"result\":[]}";
    Verdict<String> ofRead = answered(READ, status, JSON, body);
    assertThat(kind(ofRead)).isEqualTo(read);
    assertThat(ofRead.sign()).isEqualTo(alive ? Verdict.Sign.ALIVE : Verdict.Sign.DEAD);
    assertThat(kind(answered(WRITE, status, JSON, body))).isEqualTo(write);
  }

  @ParameterizedTest
  @CsvSource({
    "application/json, null",
    "application/json, \"text\"",
    "application/json, <html></html>",
    "text/html, <html></html>",
    "text/html, {}",
    "text/plain, {}",
  })
  void bodyThatIsNoJsonObjectIsPoison(String type, String body) throws IOException {
    assertThat(kind(answered(READ, 200, type, body))).isEqualTo("Poisoned");
    assertThat(kind(answered(WRITE, 201, type, body))).isEqualTo("Unknown");
  }

  @Test
  void emptyAnswerOtherThan204DoesNotProveADelete() throws IOException {
    Request delete = Request.delete(WRITE.uri(), "c3");
    assertThat(kind(answered(delete, 204, "", ""))).isEqualTo("Ok");
    assertThat(kind(answered(delete, 200, "", ""))).isEqualTo("Unknown");
    assertThat(kind(answered(delete, 200, JSON, "{\"result\":{}}"))).isEqualTo("Unknown");
  }

  @Test
  void hibernationIsNamed() throws IOException {
    Verdict<String> verdict =
        answered(READ, 200, "text/html", "<html><title>Instance Hibernating page</title></html>");
    assertThat(failure(verdict).message()).contains("hibernating");
    assertThat(verdict.sign()).isEqualTo(Verdict.Sign.DEAD);
  }

  @Test
  void cancelledTransactionAsksForLess() throws IOException {
    String body =
        "{\"error\":{\"message\":\"Transaction cancelled: maximum execution time exceeded\","
            + "\"detail\":null},\"status\":\"failure\"}";
    assertThat(answered(READ, 500, JSON, body).reply())
        .isInstanceOfSatisfying(
            Reply.Poisoned.class, poisoned -> assertThat(poisoned.tooMuch()).isTrue());
    assertThat(kind(answered(WRITE, 500, JSON, body))).isEqualTo("Unknown");
  }

  /** Whatever the user's language. */
  @ParameterizedTest
  @CsvSource({"29, Retriable, DEAD", "30, Poisoned, ALIVE"})
  void serverErrorAfterTheTimeOfAQuotaAsksForLess(int seconds, String kind, Verdict.Sign sign)
      throws IOException {
    String body = "{\"error\":{\"message\":\"Transaktion abgebrochen\",\"detail\":null}}";
    Verdict<String> late = answered(READ, 500, JSON, body).aged(Duration.ofSeconds(seconds));
    assertThat(kind(late)).isEqualTo(kind);
    assertThat(late.sign()).isEqualTo(sign);
    assertThat(kind(answered(READ, 500, "text/html", "<html>").aged(Duration.ofSeconds(seconds))))
        .isEqualTo("Retriable");
  }

  @Test
  void reasonOfARefusalIsServiceNows() throws IOException {
    String body =
        "{\"error\":{\"message\":\"Operation Failed\",\"detail\":\"Data Policy Exception: a\\nb\"},"
            + "\"status\":\"failure\"}";
    assertThat(failure(answered(WRITE, 403, JSON, body)).describe())
        .isEqualTo(
            "POST /api/now/table/incident: status 403, Operation Failed (Data Policy Exception: a"
                + " b) [correlation id c2]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "404|{'error':{'message':'No Record found','detail':'Or an ACL hides it'}}|true|false",
        "404|{'error':{'message':'Kein Datensatz','detail':'ACL'},'status':'failure'}|true|false",
        "404|{'error':{'message':'Requested URI does not represent any resource','detail':null}}|false|false",
        "404|{'message':'no Route matched'}|false|true",
        "404|{'error':'Not Found','path':'/api'}|false|true",
        "404|<html><title>404</title></html>|false|true",
        "404|''|false|true",
        "403|{'error':{'message':'Operation Failed','detail':'ACL Exception'}}|false|false",
        "403|{'error':{'message':'User Not Authorized','detail':'Failed API level ACL Validation'}}|false|true",
        "403|<html>Blocked</html>|false|true",
        "413|<html>Too large</html>|false|false",
        "414|<html>Too long</html>|false|false",
      })
  void failureTellsWhoseItIsAndOfWhat(int status, String body, boolean noRow, boolean noRecord)
      throws IOException {
    Failure failure = failure(answered(READ, status, JSON, body.replace('\'', '"')));
    assertThat(failure.isNoSuchRow()).isEqualTo(noRow);
    assertThat(failure.isOfNoRecord()).isEqualTo(noRecord);
  }

  @Test
  void longOrHalfErrorsAreBounded() throws IOException {
    String endless = "{\"error\":{\"message\":\"" + "m".repeat(200_000);
    assertThat(failure(answered(READ, 400, JSON, endless)).describe()).hasSizeLessThan(3000);
    String longText = "{\"error\":{\"message\":\"" + "m".repeat(20_000) + "\"}}";
    assertThat(failure(answered(READ, 400, JSON, longText)).message()).hasSizeBetween(900, 1100);
  }

  @Test
  void callsOwnDoubtIsPoison() throws IOException {
    Call<String> doubting =
        new Call<>() {
          @Override
          public Request request() {
            return READ;
          }

          @Override
          public String path() {
            return READ.uri().getPath();
          }

          @Override
          public String read(InputStream body) throws IOException {
            throw new PoisonedBodyException("element 3 is a string", true);
          }
        };
    Verdict<String> verdict =
        classifier.answered(READ, answer(200, Map.of("content-type", JSON), "{}"), doubting);
    assertThat(verdict.reply())
        .isInstanceOfSatisfying(
            Reply.Poisoned.class, poisoned -> assertThat(poisoned.tooMuch()).isTrue());
    assertThat(verdict.sign()).isEqualTo(Verdict.Sign.ALIVE);
  }

  @ParameterizedTest
  @CsvSource({
    "NOT_SENT, true, 0, DEAD",
    "SENT, true, 0, NONE",
    "ANSWERED, true, 200, NONE",
    "ANSWERED, true, 503, DEAD",
    "NOT_SENT, false, 0, DEAD",
    "SENT, false, 0, DEAD",
    "ANSWERED, false, 200, DEAD",
  })
  void deadlineOfWhatWasSentIsNoSignOfAnOutage(
      Classifier.Progress progress, boolean timedOut, int status, Verdict.Sign sign) {
    assertThat(
            classifier
                .<String>broken(READ, "IOException: closed", progress, timedOut, status, "")
                .sign())
        .isEqualTo(sign);
  }

  @ParameterizedTest
  @CsvSource({
    "'', '', 7",
    "30, '', 30",
    "garbage, '', 7",
    "'Sun, 01 Mar 2026 13:00:00 GMT', '', 3600",
    "30, 1772366500, 100",
    "300, 1772366500, 300",
    "'', 1772366500, 100",
    "999999999, '', 86400",
    "9223372036854775807, '', 86400",
    "'', 9223372036854775807, 7",
    "-5, '', 7",
  })
  void throttleEndsWithTheLaterHeader(String retryAfter, String reset, long seconds)
      throws IOException {
    Verdict<String> verdict =
        classifier.answered(
            READ,
            answer(
                429,
                Map.of(
                    "date", "Sun, 01 Mar 2026 12:00:00 GMT",
                    "retry-after", retryAfter,
                    "x-ratelimit-reset", reset),
                "{}"),
            Clients.call(READ));
    Instant expected = time.instant().plusSeconds(seconds);
    assertThat(((Reply.Throttled<String>) verdict.reply()).until()).isEqualTo(expected);
    assertThat(verdict.notBefore()).contains(expected);
  }

  private static String kind(Verdict<String> verdict) {
    return verdict.reply().getClass().getSimpleName();
  }

  private static Failure failure(Verdict<String> verdict) {
    return ((Reply.NotOk<String>) verdict.reply()).failure();
  }

  private Verdict<String> answered(Request request, int status, String type, String body)
      throws IOException {
    return classifier.answered(
        request, answer(status, Map.of("content-type", type), body), Clients.call(request));
  }

  private static Answer answer(int status, Map<String, String> headers, String body) {
    return new Answer() {
      @Override
      public int status() {
        return status;
      }

      @Override
      public String reason() {
        return "reason";
      }

      @Override
      public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
      }

      @Override
      public InputStream body() {
        return new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8));
      }
    };
  }
}
