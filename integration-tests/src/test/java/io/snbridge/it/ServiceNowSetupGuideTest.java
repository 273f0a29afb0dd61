/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.it;

import static io.snbridge.emulator.ColumnDefinition.col;
import static io.snbridge.emulator.TableDefinition.table;
import static org.assertj.core.api.Assertions.assertThat;

import io.snbridge.emulator.EmulatorBuilder;
import io.snbridge.emulator.Fault;
import io.snbridge.emulator.RequestMatcher;
import io.snbridge.emulator.ServiceNowEmulator;
import io.snbridge.sink.ServiceNowSinkConnector;
import io.snbridge.source.ServiceNowSourceConnector;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.time.ZoneId;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.config.ConfigValue;
import org.apache.kafka.connect.connector.Connector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The guide on setting up ServiceNow quotes what the connectors say when a step is missing. */
@Timeout(300)
class ServiceNowSetupGuideTest {

  private static final Path ROOT = Path.of(System.getProperty("snbridge.root"));
  private static final String GUIDE = "docs/guides/servicenow-setup.md";
  private static final String INSTANCE = "https://dev12345.service-now.com";
  private static final String ID = "9c573169c611228700193229fff72400";
  private static final Pattern ENDPOINT =
      Pattern.compile("/api/now/(?:v1/)?[a-z]+|/oauth_token\\.do|/insertMultiple");

  /** Characters in a line of the guide. */
  private static final int WIDTH = 112;

  private final Map<String, String> examples = new TreeMap<>();
  private final Map<String, String> settings = new HashMap<>();
  private ServiceNowEmulator instance;

  @BeforeEach
  void start() {
    instance = builder().start();
  }

  @AfterEach
  void stop() {
    instance.close();
  }

  @Test
  void guideQuotesWhatTheConnectorsSay() throws Exception {
    reach();
    user();
    oauth();
    otherCredentials();
    tables();
    deletes();
    writes();

    new GuideExamples(GUIDE).check(examples);
  }

