/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.cli.translate;

import java.util.Map;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.ConfigDef;

/**
 * Puts placeholders where a configuration has passwords in plain text: what a command shows ends in
 * terminals, logs and repositories. Placeholders stay as they are.
 */
final class Secrets {

  /** Where our examples have theirs. */
  static final String FILE = "/etc/kafka-connect/servicenow.properties";

  private static final Pattern KEY =
      Pattern.compile(
          "(?i).*(password|secret|passphrase|jaas|credential|token|user\\.info|api\\.key).*");

  private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{[^}]*:[^}]*}");

  /** A user and a password in an address: {@code http://user:password@host}. */
  private static final Pattern SIGN_IN = Pattern.compile("://[^/@\\s]*:[^/@\\s]*@");

  private Secrets() {}

  static void hide(Draft draft) {
    for (Map.Entry<String, String> entry : draft.config().entrySet()) {
      String key = entry.getKey();
      if (isSecret(key, entry.getValue(), draft.definition())
          && !PLACEHOLDER.matcher(entry.getValue()).matches()) {
        String name = key.replaceFirst("^servicenow\\.(oauth2\\.)?", "");
        draft.set(key, "${file:" + FILE + ":" + name + "}");
        draft.decide(
            key,
            "its value is not repeated. Put it into %s as '%s', where the worker finds it, or use --keep-secrets"
                .formatted(FILE, name));
      }
    }
  }

  /** Whether nobody may be shown a key's value. */
  static boolean isSecret(String key, String value, ConfigDef definition) {
    if (SIGN_IN.matcher(value).find()) {
      return true;
    }
    ConfigDef.ConfigKey known = definition.configKeys().get(key);
    return known == null ? KEY.matcher(key).matches() : known.type == ConfigDef.Type.PASSWORD;
  }
}
