/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import io.snbridge.common.transport.Clients;
import io.snbridge.common.transport.Reply;
import io.snbridge.common.transport.ServiceNowClient;
import io.snbridge.common.transport.StubInstance;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManagerFactory;
import org.apache.kafka.common.config.AbstractConfig;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** TLS, client certificates and proxies, set up by configuration keys alone. */
class TlsTest {

  private static final String SECRET = "changeit1";
  @TempDir static Path stores;
  private HttpsServer server;

  @BeforeAll
  static void keys() throws Exception {
    pair("server", "CN=localhost", "SAN=dns:localhost");
    pair("stranger", "CN=elsewhere", "SAN=dns:elsewhere.example");
    pair("client", "CN=connector", "SAN=dns:connector");
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Test
  void instanceWithATrustedCertificateIsBelieved() throws Exception {
    start("server", false);
    assertThat(ask(basic())).isInstanceOf(Reply.Ok.class);
  }

  @Test
  void unknownCertificateIsNotBelievedAndNothingIsSent() throws Exception {
    start("server", false);
    Map<String, String> keys = basic();
    trust(keys, "client");
    assertThat(ask(keys))
        .isInstanceOfSatisfying(
            Reply.Retriable.class,
            reply -> assertThat(reply.failure().message()).contains("SSLHandshakeException"));
  }

  @Test
  void certificateOfAnotherHostIsNotBelieved() throws Exception {
    start("stranger", false);
    Map<String, String> keys = basic();
    trust(keys, "stranger");
    assertThat(ask(keys)).isInstanceOf(Reply.Retriable.class);
  }

  @Test
  void clientShowsItsCertificate() throws Exception {
    start("server", true);
    Map<String, String> keys = basic();
    assertThat(ask(keys)).isNotInstanceOf(Reply.Ok.class);

    keys.put("servicenow.auth.type", "mtls");
    keys.put("servicenow.ssl.keystore.location", store("client").toString());
    keys.put("servicenow.ssl.keystore.password", SECRET);
    keys.put("servicenow.ssl.keystore.type", "PKCS12");
    assertThat(ask(keys)).isInstanceOf(Reply.Ok.class);
  }

  /** As a form sends the fields that nobody filled in. */
  @Test
  void keysThatAreEmptyAreAsIfTheyWereNotThere() throws Exception {
    start("server", false);
    Map<String, String> keys = basic();
    Map<String, String> trusted = Map.copyOf(keys);
    ConnectionConfig.definition().names().stream()
        .filter(key -> key.startsWith("servicenow.ssl."))
        .forEach(key -> keys.put(key, ""));
    keys.putAll(trusted);
    assertThat(ask(keys)).isInstanceOf(Reply.Ok.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"PEM", "pem"})
  void trustStoreMayBePem(String type) throws Exception {
    start("server", false);
    Path pem = stores.resolve(type + "-server");
    keytool(
        "-exportcert",
        "-rfc",
        "-alias",
        "server",
        "-file",
        pem.toString(),
        "-keystore",
        store("server").toString(),
        "-storepass",
        SECRET);
    Map<String, String> keys = basic();
    keys.put("servicenow.ssl.truststore.type", type);
    keys.put("servicenow.ssl.truststore.location", pem.toString());
    keys.remove("servicenow.ssl.truststore.password");
    assertThat(ask(keys)).isInstanceOf(Reply.Ok.class);
  }

  @Test
  void tunnelThroughAProxyGetsTheProxysUserOnly() throws Exception {
    start("server", false);
    try (TunnelProxy proxy = new TunnelProxy()) {
      Map<String, String> keys = basic();
      keys.put("servicenow.proxy.url", proxy.url().toString());
      keys.put("servicenow.proxy.username", "proxy-user");
      keys.put("servicenow.proxy.password", "proxy-pa55");
      assertThat(ask(keys)).isInstanceOf(Reply.Ok.class);
      assertThat(proxy.heads())
          .singleElement()
          .satisfies(
              head ->
                  assertThat(head)
                      .startsWith("CONNECT localhost:")
                      .contains("Proxy-Authorization: Basic cHJveHktdXNlcjpwcm94eS1wYTU1")
                      .doesNotContain("\r\nAuthorization"));
    }
  }

  @Test
  void plainRequestThroughAProxyIsSentOnce() throws Exception {
    start("server", false);
    try (StubInstance proxy = new StubInstance()) {
      Map<String, String> keys = basic();
      keys.put("servicenow.url", "http://instance.example");
      keys.put("servicenow.proxy.url", proxy.url().toString());
      keys.put("servicenow.proxy.username", "proxy-user");
      keys.put("servicenow.proxy.password", "proxy-pa55");
      try (ServiceNowClient client = Connection.of(config(keys)).open()) {
        Clients.join(client.send(Clients.post(client.baseUrl(), "/api/now/table/a", "{}")))
            .orThrow();
      }
      assertThat(proxy.seen()).hasSize(1);
      assertThat(proxy.seen().get(0).header("Proxy-authorization"))
          .isEqualTo("Basic cHJveHktdXNlcjpwcm94eS1wYTU1");
      assertThat(proxy.seen().get(0).uri()).hasToString("http://instance.example/api/now/table/a");
    }
  }

  private Reply<String> ask(Map<String, String> keys) {
    try (ServiceNowClient client = Connection.of(config(keys)).open()) {
      return Clients.join(client.send(Clients.get(client.baseUrl(), "/a")));
    }
  }

  private static AbstractConfig config(Map<String, String> keys) {
    return new AbstractConfig(ConnectionConfig.definition(), keys, false);
  }

  private Map<String, String> basic() {
    Map<String, String> keys = new HashMap<>();
    keys.put(
        "servicenow.url",
        URI.create("https://localhost:" + server.getAddress().getPort()).toString());
    keys.put("servicenow.username", "u");
    keys.put("servicenow.password", "p");
    keys.put("servicenow.retry.timeout.ms", "0");
    trust(keys, "server");
    return keys;
  }

  private static void trust(Map<String, String> keys, String name) {
    keys.put("servicenow.ssl.truststore.location", store(name).toString());
    keys.put("servicenow.ssl.truststore.password", SECRET);
    keys.put("servicenow.ssl.truststore.type", "PKCS12");
  }

  private void start(String name, boolean clientCertificate) throws Exception {
    KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    own.init(read(name), SECRET.toCharArray());
    TrustManagerFactory trusted =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    KeyStore clients = KeyStore.getInstance("PKCS12");
    clients.load(null, null);
    clients.setCertificateEntry("client", read("client").getCertificate("client"));
    trusted.init(clients);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(own.getKeyManagers(), trusted.getTrustManagers(), null);
    server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(
        new HttpsConfigurator(context) {
          @Override
          public void configure(HttpsParameters parameters) {
            SSLParameters ssl = context.getDefaultSSLParameters();
            ssl.setNeedClientAuth(clientCertificate);
            parameters.setSSLParameters(ssl);
          }
        });
    StubInstance.Handler answer = StubInstance.json(200, "{\"result\":[]}");
    server.createContext("/", answer::answer);
    server.start();
  }

  private static KeyStore read(String name) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store(name))) {
      store.load(in, SECRET.toCharArray());
    }
    return store;
  }

  /** A key and its certificate; the store of the key serves as trust store, too. */
  private static void pair(String alias, String name, String extension) throws Exception {
    keytool(
        "-genkeypair",
        "-alias",
        alias,
        "-keyalg",
        "RSA",
        "-keysize",
        "2048",
        "-dname",
        name,
        "-ext",
        extension,
        "-ext",
        "bc:c",
        "-validity",
        "2",
        "-storetype",
        "PKCS12",
        "-keystore",
        store(alias).toString(),
        "-storepass",
        SECRET);
    Path certificate = stores.resolve(alias + ".cer");
    keytool(
        "-exportcert",
        "-alias",
        alias,
        "-file",
        certificate.toString(),
        "-keystore",
        store(alias).toString(),
        "-storepass",
        SECRET);
    keytool(
        "-importcert",
        "-noprompt",
        "-alias",
        alias + "-trusted",
        "-file",
        certificate.toString(),
        "-keystore",
        store(alias).toString(),
        "-storepass",
        SECRET);
  }

  private static Path store(String alias) {
    return stores.resolve(alias + ".p12");
  }

  private static void keytool(String... arguments) throws Exception {
    List<String> command = new java.util.ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(stores.resolve("keytool.log").toFile())
            .start();
    assertThat(process.waitFor()).as(String.join(" ", command)).isZero();
  }
}