  @Test
  void guideNamesTheEndpointsThatTheConnectorsUseAndNoOthers() throws IOException {
    Set<String> used = new TreeSet<>();
    for (String module : List.of("servicenow-common", "servicenow-source", "servicenow-sink")) {
      try (Stream<Path> files = Files.walk(ROOT.resolve(module).resolve("src/main/java"))) {
        for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
          used.addAll(endpoints(file));
        }
      }
    }
    assertThat(used).contains("/api/now/table", "/api/now/stats", "/oauth_token.do");
    assertThat(endpoints(ROOT.resolve(GUIDE))).isEqualTo(used);
  }

  private static Set<String> endpoints(Path text) throws IOException {
    return ENDPOINT
        .matcher(Files.readString(text))
        .results()
        .map(MatchResult::group)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private void reach() throws IOException {
    int closed;
    try (ServerSocket socket = new ServerSocket(0)) {
      closed = socket.getLocalPort();
    }
    say("unreachable", Map.of("servicenow.url", "http://127.0.0.1:" + closed));
    during(Fault.hibernating(), "hibernating");
    during(Fault.loginPage(), "login-page");
  }

  private void user() {
    say("basic-refused", Map.of("servicenow.password", "wrong"));
    say("placeholder", Map.of("servicenow.password", "${file:/etc/kafka-connect/x:password}"));
    instance.switches().userZone(ZoneId.of("America/Los_Angeles")).literalsInUserZone(true);
    say("time-zone", Map.of());
    instance.reset();
  }

  private void oauth() throws Exception {
    Map<String, String> client =
        Map.of(
            "servicenow.auth.type", "oauth2",
            "servicenow.oauth2.client.id", "client",
            "servicenow.oauth2.client.secret", "wrong");
    say("oauth-missing", Map.of("servicenow.auth.type", "oauth2"));
    say("oauth-client-credentials", client);
    say("oauth-password", with(client, "servicenow.oauth2.grant.type", "password"));
    Map<String, String> refresh = with(client, "servicenow.oauth2.grant.type", "refresh_token");
    refresh.put("servicenow.oauth2.refresh.token", "expired");
    refresh.put("servicenow.username", "");
    say("oauth-refresh-token", refresh);
    Map<String, String> jwt = with(client, "servicenow.oauth2.grant.type", "jwt_bearer");
    say("oauth-jwt-missing", jwt);
    jwt.put("servicenow.oauth2.jwt.subject", "kafka.connect");
    jwt.put("servicenow.oauth2.jwt.private.key", privateKey());
    say("oauth-jwt", jwt);
  }

  private void otherCredentials() throws Exception {
    say("api-key-missing", Map.of("servicenow.auth.type", "api_key"));
    say("api-key", Map.of("servicenow.auth.type", "api_key", "servicenow.api.key", "wrong"));
    Map<String, String> mtls = new HashMap<>(Map.of("servicenow.auth.type", "mtls"));
    mtls.put("servicenow.url", INSTANCE);
    say("mtls-missing", mtls);
    try (ClientCertificate certificate = new ClientCertificate();
        ServiceNowEmulator secure = builder().mutualTls(certificate.context()).start()) {
      mtls.putAll(certificate.settings());
      mtls.put("servicenow.url", secure.url().toString());
      say("mtls-unmapped", mtls);
    }
  }

  private void tables() {
    say("table-unknown", Map.of("tables", "incidents"));
    instance.denyQueries("incident");
    say("table-denied", Map.of());
    instance.reset();
    during(
        Fault.error(403, "User Not Authorized", "Failed API level ACL Validation"), "api-denied");
    instance.denyRanges("incident", Set.of("sys_updated_on"));
    say("range-denied", Map.of());
    instance.reset();
    instance.denyQueries("sys_dictionary");
    say("dictionary-denied", Map.of("schema.mode", "dictionary"));
    instance.reset();
    instance.denyQueries("sys_db_object");
    say("patterns-denied", Map.of("tables", "inc*"));
    instance.reset();
  }

  private void deletes() {
    instance.denyQueries("sys_audit_delete");
    say("deletes-denied", Map.of("deletes", "tombstone"));
    instance.reset();
    instance.denyQueries("sys_db_object");
    say("classes-denied", Map.of("deletes", "tombstone"));
    instance.reset();
  }

  private void writes() {
    examples.put(
        "sink-table", errors(new ServiceNowSinkConnector(), sink(Map.of("topics", "incidents"))));
    instance.refuseWrites(
        "incident", row -> true, "ACL Exception Update Failed due to security constraints");
    examples.put("write-denied", refused(Map.of()));
    instance.reset();
    instance.protectFields("incident", Set.of("short_description"));
    examples.put("column-denied", refused(Map.of("verify.writes", "fail")));
    instance.reset();
    instance.switches().honourSysIds(false);
    examples.put(
        "sys-id-ignored",
        said("", RefusedWrite.error(sink(Map.of()), null, Map.of("number", "INC1"))));
  }

  private String refused(Map<String, String> more) {
    return said("", RefusedWrite.error(sink(more), ID, Map.of("short_description", "VPN is down")));
  }

  private static EmulatorBuilder builder() {
    return ServiceNowEmulator.builder()
        .port(0)
        .credentials("kafka.connect", "right")
        .oauthClient("client", "right")
        .apiKey("right")
        .table(table("incident", col("number", "string"), col("short_description", "string")))
        .setup(filled -> filled.insert("incident", Map.of("sys_id", ID, "number", "INC0010002")));
  }

  private void during(Fault fault, String name) {
    instance.faults().always(fault, RequestMatcher.any());
    say(name, Map.of());
    instance.faults().clear();
  }

  private void say(String name, Map<String, String> differences) {
    settings.clear();
    settings.putAll(connection());
    settings.put("connector.class", ServiceNowSourceConnector.class.getName());
    settings.put("tables", "incident");
    settings.put("schema.mode", "none");
    settings.putAll(differences);
    examples.put(name, errors(new ServiceNowSourceConnector(), settings));
  }

  private Map<String, String> sink(Map<String, String> more) {
    Map<String, String> all = connection();
    all.put("connector.class", ServiceNowSinkConnector.class.getName());
    all.put("topics", "incident");
    all.putAll(more);
    return all;
  }

  private Map<String, String> connection() {
    Map<String, String> all = new HashMap<>();
    all.put("name", "guide");
    all.put("servicenow.url", instance.url().toString());
    all.put("servicenow.username", "kafka.connect");
    all.put("servicenow.password", "right");
    all.put("servicenow.validation.timeout.ms", "60000");
    return all;
  }

  private static Map<String, String> with(Map<String, String> all, String key, String value) {
    Map<String, String> more = new HashMap<>(all);
    more.put(key, value);
    return more;
  }

  /** Each error; it names its key. */
  private static String errors(Connector connector, Map<String, String> config) {
    List<String> errors =
        connector.validate(config).configValues().stream()
            .sorted(Comparator.comparing(ConfigValue::name))
            .flatMap(value -> value.errorMessages().stream())
            .toList();
    assertThat(errors).as("errors of %s", config.keySet()).isNotEmpty().doesNotHaveDuplicates();
    return errors.stream().map(error -> said("", error)).collect(Collectors.joining("\n"));
  }

  /**
   * With an instance's usual name in place of the emulator's, without what is random, and in lines.
   */
  private static String said(String indent, String text) {
    String known =
        text.replaceAll("https?://(127\\.0\\.0\\.1|localhost):\\d+", INSTANCE)
            .replaceAll(" \\[[^\\]]*/127\\.0\\.0\\.1]", "")
            .replaceAll("correlation id [\\w, -]+", "correlation id ...");
    StringBuilder lines = new StringBuilder();
    int length = 0;
    for (String word : known.split(" ", -1)) {
      boolean breaks = length == 0 || length + 1 + word.length() > WIDTH;
      lines.append(breaks ? (length == 0 ? "" : "\n") + indent : " ").append(word);
      length = breaks ? indent.length() + word.length() : length + 1 + word.length();
    }
    return lines.toString();
  }

  private static String privateKey() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    byte[] key = generator.generateKeyPair().getPrivate().getEncoded();
    return "-----BEGIN PRIVATE KEY-----\n"
        + Base64.getMimeEncoder().encodeToString(key)
        + "\n-----END PRIVATE KEY-----";
  }
}
