/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.config;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Tells one configuration of a connector from another, without its secrets: an auditor computes it
 * from a configuration that was kept, with the command in docs/guides/audit.md, and finds it in
 * logs and reports. A secret is there by its key only, so that another password makes no
 * difference, and nobody can guess one by trying.
 */
public final class ConfigFingerprint {

  /**
   * The names of secrets: ours, Kafka's, and those of converters and registries. A test holds it
   * against the keys that are defined as passwords.
   */
  private static final Pattern SECRET_KEY =
      Pattern.compile(
          "password|passphrase|secret|token$|credential|jaas|private[.]key|api[.]?key|user[.]info"
              + "|keystore[.]key$|certificate",
          Pattern.CASE_INSENSITIVE);

  /** A URL with a user's name and password in it. */
  private static final Pattern SECRET_VALUE = Pattern.compile("://[^/]*@");

  private static final int LENGTH = 16;

  private ConfigFingerprint() {}

  /**
   * The first 16 hexadecimal digits of the SHA-256 of a JSON object without white space, in UTF-8:
   * all keys in order, each with its value, a secret's with an empty one.
   *
   * @param settings all keys of a connector, those of Connect included, with the values that config
   *     providers gave
   */
  public static String of(Map<String, String> settings) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(json(settings));
      return HexFormat.of().formatHex(hash).substring(0, LENGTH);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every JVM has SHA-256", impossible);
    }
  }

  private static byte[] json(Map<String, String> settings) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = new JsonFactory().createGenerator(bytes)) {
      json.writeStartObject();
      for (Map.Entry<String, String> setting : new TreeMap<>(settings).entrySet()) {
        json.writeStringField(
            setting.getKey(),
            isSecret(setting.getKey(), setting.getValue()) ? "" : setting.getValue());
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("Writing to memory failed", e);
    }
    return bytes.toByteArray();
  }

  /** Whether a key's value has no part in the fingerprint. */
  static boolean isSecret(String key, String value) {
    return SECRET_KEY.matcher(key).find() || SECRET_VALUE.matcher(value).find();
  }
}
