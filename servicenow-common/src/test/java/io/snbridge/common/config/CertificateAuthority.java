/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Issues certificates for one key, by the JDK's keytool. What is trusted is its own certificate:
 * Java does not look at the dates of a certificate that is in a trust store itself.
 */
final class CertificateAuthority {

  static final String SECRET = "changeit1";
  private static final String LEAF = "leaf";

  private final Path folder;
  private final String name;
  private final Certificate own;

  /** One that nobody trusts yet. */
  CertificateAuthority(Path folder, String name) throws Exception {
    this.folder = folder;
    this.name = name;
    pair(name, "-ext", "bc:c", "-ext", "ku=keyCertSign");
    own = read(store(name)).getCertificate(name);
    KeyStore trust = empty();
    trust.setCertificateEntry("ca", own);
    write(trust, trust());
    if (!Files.exists(store(LEAF))) {
      pair(LEAF);
      keytool(LEAF, "-certreq", "-alias", LEAF, "-file", request());
    }
  }

  /** A store with its certificate alone. */
  Path trust() {
    return store(name + "-trust");
  }

  /**
   * Issues one.
   *
   * @param host that it is for
   * @param begin keytool's {@code -startdate}: {@code -400d}, {@code +2d}
   * @param days how long it holds
   * @return a store with the key and the chain
   */
  Path issue(String alias, String host, String begin, int days) throws Exception {
    Path certificate = folder.resolve(alias + ".cer");
    keytool(
        name,
        "-gencert",
        "-alias",
        name,
        "-infile",
        request(),
        "-outfile",
        certificate.toString(),
        "-startdate",
        begin,
        "-validity",
        Integer.toString(days),
        "-ext",
        "san=dns:" + host);
    Certificate leaf;
    try (InputStream in = Files.newInputStream(certificate)) {
      leaf = CertificateFactory.getInstance("X.509").generateCertificate(in);
    }
    Key key = read(store(LEAF)).getKey(LEAF, SECRET.toCharArray());
    KeyStore keys = empty();
    keys.setKeyEntry(alias, key, SECRET.toCharArray(), new Certificate[] {leaf, own});
    write(keys, store(alias));
    return store(alias);
  }

  static KeyStore read(Path store) throws Exception {
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, SECRET.toCharArray());
    }
    return keys;
  }

  private static KeyStore empty() throws Exception {
    KeyStore keys = KeyStore.getInstance("PKCS12");
    keys.load(null, null);
    return keys;
  }

  private static void write(KeyStore keys, Path store) throws Exception {
    try (OutputStream out = Files.newOutputStream(store)) {
      keys.store(out, SECRET.toCharArray());
    }
  }

  private void pair(String alias, String... more) throws Exception {
    List<String> arguments =
        new ArrayList<>(
            List.of("-genkeypair", "-alias", alias, "-keyalg", "EC", "-dname", "CN=" + alias));
    arguments.addAll(List.of("-validity", "2", "-storetype", "PKCS12"));
    arguments.addAll(Arrays.asList(more));
    keytool(alias, arguments.toArray(String[]::new));
  }

  private Path store(String alias) {
    return folder.resolve(alias + ".p12");
  }

  private String request() {
    return folder.resolve(LEAF + ".csr").toString();
  }

  private void keytool(String store, String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.add("-J-XX:TieredStopAtLevel=1");
    command.addAll(List.of(arguments));
    command.addAll(List.of("-keystore", store(store).toString(), "-storepass", SECRET));
    Path log = folder.resolve("keytool.log");
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    assertThat(process.waitFor()).as("%s: %s", command, Files.readString(log)).isZero();
  }
}
