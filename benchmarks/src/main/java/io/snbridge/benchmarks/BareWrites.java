/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.hc.client5.http.classic.methods.HttpPatch;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.apache.hc.core5.http.io.entity.StringEntity;

/**
 * The least that any sink must do that writes with one request a row: a PATCH of each row, a thread
 * for each request at once, the same HTTP client as the connector has.
 */
final class BareWrites {

  private BareWrites() {}

  /**
   * @param arguments the instance's URL, how many rows, the file with their ids
   */
  public static void main(String[] arguments)
      throws IOException, InterruptedException, ExecutionException {
    StandaloneRun lone = StandaloneRun.counting(Integer.parseInt(arguments[1]));
    Queue<String> ids = new ConcurrentLinkedQueue<>(Files.readAllLines(Path.of(arguments[2])));
    ExecutorService threads = Executors.newFixedThreadPool(SinkRun.REQUESTS);
    try (CloseableHttpClient http =
        HttpClients.custom()
            .setConnectionManager(
                PoolingHttpClientConnectionManagerBuilder.create()
                    .setMaxConnPerRoute(SinkRun.REQUESTS)
                    .build())
            .build()) {
      Callable<Void> writer =
          () -> {
            for (String id = ids.poll(); id != null; id = ids.poll()) {
              write(http, arguments[0], id);
              synchronized (lone) {
                lone.done(1);
              }
            }
            return null;
          };
      List<Future<Void>> writers = new ArrayList<>();
      for (int i = 0; i < SinkRun.REQUESTS; i++) {
        writers.add(threads.submit(writer));
      }
      for (Future<Void> ended : writers) {
        ended.get();
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private static void write(CloseableHttpClient http, String url, String id) throws IOException {
    HttpPatch patch =
        new HttpPatch(
            "%s/api/now/table/%s/%s?sysparm_fields=sys_id"
                .formatted(url, EmulatedInstance.TABLE, id));
    patch.setHeader("Authorization", EmulatedInstance.authorization());
    patch.setHeader("Accept", "application/json");
    patch.setEntity(new StringEntity(SinkRun.value(1), ContentType.APPLICATION_JSON));
    http.execute(
        patch,
        answer -> {
          String body = EntityUtils.toString(answer.getEntity());
          if (answer.getCode() != 200) {
            throw new IOException(answer.getCode() + " " + body);
          }
          return body;
        });
  }
}
