/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.emulator;

import io.snbridge.emulator.company.Company;
import io.snbridge.emulator.company.WideTable;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;

/**
 * What was typed behind the command.
 *
 * @param builder the emulator that is wanted
 * @param lifePerSecond changes a second that happen by themselves, 0 for none
 */
record CommandLine(EmulatorBuilder builder, double lifePerSecond) {
  static final String USAGE =
      """
      Options of the ServiceNow emulator:
        --port N               port, 0 for any free one (default 8080)
        --host ADDRESS         address to listen on (default 127.0.0.1)
        --user NAME:PASSWORD   a user; may be repeated (default admin:secret)
        --oauth ID:SECRET      an OAuth client; may be repeated
        --api-key KEY          a key for x-sn-apikey; may be repeated
        --company              a small company's tables and rows
        --people N             its people, and computers in proportion (default 300)
        --incidents N          its incidents, and changes in proportion (default 2000)
        --life N               changes per second that happen by themselves (needs --company)
        --seed N               another company (default 7)
        --wide-table NAME:ROWS a table of 20 columns with that many rows; may be repeated
        --like DIR             behave as an instance of which 'servicenow-kafka evidence' wrote DIR
        --no-gzip              never compress
        --help                 this text
      """;

  /**
   * Reads the options.
   *
   * @throws IllegalArgumentException when one is unknown, lacks its value, or has a wrong one
   */
  static CommandLine parse(List<String> arguments) {
    EmulatorBuilder builder = ServiceNowEmulator.builder().port(8080);
    boolean company = false;
    int people = 300;
    int incidents = 2000;
    long seed = 7;
    double life = 0;
    for (Iterator<String> rest = arguments.iterator(); rest.hasNext(); ) {
      String option = rest.next();
      switch (option) {
        case "--port" -> builder.port((int) number(option, rest, 65_535));
        case "--host" -> builder.host(value(option, rest));
        case "--user" -> {
          String[] pair = pair(option, rest);
          builder.credentials(pair[0], pair[1]);
        }
        case "--oauth" -> {
          String[] pair = pair(option, rest);
          builder.oauthClient(pair[0], pair[1]);
        }
        case "--api-key" -> builder.apiKey(value(option, rest));
        case "--company" -> company = true;
        case "--people" -> people = (int) number(option, rest, 10_000_000);
        case "--incidents" -> incidents = (int) number(option, rest, 10_000_000);
        case "--wide-table" -> {
          String[] pair = pair(option, rest);
          builder.setup(new WideTable(pair[0], (int) number(option, pair[1], 10_000_000))::fill);
        }
        case "--seed" -> seed = number(option, rest, Long.MAX_VALUE);
        case "--life" -> life = number(option, rest, 100_000);
        case "--like" -> builder.like(Path.of(value(option, rest)));
        case "--no-gzip" -> builder.switches(s -> s.gzip(false));
        default -> throw new IllegalArgumentException("Unknown option " + option);
      }
    }
    if (life > 0 && !company) {
      throw new IllegalArgumentException("--life needs --company: it lives in its tables");
    }
    if (company) {
      builder.company(new Company(seed, Math.max(1, people), incidents)).seed(seed);
    }
    return new CommandLine(builder, life);
  }

  private static String value(String option, Iterator<String> rest) {
    if (!rest.hasNext()) {
      throw new IllegalArgumentException(option + " needs a value");
    }
    return rest.next();
  }

  private static long number(String option, Iterator<String> rest, long most) {
    return number(option, value(option, rest), most);
  }

  private static long number(String option, String value, long most) {
    try {
      long number = Long.parseLong(value);
      if (number >= 0 && number <= most) {
        return number;
      }
    } catch (NumberFormatException notANumber) {
      // Told below, as a number out of range is.
    }
    throw new IllegalArgumentException(
        "%s needs a number from 0 to %d, not '%s'".formatted(option, most, value));
  }

  private static String[] pair(String option, Iterator<String> rest) {
    String value = value(option, rest);
    int colon = value.indexOf(':');
    if (colon < 1) {
      throw new IllegalArgumentException(option + " needs two parts with a colon between them");
    }
    return new String[] {value.substring(0, colon), value.substring(colon + 1)};
  }
}
