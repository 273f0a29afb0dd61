/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.config;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;

/** At least one alias or pattern, each once; an alias is fit for a topic's name. */
final class AliasValidator implements ConfigDef.Validator {

  private static final Pattern ALIAS = Pattern.compile("[A-Za-z0-9._-]+");

  @Override
  public void ensureValid(String name, Object value) {
    List<?> aliases = (List<?>) value;
    if (aliases == null || aliases.isEmpty()) {
      throw new ConfigException(name, value, "name at least one table");
    }
    Set<Object> seen = new HashSet<>();
    for (Object alias : aliases) {
      if (TablePattern.isMeantBy(String.valueOf(alias))) {
        requireSound(name, value, new TablePattern(String.valueOf(alias)));
      } else if (!ALIAS.matcher(String.valueOf(alias)).matches()) {
        throw new ConfigException(
            name,
            value,
            "'"
                + alias
                + "' is not an alias: use letters, digits, '_', '-' and '.', because it is part of the topic's name");
      }
      if (!seen.add(alias)) {
        throw new ConfigException(name, value, "'" + alias + "' is listed twice");
      }
    }
  }

  private static void requireSound(String name, Object value, TablePattern pattern) {
    if (!pattern.isSound()) {
      throw new ConfigException(
          name,
          value,
          "'%s' is not a pattern: use '*' and '?' among letters, digits and '_', with at least one letter or digit"
              .formatted(pattern));
    }
  }

  @Override
  public String toString() {
    return "at least one alias, each once, of letters, digits, '_', '-' and '.'; or a pattern of letters, digits, '_', '*' and '?'";
  }
}
