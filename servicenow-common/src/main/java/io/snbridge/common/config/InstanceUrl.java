/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;

/** Validates a URL; never repeats it in a message when it holds a password. */
final class InstanceUrl implements ConfigDef.Validator {

  private static final int LAST_PORT = 65_535;

  private final boolean pathAllowed;

  private InstanceUrl(boolean pathAllowed) {
    this.pathAllowed = pathAllowed;
  }

  /** Scheme, host and port only. */
  static InstanceUrl base() {
    return new InstanceUrl(false);
  }

  static InstanceUrl withPath() {
    return new InstanceUrl(true);
  }

  @Override
  public void ensureValid(String name, Object value) {
    if (value == null || value.toString().isEmpty()) {
      return;
    }
    fault(value.toString())
        .ifPresent(
            fault -> {
              throw new ConfigException(name + ": " + fault);
            });
  }

  private Optional<String> fault(String text) {
    URI uri;
    try {
      uri = new URI(text);
    } catch (URISyntaxException e) {
      return Optional.of("is not a URL: " + e.getReason());
    }
    String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
    if (!scheme.equals("https") && !scheme.equals("http")) {
      return Optional.of(
          "must begin with https:// (or http://), for example https://example.service-now.com");
    }
    String authority = uri.getRawAuthority() == null ? "" : uri.getRawAuthority();
    if (authority.contains("@")) {
      return Optional.of("must not contain a user or password; use the keys for them");
    }
    if (uri.getHost() == null) {
      return Optional.of(
          authority.isEmpty()
              ? "has no host name"
              : ("'%s' is not a host name, or one with a port: a name has letters, digits and"
                      + " hyphens between its dots%s")
                  .formatted(authority, authority.contains("_") ? ", and no '_'" : ""));
    }
    if (uri.getPort() > LAST_PORT) {
      return Optional.of("has a port above " + LAST_PORT);
    }
    if (uri.getRawQuery() != null || uri.getRawFragment() != null) {
      return Optional.of("must not contain a query or a fragment");
    }
    boolean hasPath = !uri.getRawPath().isEmpty() && !uri.getRawPath().equals("/");
    return hasPath && !pathAllowed
        ? Optional.of("must end after host and port, but has the path " + uri.getRawPath())
        : Optional.empty();
  }

  @Override
  public String toString() {
    return pathAllowed
        ? "an http or https URL"
        : "an http or https URL without path, query or user";
  }
}
