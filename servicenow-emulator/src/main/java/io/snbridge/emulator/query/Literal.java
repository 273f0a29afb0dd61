/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.emulator.query;

import io.snbridge.emulator.store.Stamps;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZonedDateTime;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Date-times in queries. A plain literal is UTC, what a script makes is in the user's zone
 * (servicenow-api.md §2.4).
 */
final class Literal {
  private static final Pattern GENERATE =
      Pattern.compile(
          "javascript:\\s*gs\\.dateGenerate\\(\\s*'([^']*)'\\s*,\\s*'([^']*)'\\s*\\)\\s*;?");
  private static final Pattern AGO =
      Pattern.compile(
          "javascript:\\s*gs\\.(daysAgo|daysAgoStart|daysAgoEnd|hoursAgo|minutesAgo|monthsAgo"
              + "|nowDateTime|beginningOf(?:Today|Yesterday|ThisMonth)"
              + "|endOf(?:Today|Yesterday|ThisMonth))"
              + "\\(\\s*(-?\\d*)\\s*\\)\\s*;?");

  private Literal() {}

  /** The stored form of a literal, empty when it is no date-time. */
  static Optional<String> utc(String literal, Session session) {
    if (!literal.startsWith("javascript:")) {
      return session.literalsInZone()
          ? Stamps.toUtc(literal, session.zone())
          : Stamps.toUtc(literal, java.time.ZoneOffset.UTC);
    }
    Matcher generate = GENERATE.matcher(literal);
    if (generate.matches()) {
      String time = generate.group(2);
      String clock = time.equals("start") ? "00:00:00" : time.equals("end") ? "23:59:59" : time;
      return Stamps.toUtc(generate.group(1) + " " + clock, session.zone());
    }
    Matcher ago = AGO.matcher(literal);
    return ago.matches() ? Optional.of(ago(ago.group(1), ago.group(2), session)) : Optional.empty();
  }

  private static String ago(String function, String amount, Session session) {
    long n = amount.isEmpty() ? 0 : Long.parseLong(amount);
    ZonedDateTime now = session.now().atZone(session.zone());
    LocalDate day = now.toLocalDate().minusDays(n);
    Instant instant =
        switch (function) {
          case "daysAgo" -> now.minusDays(n).toInstant();
          case "daysAgoStart" -> start(day, session);
          case "daysAgoEnd" -> end(day, session);
          case "beginningOfToday" -> start(day, session);
          case "endOfToday" -> end(day, session);
          case "beginningOfYesterday" -> start(day.minusDays(1), session);
          case "endOfYesterday" -> end(day.minusDays(1), session);
          case "beginningOfThisMonth" -> start(day.withDayOfMonth(1), session);
          case "endOfThisMonth" -> end(day.withDayOfMonth(1).plusMonths(1).minusDays(1), session);
          case "monthsAgo" -> now.minusMonths(n).toInstant();
          case "hoursAgo" -> now.toInstant().minus(Duration.ofHours(n));
          case "minutesAgo" -> now.toInstant().minus(Duration.ofMinutes(n));
          default -> now.toInstant();
        };
    return Stamps.of(instant);
  }

  private static Instant start(LocalDate day, Session session) {
    return day.atStartOfDay(session.zone()).toInstant();
  }

  private static Instant end(LocalDate day, Session session) {
    return start(day.plusDays(1), session).minusSeconds(1);
  }
}
