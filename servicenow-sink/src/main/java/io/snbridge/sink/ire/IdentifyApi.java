/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink.ire;

import io.snbridge.common.table.JsonTree;
import io.snbridge.common.transport.FixedCall;
import io.snbridge.common.transport.PoisonedBodyException;
import io.snbridge.common.transport.Reply;
import io.snbridge.common.transport.Request;
import io.snbridge.common.transport.Sender;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;

/**
 * The Identification and Reconciliation API ({@code /api/now/identifyreconcile}; product
 * documentation of that name): configuration items, found by the CMDB's identification rules, and
 * inserted or updated as its reconciliation rules allow. Thread-safe.
 */
public final class IdentifyApi {

  /** For errors: where payloads are sent to. */
  public static final String PATH = "/api/now/identifyreconcile";

  private final Sender sender;

  public IdentifyApi(Sender sender) {
    this.sender = sender;
  }

  /**
   * Sends a payload. An answer without success is {@link Reply.Ok} all the same when ServiceNow
   * says which item has which error.
   *
   * @param dataSource a choice of {@code cmdb_ci.discovery_source}
   * @param payload JSON
   * @param items how many are in it
   */
  public CompletableFuture<Reply<Identified>> identify(
      String dataSource, String payload, int items, String correlationId) {
    URI uri =
        URI.create(
            sender.baseUrl()
                + PATH
                + "?sysparm_data_source="
                + URLEncoder.encode(dataSource, StandardCharsets.UTF_8));
    return sender.send(
        new FixedCall<>(
            Request.write(Request.Method.POST, uri, payload, correlationId),
            body ->
                Identified.of(
                    JsonTree.read(body)
                        .orElseThrow(() -> new PoisonedBodyException("the body is empty", false)),
                    items)));
  }
}
