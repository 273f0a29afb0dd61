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
import io.snbridge.source.LogText;
import io.snbridge.source.scan.PageFetcher.Answer;
import io.snbridge.source.scan.PageFetcher.Wanted;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.apache.kafka.connect.errors.ConnectException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
          new TableRetries("incident", Tables.RETRY_BUDGET, sleeper));

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
    assertThat(sleeper.passed()).isEqualTo(Tables.RETRY_BUDGET.timeout());
  }

  @Test
  void rowThatCannotBeReadFailsWhenItsTimeIsOver() {
    rows.put(FakeInstance.id(7), "2026-02-01 00:00:00");
    instance.fails = request -> request.fields().isEmpty();
    instance.failure = new Reply.Poisoned<>(failure(200, "the body was cut"), false);

    assertThatThrownBy(() -> pages.ask(page()))
        .isInstanceOf(ConnectException.class)
        .hasMessageContaining("row " + FakeInstance.id(7) + " of table 'incident' cannot be read")
        .hasMessageContaining("This happened ");
  }

  @Test
  void rowThatTheUserMayNotSeeHasNoName() {
    instance.fails = request -> request.fields().isEmpty();

    assertThatThrownBy(() -> pages.ask(page()))
        .isInstanceOf(ConnectException.class)
        .hasMessageContaining("a row that this user may not see of table 'incident' alone");
  }

  @Test
  void oneRowIsAskedForAgainWhenItFailsOnceOrTwice() throws Exception {
    instance.left = 8;
    instance.fails = request -> request.fields().isEmpty();

    assertThat(pages.ask(page()).rows()).isEmpty();
    assertThat(sleeper.waits()).hasSize(1);
  }

  @Test
  void failingRequestIsSeenUntilItIsAnswered() throws Exception {
    List<Boolean> failing = new ArrayList<>();
    rows.beforePage = request -> failing.add(pages.isFailing());
    instance.left = 1;
    instance.fails = request -> request.fields().isEmpty();
    assertThat(pages.isFailing()).isFalse();

    pages.ask(page());
    assertThat(failing).endsWith(true);
    assertThat(pages.isFailing()).isFalse();
    assertThat(pages.rejections()).isEqualTo(1);
    pages.reject();
    assertThat(pages.rejections()).isEqualTo(2);
  }

  @Test
  void refusedAttemptIsNoPageThatWasNotBelieved() throws Exception {
    instance.left = 1;
    instance.fails = request -> true;
    instance.failure = new Reply.Retriable<>(failure(503, "busy"));

    pages.ask(page());
    assertThat(pages.rejections()).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "0, 64",
    "1, 128",
    "2, 256",
    "8, 10000",
    "31, 10000",
    "40, 10000",
    "-1, 32",
    "-6, 1",
    "-40, 1"
  })
  void pageHasTwiceOrHalfAsManyRowsForEachStep(int scale, int limit) throws Exception {
    assertThat(pages.ask(new Wanted(QUERY, 0, false, scale)).limit()).isEqualTo(limit);
    assertThat(rows.requests).last().extracting(PageRequest::limit).isEqualTo(limit);
    assertThat(rows.requests)
        .last()
        .extracting(PageRequest::fields)
        .isEqualTo(scale > 0 ? List.of("sys_id", "sys_updated_on") : List.of());
  }

  @Test
  void widePageThatIsTooMuchIsNotMadeSmaller() {
    instance.fails = request -> request.limit() > 100;

    assertThatThrownBy(() -> pages.ask(new Wanted(QUERY, 0, false, 1)))
        .isInstanceOf(QueryTooMuch.class)
        .hasMessageContaining("a page of 128 ids");
    assertThat(pages.limit()).isEqualTo(64);
  }

  /** Whatever is asked for, counted or not. */
  @Test
  void instanceThatIsDownMakesNoUncountedPageSmallerEither() throws Exception {
    instance.left = 25;
    instance.fails = request -> true;

    assertThat(pages.ask(new Wanted(QUERY, 0, false, 0)).rows()).isEmpty();
    assertThat(pages.limit()).isEqualTo(64);
  }

  @Test
  void unreadablePageIsMadeSmallerUntilItsRowIsFound() throws Exception {
    instance.fails = request -> request.limit() > 10;
    instance.failure = new Reply.Poisoned<>(failure(200, "the body was cut"), false);
    List<Integer> ids = new ArrayList<>();
    rows.beforePage = request -> ids.add(request.fields().size());

    pages.ask(page());
    assertThat(pages.limit()).isEqualTo(8);
    assertThat(ids).as("no id is asked for alone").containsExactly(0);
  }

  @Test
  void rowThatIsReadAtLastIsSaidToBe() throws Exception {
    instance.left = 11;
    instance.fails = request -> request.fields().isEmpty();
    try (LogText log = new LogText()) {
      assertThat(pages.ask(page()).rows()).isEmpty();
      assertThat(log.messages("INFO", TableRetries.class)).hasSize(1);
    }
  }

  @Test
  void tableWhoseQueryIsFoundToBeTooMuchIsGivenUpNoMore() {
    TableRetries outlasting = new TableRetries("incident", Tables.OUTLASTING, sleeper);
    PageFetcher outlastingPages =
        new PageFetcher(instance, ScanTarget.rows(Tables.incident(1)), outlasting);
    instance.fails =
        request ->
            request.fields().isEmpty()
                || (outlasting.areGivenUp() && !request.query().text().isEmpty());
    assertThatThrownBy(() -> outlastingPages.ask(page())).isInstanceOf(QueryTooMuch.class);
    assertThat(outlasting.areGivenUp()).isFalse();
  }

  @Test
  void countApartIncludesHiddenRows() throws Exception {
    fill(10);
    rows.hidden = id -> id.compareTo(FakeInstance.id(5)) >= 0;
    instance.fails = PageRequest::count;
    Answer answer = pages.ask(page());
    assertThat(answer.rows()).hasSize(5);
    assertThat(answer.total()).hasValue(10);
  }

  @Test
  void countIsAskedForAgainWhileTheInstanceIsDown() throws Exception {
    fill(10);
    instance.fails = request -> request.count() || (instance.countsLeft < 3 && isAnyRow(request));
    instance.countsLeft = 3;
    assertThat(pages.ask(page()).total()).hasValue(10);
  }

  @Test
  void countThatFailsWhileTheInstanceAnswersIsTooMuch() {
    fill(10);
    instance.fails = PageRequest::count;
    instance.countsLeft = 3;
    assertThatThrownBy(() -> pages.ask(page()))
        .isInstanceOf(QueryTooMuch.class)
        .hasMessageContaining("counting the rows");
    assertThat(instance.countsLeft).isEqualTo(2);
  }

  private static boolean isAnyRow(PageRequest request) {
    return request.query().text().isEmpty();
  }

  private void fill(int number) {
    for (int i = 0; i < number; i++) {
      rows.put(FakeInstance.id(i), "2026-02-01 00:00:00");
    }
  }

  @Test
  void onlyFullPagesOfTheUsualSizeMakeItLarger() throws Exception {
    fill(100);
    instance.fails = request -> request.limit() > 32;
    pages.ask(page());
    assertThat(pages.limit()).isEqualTo(32);
    instance.fails = request -> false;
    for (int i = 0; i < 20; i++) {
      var unused = pages.ask(new Wanted(QUERY, 90, false, 0));
      unused = pages.ask(new Wanted(QUERY, 0, false, -1));
    }
    assertThat(pages.limit()).isEqualTo(32);
    for (int i = 0; i < 10; i++) {
      var unused = pages.ask(page());
    }
    assertThat(pages.limit()).isEqualTo(64);
  }

  @Test
  void fullPageIsNotCountedApart() throws Exception {
    fill(64);
    instance.fails = PageRequest::count;
    Answer full = pages.ask(page());
    assertThat(full.total()).isEmpty();
    assertThat(full.isFull()).isTrue();
    assertThat(rows.counts).hasValue(0);
    Answer rest = pages.ask(new Wanted(QUERY, 60, true, 0));
    assertThat(rest.total()).hasValue(64);
    assertThat(rest.isFull()).isFalse();
    assertThat(rest.offset()).isEqualTo(60);
    assertThat(pages.ask(new Wanted(QUERY, 60, false, 0)).total()).as("not wanted").isEmpty();
  }

  @Test
  void countIsNeverBelowWhatWasSeen() throws Exception {
    fill(64);
    rows.beforeCount = () -> rows.ids().forEach(rows::remove);
    assertThat(pages.ask(new Wanted(QUERY, 60, true, 0)).total()).hasValue(64);
    assertThat(pages.ask(new Wanted(QUERY, 60, true, 0)).total()).as("none was").hasValue(0);
  }

  @Test
  void countThatIsTooMuchByItselfEndsThePage() throws Exception {
    fill(10);
    rows.rowBytes = 10;
    rows.quotaAlong = 5;
    rows.quotaApart = 5;
    PendingBytes pending = new PendingBytes(1_000_000);
    TableBytes bytes = new TableBytes(pending);
    ScanTarget target = ScanTarget.rows(Tables.incident(64));
    PageFetcher counted =
        new PageFetcher(
            rows,
            bytes.counting(rows),
            bytes,
            target,
            new TableRetries("incident", Tables.RETRY_BUDGET, sleeper));
    assertThatThrownBy(() -> counted.ask(page()))
        .isInstanceOf(QueryTooMuch.class)
        .hasMessageContaining("counting the rows");
    assertThat(pending.all()).as("the page is dropped").isZero();
    rows.quotaApart = 100;
    for (int i = 0; i < 10; i++) {
      assertThat(counted.ask(page()).total()).hasValue(10);
    }
    assertThat(rows.counts).hasValue(11);
    rows.quotaAlong = 100;
    assertThat(counted.ask(page()).total()).hasValue(10);
    assertThat(rows.counts).as("along with the page again").hasValue(11);
    assertThat(pending.all()).isEqualTo(1_100);
  }

  /** As many as each of four readers can have two of. */
  @Test
  void pagesGrowUntilEightOfThemFitTheBytes() throws Exception {
    fill(1000);
    rows.rowBytes = 10;
    TableBytes bytes = new TableBytes(new PendingBytes(8 * 300 * 10));
    PageFetcher growing = growing(bytes);
    for (int i = 0; i < 20; i++) {
      growing.ask(page()).bytes().giveBack();
    }
    assertThat(growing.limit()).isEqualTo(300);

    rows.rowBytes = 100;
    growing.ask(page()).bytes().giveBack();
    assertThat(growing.limit()).as("rows are larger now").isEqualTo(64);
  }

  @Test
  void pagesThatAreAnsweredSlowlyDoNotGrow() throws Exception {
    fill(1000);
    rows.beforePage = request -> sleeper.pass(PageSize.FAST.plusSeconds(1));
    PageFetcher growing = growing(TableBytes.unbounded());
    for (int i = 0; i < 20; i++) {
      growing.ask(page());
    }
    assertThat(growing.limit()).isEqualTo(64);
    rows.beforePage = request -> sleeper.pass(PageSize.FAST);
    for (int i = 0; i < 20; i++) {
      growing.ask(page());
    }
    assertThat(growing.limit()).isEqualTo(512);
  }

  private PageFetcher growing(TableBytes bytes) {
    ScanTarget fixed = ScanTarget.rows(Tables.incident(64));
    ScanTarget target =
        new ScanTarget(
            fixed.alias(),
            fixed.table(),
            fixed.query(),
            fixed.timestampField(),
            fixed.idField(),
            fixed.fields(),
            fixed.display(),
            64,
            512);
    return new PageFetcher(
        rows,
        bytes.counting(rows),
        bytes,
        target,
        new TableRetries("incident", Tables.RETRY_BUDGET, sleeper));
  }

  private static Failure failure(int status, String message) {
    return new Failure(
        Request.Method.GET,
        "/api/now/table/incident",
        status,
        message,
        "",
        "c1",
        Failure.Voice.ANOTHER);
  }

  private static Wanted page() {
    return new Wanted(QUERY, 0, true, 0);
  }

  /** The first attempts at some requests get no answer in time; the client repeats them. */
  private final class Failing implements Instance {

    private Predicate<PageRequest> fails = request -> false;
    private int left = Integer.MAX_VALUE;
    private Reply.NotOk<Page> failure =
        new Reply.Poisoned<>(failure(0, "no complete answer in time"), true);
    private int countsLeft;
    private int requests;

    @Override
    public Page page(Supplier<PageRequest> next, Consumer<Reply.NotOk<Page>> attemptFailed) {
      PageRequest request = next.get();
      for (requests++; left > 0 && fails.test(request); requests++) {
        assertThat(requests).as("the same is asked for ever").isLessThan(1000);
        left--;
        attemptFailed.accept(failure);
        request = next.get();
      }
      return rows.page(next, attemptFailed);
    }

    @Override
    public long count(String table, EncodedQuery query) {
      return rows.count(table, query);
    }

    /** The first ones get no answer in time. */
    @Override
    public long tryCount(String table, EncodedQuery query) throws InterruptedException {
      if (countsLeft > 0) {
        countsLeft--;
        left = 1;
        throw new TooMuch(new Reply.Poisoned<>(failure(0, "no complete answer in time"), true));
      }
      return rows.tryCount(table, query);
    }

    @Override
    public Map<String, Long> tryCounts(String table, String column, EncodedQuery query)
        throws InterruptedException {
      return rows.tryCounts(table, column, query);
    }

    @Override
    public Instant now(String table) {
      return rows.now(table);
    }
  }
}
