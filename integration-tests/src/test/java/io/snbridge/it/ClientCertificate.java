/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A key and its certificate, for an instance and for its client, each of which trusts it. */
final class ClientCertificate implements AutoCloseable {

  private static final String PASSWORD = "changeit";

  private final Path file;

  ClientCertificate() throws Exception {
    file = Files.createTempDirectory("certificate").resolve("client.p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "client",
                "-keyalg",
                "EC",
                "-dname",
                "CN=127.0.0.1",
                "-ext",
                "san=ip:127.0.0.1",
                "-ext",
                "bc:c",
                "-storetype",
                "PKCS12",
                "-storepass",
                PASSWORD,
                "-keystore",
                file.toString())
            .redirectErrorStream(true)
            .start();
    assertThat(keytool.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(keytool.exitValue()).isZero();
  }

  /** Of the instance. */
  SSLContext context() throws Exception {
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      keys.load(in, PASSWORD.toCharArray());
    }
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("client", keys.getCertificate("client"));
    KeyManagerFactory own = KeyManagerFactory.getInstance("PKIX");
    own.init(keys, PASSWORD.toCharArray());
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(own.getKeyManagers(), trust.getTrustManagers(), null);
    return context;
  }

  /** Of the client. */
  Map<String, String> settings() throws Exception {
    Path trust = file.resolveSibling("trust.p12");
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      keys.load(in, PASSWORD.toCharArray());
    }
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("instance", keys.getCertificate("client"));
    try (var out = Files.newOutputStream(trust)) {
      trusted.store(out, PASSWORD.toCharArray());
    }
    return Map.of(
        "servicenow.ssl.keystore.location",
        file.toString(),
        "servicenow.ssl.keystore.password",
        PASSWORD,
        "servicenow.ssl.keystore.type",
        "PKCS12",
        "servicenow.ssl.truststore.location",
        trust.toString(),
        "servicenow.ssl.truststore.password",
        PASSWORD,
        "servicenow.ssl.truststore.type",
        "PKCS12");
  }

  @Override
  public void close() throws IOException {
    Files.deleteIfExists(file.resolveSibling("trust.p12"));
    Files.deleteIfExists(file);
    Files.deleteIfExists(file.getParent());
  }
}
