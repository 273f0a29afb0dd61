/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.auth;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Collections;

/** Reads the RSA key that signs assertions. No exception of it repeats the key. */
public final class PrivateKeys {

  private static final String BEGIN = "-----BEGIN PRIVATE KEY-----";
  private static final String END = "-----END PRIVATE KEY-----";

  private PrivateKeys() {}

  /**
   * A key from PKCS#8 in PEM; line ends may be written as backslash and n.
   *
   * @throws IllegalArgumentException when it is not such a key
   */
  public static PrivateKey pem(String pem) {
    int begin = pem.indexOf(BEGIN);
    int end = pem.indexOf(END);
    if (begin < 0 || end < begin) {
      throw new IllegalArgumentException(
          "is not a PEM with 'BEGIN PRIVATE KEY' (PKCS#8, not encrypted);"
              + " 'openssl pkcs8 -topk8 -nocrypt' makes one");
    }
    String base64 =
        pem.substring(begin + BEGIN.length(), end).replace("\\n", "").replaceAll("\\s", "");
    try {
      byte[] encoded = Base64.getDecoder().decode(base64);
      return KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(encoded));
    } catch (IllegalArgumentException | GeneralSecurityException e) {
      // Their messages may hold parts of the key.
      throw new IllegalArgumentException("holds no RSA key that can be read");
    }
  }

  /**
   * A key from a key store.
   *
   * @param alias empty for the first key
   * @throws IllegalArgumentException when there is no such RSA key, or the password does not fit
   */
  public static PrivateKey keyStore(Path file, String type, String password, String alias) {
    try (InputStream in = Files.newInputStream(file)) {
      KeyStore store = KeyStore.getInstance(type);
      store.load(in, password.toCharArray());
      String name = alias.isEmpty() ? firstKey(store) : alias;
      Key key = store.getKey(name, password.toCharArray());
      if (key instanceof PrivateKey found && found.getAlgorithm().equals("RSA")) {
        return found;
      }
      throw new IllegalArgumentException("has no RSA key under alias '" + name + "'");
    } catch (NoSuchFileException e) {
      throw new IllegalArgumentException("does not exist on this worker: " + file, e);
    } catch (FileSystemException e) {
      // Its message is the file's name only.
      throw new IllegalArgumentException("cannot be read: " + e, e);
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalArgumentException("cannot be read: " + e.getMessage(), e);
    }
  }

  private static String firstKey(KeyStore store) throws GeneralSecurityException {
    for (String alias : Collections.list(store.aliases())) {
      if (store.isKeyEntry(alias)) {
        return alias;
      }
    }
    throw new IllegalArgumentException("has no key");
  }
}
