/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.transport;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a request had that nobody may be shown. Some gateways put a request into their error, some
 * token endpoints the token that they refuse; errors are logged, and shown by Connect's REST API.
 *
 * @param cookies the value of its {@code Cookie} header, or empty
 * @param ofBody texts in its body
 */
record Secrets(Credential credential, String cookies, Set<String> ofBody) {

  /** What is shorter is in many words, and no secret. */
  private static final int SHORTEST = 4;

  private static final String HIDDEN = "[hidden]";
  private static final String BASIC = "Basic ";

  /**
   * What errors are known by, in lower case. It stays as it is where a password is a part of it:
   * what is decided by an error must not depend on the password, and a gap in well-known words
   * would tell it.
   */
  private static final List<String> SIGNS =
      List.of(
          Failure.CANCELLED,
          Failure.WHOLE_API,
          Failure.TOO_LONG,
          "invalid table",
          "insufficient rights",
          "user not authenticated",
          "data source",
          "invalid_request",
          "invalid_client",
          "invalid_grant",
          "unauthorized_client",
          "unsupported_grant_type",
          "invalid_scope",
          "access_denied",
          "server_error");

  private static final String ANY_SIGN =
      SIGNS.stream().map(Pattern::quote).collect(Collectors.joining("|", "(", ")"));

  /**
   * The text, with each of them replaced, however it is escaped, and in any case: HttpClient quotes
   * some headers in lower.
   */
  String hiddenIn(String text) {
    String plain = text;
    for (String secret : longestFirst()) {
      plain =
          Pattern.compile(pattern(secret), Pattern.CASE_INSENSITIVE)
              .matcher(plain)
              .replaceAll(
                  found ->
                      found.groupCount() > 0 && found.group(1) != null
                          ? Matcher.quoteReplacement(found.group())
                          : HIDDEN);
    }
    return plain;
  }

  private static String pattern(String secret) {
    String word = secret.toLowerCase(Locale.ROOT);
    String sought = EscapedText.pattern(secret);
    return SIGNS.stream().anyMatch(sign -> sign.contains(word)) ? ANY_SIGN + "|" + sought : sought;
  }

  /** A part would leave the rest. */
  private List<String> longestFirst() {
    List<String> all = new ArrayList<>(ofBody);
    all.add(credential.value());
    // Behind the scheme.
    all.add(credential.value().substring(credential.value().indexOf(' ') + 1));
    all.add(password());
    for (String cookie : cookies.split("; ", -1)) {
      all.add(cookie.substring(cookie.indexOf('=') + 1));
    }
    return all.stream()
        .filter(secret -> secret.length() >= SHORTEST)
        .distinct()
        .sorted(Comparator.comparingInt(String::length).reversed())
        .toList();
  }

  private String password() {
    if (!credential.header().equals("Authorization") || !credential.value().startsWith(BASIC)) {
      return "";
    }
    byte[] pair = Base64.getDecoder().decode(credential.value().substring(BASIC.length()));
    String text = new String(pair, StandardCharsets.UTF_8);
    return text.substring(text.indexOf(':') + 1);
  }

  @Override
  public String toString() {
    return "Secrets";
  }
}
