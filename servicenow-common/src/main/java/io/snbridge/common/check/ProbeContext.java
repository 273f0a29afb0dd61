/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.check;

import io.snbridge.common.schema.Dictionary;
import io.snbridge.common.schema.Tables;
import io.snbridge.common.table.ReadOptions;

/**
 * What questions are asked with.
 *
 * @param tables blocks until there is an answer, of which there is one attempt
 * @param dictionary reads each of its pages once for all questions
 * @param userKey the key of whoever the requests are made as
 * @param batch sends a batch that does nothing
 */
public record ProbeContext(Tables tables, Dictionary dictionary, String userKey, Trial batch) {

  /** Something that is tried, because nothing else tells whether it may be done. */
  public interface Trial {

    /**
     * Blocks until there is an answer.
     *
     * @throws io.snbridge.common.transport.ServiceNowException when it may not be done
     */
    void run() throws InterruptedException;
  }

  /** For questions that are about tables only. */
  public ProbeContext(Tables tables, Dictionary dictionary, String userKey) {
    this(tables, dictionary, userKey, () -> {});
  }

  /** The same, but pages and counts are of what these ask for. */
  public ProbeContext with(ReadOptions options) {
    return new ProbeContext(tables.with(options), dictionary, userKey, batch);
  }
}
