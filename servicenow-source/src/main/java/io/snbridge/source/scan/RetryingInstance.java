/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source.scan;

import io.snbridge.common.table.EncodedQuery;
import io.snbridge.common.table.Page;
import io.snbridge.common.table.PageRequest;
import io.snbridge.common.transport.Reply;
import io.snbridge.common.transport.ServiceNowException;
import io.snbridge.source.scan.TableRetries.RetryAttempt;
import java.time.Instant;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.kafka.connect.errors.ConnectException;

/**
 * An instance as one table sees it: what ServiceNow refuses (403, 404, 400, ...) is asked for again
 * as long as {@link TableRetries} allows, then the refusal is thrown. So the reader goes on where
 * it was, whatever it was doing. Credentials that are not accepted are thrown at once: trying them
 * again locks the account. Thread-safe.
 */
public record RetryingInstance(Instance instance, TableRetries retries) implements Instance {

  private interface Question<T> {
    T ask() throws InterruptedException;
  }

  @Override
  public Page page(Supplier<PageRequest> next, Consumer<Reply.NotOk<Page>> attemptFailed)
      throws InterruptedException {
    return answer(() -> instance.page(next, attemptFailed));
  }

  @Override
  public Page page(PageRequest request) throws InterruptedException {
    return bear(() -> page(() -> request, Attempts.certain()));
  }

  @Override
  public long count(String table, EncodedQuery query) throws InterruptedException {
    return bear(() -> answer(() -> instance.count(table, query)));
  }

  @Override
  public long tryCount(String table, EncodedQuery query) throws InterruptedException {
    return answer(() -> instance.tryCount(table, query));
  }

  @Override
  public Map<String, Long> tryCounts(String table, String column, EncodedQuery query)
      throws InterruptedException {
    return answer(() -> instance.tryCounts(table, column, query));
  }

  @Override
  public Instant now(String table) throws InterruptedException {
    return answer(() -> instance.now(table));
  }

  @Override
  public void ask(String table) throws InterruptedException {
    answer(
        () -> {
          instance.ask(table);
          return table;
        });
  }

  @Override
  public Instant told(String table) throws InterruptedException {
    return answer(() -> instance.told(table));
  }

  /** What is answered, and never as asked, is borne as long as what is refused. */
  private <T> T bear(Question<T> probe) throws InterruptedException {
    RetryAttempt attempt = retries.begin();
    while (true) {
      try {
        T answer = probe.ask();
        attempt.over();
        return answer;
      } catch (TooMuch never) {
        if (!attempt.awaitNext(never.getMessage())) {
          throw new ConnectException(never.getMessage() + ". " + attempt.lasted(), never);
        }
      }
    }
  }

  private <T> T answer(Question<T> probe) throws InterruptedException {
    RetryAttempt attempt = retries.begin();
    while (true) {
      try {
        T answer = probe.ask();
        attempt.over();
        return answer;
      } catch (ServiceNowException failed) {
        if (!(failed.reply() instanceof Reply.Refused) || !attempt.awaitNext(failed.getMessage())) {
          throw failed;
        }
      } catch (TooMuch answered) {
        attempt.end();
        throw answered;
      }
    }
  }
}
