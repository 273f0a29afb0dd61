/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.emulator;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** The faults under the names that the control surface and the command line take. */
final class FaultNames {
  private static final Map<String, Function<Duration, Fault>> FAULTS = new TreeMap<>();

  static {
    FAULTS.put("transaction-cancelled", time -> Fault.transactionCancelled());
    FAULTS.put("truncated-result", time -> Fault.truncatedResult());
    FAULTS.put("malformed-json", time -> Fault.malformedJson());
    FAULTS.put("null-body", time -> Fault.nullBody());
    FAULTS.put("empty-body", time -> Fault.emptyBody());
    FAULTS.put("hibernating", time -> Fault.hibernating());
    FAULTS.put("login-page", time -> Fault.loginPage());
    FAULTS.put("dropped", time -> Fault.dropped());
    FAULTS.put("too-many-requests", Fault::tooManyRequests);
    FAULTS.put("rate-limited", Fault::rateLimited);
    FAULTS.put("rate-limited-reset-only", Fault::rateLimitedByResetOnly);
    FAULTS.put("too-many-requests-bare", time -> Fault.tooManyRequestsWithoutHeaders());
    FAULTS.put("bad-gateway", time -> Fault.badGateway());
    FAULTS.put("unavailable", time -> Fault.unavailable());
    FAULTS.put("uri-too-long", time -> Fault.uriTooLong());
    FAULTS.put("pagination-too-long", time -> Fault.paginationTooLong());
    FAULTS.put("unauthorized", time -> Fault.unauthorized());
    FAULTS.put("forbidden-but-written", time -> Fault.forbiddenButWritten());
    FAULTS.put("cancelled-but-written", time -> Fault.cancelledButWritten());
    FAULTS.put("no-answer", Fault::noAnswer);
    FAULTS.put("no-answer-but-written", Fault::noAnswerButWritten);
    FAULTS.put("cut-and-written-later", Fault::cutAndWrittenLater);
    FAULTS.put("date-ahead", Fault::dateAhead);
    FAULTS.put("date-behind", Fault::dateBehind);
    FAULTS.put("slow-body", Fault::slowBody);
    FAULTS.put("cut-before-commit", time -> Fault.cutBeforeCommit());
    FAULTS.put("cut-after-commit", time -> Fault.cutAfterCommit());
    FAULTS.put("cut-in-body", time -> Fault.cutInBody());
    FAULTS.put("latency", Fault::latency);
    FAULTS.put("takes", Fault::takes);
  }

  private FaultNames() {}

  /**
   * A fault by name.
   *
   * @param time what faults that take a time are given
   * @throws IllegalArgumentException when there is none of that name
   */
  static Fault fault(String name, Duration time) {
    Function<Duration, Fault> made = FAULTS.get(name);
    if (made == null) {
      throw new IllegalArgumentException(
          "There is no fault '%s'; there are %s".formatted(name, FAULTS.keySet()));
    }
    return made.apply(time);
  }

  static Iterable<String> all() {
    return FAULTS.keySet();
  }
}
