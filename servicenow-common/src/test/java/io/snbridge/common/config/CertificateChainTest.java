/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.config;

import static io.snbridge.common.config.CertificateAuthority.SECRET;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import io.snbridge.common.transport.Clients;
import io.snbridge.common.transport.Reply;
import io.snbridge.common.transport.ServiceNowClient;
import io.snbridge.common.transport.StubInstance;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
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
import org.junit.jupiter.params.provider.CsvSource;

/** Certificates that an authority has issued: good ones, and all the others. */
class CertificateChainTest {

  @TempDir static Path folder;
  private static CertificateAuthority trusted;
  private static CertificateAuthority unknown;

  private final AtomicInteger requests = new AtomicInteger();
  private HttpsServer server;

  @BeforeAll
  static void certificates() throws Exception {
    trusted = new CertificateAuthority(folder, "trusted");
    unknown = new CertificateAuthority(folder, "unknown");
    trusted.issue("good", "localhost", "-1d", 2);
    trusted.issue("expired", "localhost", "-400d", 30);
    trusted.issue("early", "localhost", "+2d", 30);
    trusted.issue("elsewhere", "dev1.service-now.com", "-1d", 2);
    unknown.issue("forged", "localhost", "-1d", 2);
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Test
  void certificateOfATrustedAuthorityIsBelieved() throws Exception {
    start("good", false);
    assertThat(ask(keys())).isInstanceOf(Reply.Ok.class);
  }

  /** Neither the request nor its credentials get there. */
  @ParameterizedTest
  @CsvSource({
    "expired, PKIX path validation failed",
    "early, PKIX path validation failed",
    "elsewhere, subject alternative",
    "forged, PKIX path building failed"
  })
  void anyOtherIsNotAndNothingIsSent(String certificate, String why) throws Exception {
    start(certificate, false);

    assertThat(ask(keys()))
        .isInstanceOfSatisfying(
            Reply.Retriable.class, reply -> assertThat(reply.failure().message()).contains(why));
    assertThat(requests).hasValue(0);
  }

  /** As a private authority that a company has put there. */
  @Test
  void anotherAuthorityIsBelievedFromATrustStoreOnly() throws Exception {
    start("forged", false);
    Map<String, String> keys = keys();
    keys.put("servicenow.ssl.truststore.location", unknown.trust().toString());
    assertThat(ask(keys)).isInstanceOf(Reply.Ok.class);
  }

  @ParameterizedTest
  @CsvSource({"good, true", "expired, false", "forged, false", "'', false"})
  void instanceSeesTheCertificateOfTheClient(String certificate, boolean isTaken) throws Exception {
    start("good", true);
    Map<String, String> keys = keys();
    if (!certificate.isEmpty()) {
      keys.put("servicenow.auth.type", "mtls");
      keys.put("servicenow.ssl.keystore.location", folder.resolve(certificate + ".p12").toString());
      keys.put("servicenow.ssl.keystore.password", SECRET);
      keys.put("servicenow.ssl.keystore.type", "PKCS12");
    }
    assertThat(ask(keys) instanceof Reply.Ok).isEqualTo(isTaken);
    assertThat(requests.get() > 0).isEqualTo(isTaken);
  }

  private Reply<String> ask(Map<String, String> keys) {
    AbstractConfig config = new AbstractConfig(ConnectionConfig.definition(), keys, false);
    try (ServiceNowClient client = Connection.of(config).open()) {
      return Clients.join(client.send(Clients.get(client.baseUrl(), "/a")));
    }
  }

  private Map<String, String> keys() {
    Map<String, String> keys = new HashMap<>();
    keys.put("servicenow.url", "https://localhost:" + server.getAddress().getPort());
    keys.put("servicenow.username", "u");
    keys.put("servicenow.password", "p");
    keys.put("servicenow.retry.timeout.ms", "0");
    keys.put("servicenow.ssl.truststore.location", trusted.trust().toString());
    keys.put("servicenow.ssl.truststore.password", SECRET);
    keys.put("servicenow.ssl.truststore.type", "PKCS12");
    return keys;
  }

  private void start(String certificate, boolean asksForOne) throws Exception {
    KeyManagerFactory own = KeyManagerFactory.getInstance("PKIX");
    own.init(CertificateAuthority.read(folder.resolve(certificate + ".p12")), SECRET.toCharArray());
    TrustManagerFactory clients = TrustManagerFactory.getInstance("PKIX");
    clients.init(CertificateAuthority.read(trusted.trust()));
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(own.getKeyManagers(), clients.getTrustManagers(), null);
    server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(
        new HttpsConfigurator(context) {
          @Override
          public void configure(HttpsParameters parameters) {
            SSLParameters ssl = context.getDefaultSSLParameters();
            ssl.setNeedClientAuth(asksForOne);
            parameters.setSSLParameters(ssl);
          }
        });
    StubInstance.Handler answer = StubInstance.json(200, "{\"result\":[]}");
    server.createContext(
        "/",
        exchange -> {
          requests.incrementAndGet();
          answer.answer(exchange);
        });
    server.start();
  }
}
