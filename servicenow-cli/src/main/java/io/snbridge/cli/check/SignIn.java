/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.cli.check;

import io.snbridge.common.log.Words;
import io.snbridge.common.table.DisplayValue;
import io.snbridge.common.table.EncodedQuery;
import io.snbridge.common.table.Page;
import io.snbridge.common.transport.Failure;
import io.snbridge.common.transport.InstanceClock;
import io.snbridge.common.transport.Reply;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

/** Whether the instance answers and knows the user, and whether its clock is right. */
final class SignIn {

  private static final String ABOUT = "sign-in";

  /** Every user may read some of it; what counts is who says no. */
  private static final String TABLE = "sys_user";

  private static final Duration MOST_APART = Duration.ofSeconds(30);

  private final Probing probing;
  private final InstanceClock instanceClock;
  private final Clock clock;
  private final Findings findings;

  SignIn(Probing probing, InstanceClock instanceClock, Clock clock, Findings findings) {
    this.probing = probing;
    this.instanceClock = instanceClock;
    this.clock = clock;
    this.findings = findings;
  }

  /** Whether more can be asked. */
  boolean isDone() throws InterruptedException {
    Probing.Timed<Page> answer =
        probing.page(
            TABLE,
            EncodedQuery.everything().orderBy("sys_id"),
            List.of("sys_id"),
            1,
            DisplayValue.FALSE);
    boolean isDone = judge(answer.reply());
    if (isDone) {
      findings.ok(ABOUT, "the instance knows the user, and answers in " + Words.of(answer.took()));
    }
    return isDone;
  }

  private boolean judge(Reply<Page> reply) {
    if (reply instanceof Reply.Ok<Page> || reply instanceof Reply.Refused<Page>) {
      return isInstance(reply);
    }
    Failure failure = ((Reply.NotOk<Page>) reply).failure();
    if (reply instanceof Reply.Unauthorized<Page>) {
      findings.error(
          ABOUT,
          "the credentials are refused. Check user and password, or the OAuth client, and whether"
              + " the user is locked out: "
              + failure.describe());
    } else if (reply instanceof Reply.Throttled<Page> throttled) {
      findings.unreachable(
          "rate limit",
          "the instance answers no request until %s, because there were too many. Find the rule in 'Rate Limit Rules', and set servicenow.max.requests.per.hour below it: %s"
              .formatted(throttled.until(), failure.describe()));
    } else if (reply instanceof Reply.Poisoned<Page> && failure.isPage()) {
      findings.unreachable(
          ABOUT,
          "what answers is not the REST API. An instance that shows a page for people may be"
              + " hibernating: sign in with a browser to wake it. Else check servicenow.url: "
              + failure.describe());
    } else if (failure.status() == 0) {
      findings.unreachable(
          ABOUT,
          "no connection. Check servicenow.url, the network, the proxy and, with https,"
              + " servicenow.ssl.truststore.*: "
              + failure.describe());
    } else {
      findings.unreachable(ABOUT, "the instance gives no usable answer: " + failure.describe());
    }
    return false;
  }

  private boolean isInstance(Reply<Page> reply) {
    if (reply instanceof Reply.Refused<Page> refused && refused.failure().status() == 404) {
      findings.unreachable(
          ABOUT,
          "there is no Table API at this URL. Check servicenow.url: "
              + refused.failure().describe());
      return false;
    }
    return true;
  }

  /** Holds its clock, by the answers that there were, against this machine's. */
  void time() {
    instanceClock
        .last()
        .ifPresent(
            there -> {
              Duration apart = Duration.between(clock.instant(), there);
              if (apart.abs().compareTo(MOST_APART) > 0) {
                findings.warning(
                    "clock",
                    "the instance's clock is %s %s this machine's. The connector goes by the instance's; correct whichever is wrong, or lag will look wrong"
                        .formatted(
                            Words.of(apart.abs()), apart.isNegative() ? "behind" : "ahead of"));
              } else {
                findings.ok("clock", "the instance's clock and this machine's agree");
              }
            });
  }
}
