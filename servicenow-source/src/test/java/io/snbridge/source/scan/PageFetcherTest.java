/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.scan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.snbridge.common.table.EncodedQuery;
import io.snbridge.common.table.Page;
import io.snbridge.common.table.PageRequest;
import io.snbridge.common.transport.Failure;
import io.snbridge.common.transport.Reply;
import io.snbridge.common.transport.Request;
import io.snbridge.source.scan.PageFetcher.Wanted;
import java.time.Instant;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.apache.kafka.connect.errors.ConnectException;
import org.junit.jupiter.api.Test;

/** What is asked after a page that failed. */
class PageFetcherTest {

  private static final EncodedQuery QUERY = EncodedQuery.everything().orderBy("sys_id");

  private final FakeInstance rows = new FakeInstance();
  private final ManualPause sleeper = new ManualPause();
  private final Failing instance = new Failing();
  private final PageFetcher pages =
      new PageFetcher(
          instance,
          ScanTarget.rows(Tables.incident(64)),
          new TableRetries("incident", Tables.PATIENCE, sleeper));

  /** Timeouts and late server errors are all that a client sees of it. */
  @Test
  void instanceThatIsDownMakesNoPageSmaller() throws Exception {
    instance.left = 25;
    instance.fails = request -> true;

    assertThat(pages.ask(page()).rows()).isEmpty();
    assertThat(pages.limit()).isEqualTo(64);
    assertThat(sleeper.waits()).isEmpty();
  }

  @Test
  void pageThatTakesTooLongGetsSmallerWhileTheInstanceAnswers() throws Exception {
    instance.fails = request -> request.limit() > 10;

    pages.ask(page());
    assertThat(pages.limit()).isEqualTo(8);
  }

  @Test
  void pageThatTakesTooLongWithItsCountIsAskedForWithout() throws Exception {
    instance.fails = PageRequest::count;

    assertThat(pages.ask(page()).total()).hasValue(0);
    assertThat(pages.limit()).isEqualTo(64);
    assertThat(rows.counts).hasValue(1);
  }

  @Test
  void queryThatTakesTooLongForOneIdIsNamed() {
    instance.fails = request -> !request.query().text().isEmpty();

    assertThatThrownBy(() -> pages.ask(page()))
        .isInstanceOf(QueryTooMuch.class)
        .hasMessageContaining("one id of the query");
    assertThat(instance.requests).isLessThan(10);
  }

  @Test
  void rowThatAloneTakesTooLongFailsWhenItsTimeIsOver() {
    rows.put(FakeInstance.id(7), "2026-02-01 00:00:00");
    instance.fails = request -> request.fields().isEmpty();

    assertThatThrownBy(() -> pages.ask(page()))
        .isInstanceOf(ConnectException.class)
        .hasMessageContaining("row " + FakeInstance.id(7) + " of table 'incident' alone");
    assertThat(sleeper.passed()).isEqualTo(Tables.PATIENCE.timeout());
  }

  private static Wanted page() {
    return new Wanted(QUERY, 0, true, 0);
  }

  /** The first attempts at some requests get no answer in time; the client repeats them. */
  private final class Failing implements Instance {

    private Predicate<PageRequest> fails = request -> false;
    private int left = Integer.MAX_VALUE;
    private int requests;

    @Override
    public Page page(Supplier<PageRequest> next, Consumer<Reply.NotOk<Page>> attemptFailed) {
      PageRequest request = next.get();
      for (requests++; left > 0 && fails.test(request); requests++) {
        assertThat(requests).as("the same is asked for ever").isLessThan(1000);
        left--;
        attemptFailed.accept(
            new Reply.Poisoned<>(
                new Failure(
                    Request.Method.GET,
                    "/api/now/table/incident",
                    0,
                    "no complete answer in time",
                    "",
                    "c1",
                    Failure.Voice.ANOTHER),
                true));
        request = next.get();
      }
      return rows.page(next, attemptFailed);
    }

    @Override
    public long count(String table, EncodedQuery query) {
      return rows.count(table, query);
    }

    @Override
    public Instant now(String table) {
      return rows.now(table);
    }
  }
}
