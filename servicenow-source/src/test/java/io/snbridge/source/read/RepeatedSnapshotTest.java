/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.read;

import static org.assertj.core.api.Assertions.assertThat;

import io.snbridge.common.table.EncodedQuery;
import io.snbridge.common.table.GlideDateTime;
import io.snbridge.common.table.Page;
import io.snbridge.common.table.PageRequest;
import io.snbridge.common.transport.Purpose;
import io.snbridge.common.transport.Reply;
import io.snbridge.source.config.SnapshotAgain;
import io.snbridge.source.scan.FakeInstance;
import io.snbridge.source.scan.Instance;
import io.snbridge.source.scan.Tables;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

@Timeout(60)
class RepeatedSnapshotTest {

  private static final String FIRST_PAGE = "sys_id<1^ORDERBYsys_id";
  private static final int CHANGES = EmittedRows.MOST_MEANWHILE + 1_000;

  private final List<SourceRecord> records = new ArrayList<>();
  private final AtomicInteger asked = new AtomicInteger();
  private final Semaphore gate = new Semaphore(0);

  @RegisterExtension final TimedReaders readers = new TimedReaders(this::take);

  /** Each time, more rows come than are remembered: none may be lost, nor sent as it was. */
  @Test
  void pageThatIsPassedByTooManyChangesIsReadOnceMoreHoweverManyPassItThen() throws Exception {
    for (int i = 0; i < 10; i++) {
      readers.instance.put(FakeInstance.id(i), "2026-02-01 00:00:00");
    }
    var position =
        Map.<String, Object>of("version", 1, "phase", "stream", "timestamp", "2026-03-01 11:00:00");
    readers.instance.beforePage =
        request -> {
          if (request.query().text().equals(FIRST_PAGE)) {
            asked.incrementAndGet();
            gate.acquireUninterruptibly();
          }
        };
    readers.start(
        Tables.again(new SnapshotAgain("a", EncodedQuery.everything()), Tables.incident(1_000)),
        Map.of(TimedReaders.PARTITION.stream(), position));
    readers.readUntil(() -> asked.get() == 1);
    change();
    readers.readUntil(() -> records.size() == CHANGES);
    gate.release();
    readers.readUntil(() -> asked.get() == 2);
    change();
    readers.instance.put(FakeInstance.id(3), GlideDateTime.text(readers.instance.now("")));
    readers.readUntil(() -> records.size() == 2 * CHANGES + 1);
    gate.release(100);
    readers.readUntil(() -> records.size() == 3 * CHANGES + 10);
    readers.passes(Duration.ofMinutes(1));

    assertThat(records.size()).isEqualTo(3 * CHANGES + 10);
    assertThat(records.stream().filter(record -> ((String) record.key()).startsWith("0")))
        .hasSize(10)
        .allMatch(
            record ->
                record.sourcePartition().containsKey("snapshot")
                    != record.key().equals(FakeInstance.id(3)));
    assertThat(readers.instance.requests)
        .filteredOn(request -> request.query().text().equals(FIRST_PAGE))
        .as("the page that was passed over, and the same again")
        .hasSize(2);
  }

  /** However many changes the table has meanwhile. */
  @Test
  void tableIsReadOnceMoreForWhatSnapshotsAreFor() throws Exception {
    for (int i = 0; i < 10; i++) {
      readers.instance.put(FakeInstance.id(i), "2026-02-01 00:00:00");
      readers.instance.put(FakeInstance.id(100 + i), "2026-03-01 11:59:0" + i);
    }
    var position =
        Map.<String, Object>of("version", 1, "phase", "stream", "timestamp", "2026-03-01 11:00:00");
    Map<String, Set<Purpose>> asked = new ConcurrentHashMap<>();
    readers.start(
        new PurposefulInstance(readers.instance, asked, () -> Purpose.CHANGES),
        Tables.again(new SnapshotAgain("a", EncodedQuery.everything()), Tables.incident(1_000)),
        Map.of(TimedReaders.PARTITION.stream(), position));
    // A row that the stream has sent while its page was read does not come again with the page.
    readers.readUntil(() -> asked.containsKey(FIRST_PAGE) && keys() == 20);
    assertThat(asked.get(FIRST_PAGE)).containsExactly(Purpose.SNAPSHOT);
    assertThat(asked.keySet())
        .filteredOn(query -> query.contains("sys_updated_on>="))
        .isNotEmpty()
        .allSatisfy(query -> assertThat(asked.get(query)).doesNotContain(Purpose.SNAPSHOT));
  }

  private long keys() {
    return records.stream().map(SourceRecord::key).distinct().count();
  }

  /** What is asked for, and for what purpose. */
  private record PurposefulInstance(
      FakeInstance instance, Map<String, Set<Purpose>> asked, Supplier<Purpose> purpose)
      implements Instance {

    @Override
    public Instance askedFor(Supplier<Purpose> other) {
      return new PurposefulInstance(instance, asked, other);
    }

    @Override
    public Page page(Supplier<PageRequest> next, Consumer<Reply.NotOk<Page>> failed) {
      return instance.page(() -> seen(next.get()), failed);
    }

    private PageRequest seen(PageRequest request) {
      asked
          .computeIfAbsent(request.query().text(), unused -> ConcurrentHashMap.newKeySet())
          .add(purpose.get());
      return request;
    }

    @Override
    public long count(String table, EncodedQuery query) {
      return instance.count(table, query);
    }

    @Override
    public Map<String, Long> tryCounts(String table, String column, EncodedQuery query) {
      return instance.tryCounts(table, column, query);
    }

    @Override
    public Instant now(String table) {
      return instance.now(table);
    }
  }

  private void change() {
    String now = GlideDateTime.text(readers.instance.now(""));
    for (int i = 0; i < CHANGES; i++) {
      readers.instance.put("f" + FakeInstance.id(i).substring(1), now);
    }
  }

  private void take(List<SourceRecord> page) {
    records.addAll(page);
    readers.acknowledge(page);
  }
}
