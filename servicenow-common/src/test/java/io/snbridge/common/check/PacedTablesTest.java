/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.snbridge.common.schema.Tables;
import io.snbridge.common.table.EncodedQuery;
import io.snbridge.common.table.Page;
import io.snbridge.common.table.PageRequest;
import io.snbridge.common.transport.Deadline;
import io.snbridge.common.transport.Failure;
import io.snbridge.common.transport.Reply;
import io.snbridge.common.transport.Request;
import io.snbridge.common.transport.ServiceNowException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class PacedTablesTest {

  private static final EncodedQuery ALL = EncodedQuery.everything();

  private final Instance instance = new Instance();
  private final long begin = System.nanoTime();

  @Test
  void requestsAreNoFasterThanTheRate() throws Exception {
    Tables tables = paced(20, Duration.ofSeconds(30));
    for (int i = 0; i < 5; i++) {
      tables.count("incident", ALL);
    }
    assertThat(passed()).isGreaterThanOrEqualTo(Duration.ofMillis(200));
    assertThat(instance.requests).isEqualTo(5);
  }

  /** A batch, say. */
  @Test
  void whatIsTriedIsPacedToo() throws Exception {
    instance.refusals.add(Duration.ofMillis(300));
    PacedTables tables = paced(20, Duration.ofSeconds(30));
    ProbeContext.Trial trial =
        tables.paced(() -> assertThat(instance.count("x", ALL)).isEqualTo(7));
    trial.run();
    assertThat(passed()).isGreaterThanOrEqualTo(Duration.ofMillis(250));
    trial.run();
    tables.count("incident", ALL);
    assertThat(passed()).isGreaterThanOrEqualTo(Duration.ofMillis(350));
    assertThat(instance.requests).isEqualTo(4);
  }

  @Test
  void shortTimeThatTheInstanceAsksForIsWaited() throws Exception {
    instance.refusals.add(Duration.ofMillis(300));
    assertThat(paced(0, Duration.ofSeconds(30)).count("incident", ALL)).isEqualTo(7);
    assertThat(passed()).isGreaterThanOrEqualTo(Duration.ofMillis(250));
    assertThat(instance.requests).isEqualTo(2);
  }

  @Test
  void longTimeIsNotWaited() {
    instance.refusals.add(Duration.ofHours(1));
    assertThatThrownBy(() -> paced(0, Duration.ofSeconds(5)).count("incident", ALL))
        .isInstanceOf(ServiceNowException.class);
    assertThat(instance.requests).isEqualTo(1);
    assertThat(passed()).isLessThan(Duration.ofSeconds(5));
  }

  private PacedTables paced(double perSecond, Duration time) {
    return new PacedTables(instance, perSecond, Deadline.in(time), Clock.systemUTC());
  }

  private Duration passed() {
    return Duration.ofNanos(System.nanoTime() - begin);
  }

  private static final class Instance implements Tables {
    private final Deque<Duration> refusals = new ArrayDeque<>();
    private int requests;

    @Override
    public Page page(PageRequest request) {
      return new Page(List.of(), OptionalLong.empty());
    }

    @Override
    public long count(String table, EncodedQuery query) {
      requests++;
      if (!refusals.isEmpty()) {
        Failure failure = new Failure(Request.Method.GET, "/", 429, "Rate limit", "", "c");
        throw new ServiceNowException(
            new Reply.Throttled<Long>(failure, Instant.now().plus(refusals.poll())));
      }
      return 7;
    }
  }
}
