/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsTest {
  private static final char[] PASSWORD = "changeit".toCharArray();

  @TempDir static Path folder;
  private static KeyStore keys;

  /** One self-signed certificate serves both sides, each of which trusts it. */
  @BeforeAll
  static void certificate() throws Exception {
    Path file = folder.resolve("keys.p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "it",
                "-keyalg",
                "EC",
                "-dname",
                "CN=127.0.0.1",
                "-ext",
                "san=ip:127.0.0.1",
                "-storetype",
                "PKCS12",
                "-storepass",
                "changeit",
                "-keystore",
                file.toString())
            .redirectErrorStream(true)
            .start();
    assertThat(keytool.waitFor(30, TimeUnit.SECONDS)).isTrue();
    keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      keys.load(in, PASSWORD);
    }
  }

  private static SSLContext context(boolean withKey) throws Exception {
    KeyManagerFactory key = KeyManagerFactory.getInstance("PKIX");
    key.init(keys, PASSWORD);
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("it", keys.getCertificate("it"));
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(
        withKey ? key.getKeyManagers() : new KeyManager[0], trust.getTrustManagers(), null);
    return context;
  }

  private static int status(ServiceNowEmulator emulator, boolean withKey) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(emulator.url() + "/api/now/table/sys_db_object"))
            .header("Accept", "application/json")
            .header("Authorization", Client.basic("admin", "secret"))
            .build();
    return HttpClient.newBuilder()
        .sslContext(context(withKey))
        .build()
        .send(request, HttpResponse.BodyHandlers.ofString())
        .statusCode();
  }

  @Test
  void itServesHttps() throws Exception {
    try (ServiceNowEmulator emulator = ServiceNowEmulator.builder().tls(context(true)).start()) {
      assertThat(emulator.url().getScheme()).isEqualTo("https");
      assertThat(status(emulator, false)).isEqualTo(200);
    }
  }

  @Test
  void mutualTlsWantsACertificate() throws Exception {
    try (ServiceNowEmulator emulator =
        ServiceNowEmulator.builder().mutualTls(context(true)).start()) {
      assertThat(status(emulator, true)).isEqualTo(200);
      assertThatThrownBy(() -> status(emulator, false)).isInstanceOf(IOException.class);
    }
  }
}
