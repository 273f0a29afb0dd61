/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;

/** At least one alias, each once, each fit for a topic's name. */
final class AliasList implements ConfigDef.Validator {

  private static final Pattern ALIAS = Pattern.compile("[A-Za-z0-9._-]+");

  @Override
  public void ensureValid(String name, Object value) {
    List<?> aliases = (List<?>) value;
    if (aliases == null || aliases.isEmpty()) {
      throw new ConfigException(name, value, "Name at least one table");
    }
    Set<Object> seen = new HashSet<>();
    for (Object alias : aliases) {
      if (!ALIAS.matcher(String.valueOf(alias)).matches()) {
        throw new ConfigException(
            name,
            value,
            "'" + alias + "' is no alias: letters, digits, '_', '-' and '.' make a topic's name");
      }
      if (!seen.add(alias)) {
        throw new ConfigException(name, value, "'" + alias + "' is there twice");
      }
    }
  }

  @Override
  public String toString() {
    return "at least one alias, each once, of letters, digits, '_', '-' and '.'";
  }
}
