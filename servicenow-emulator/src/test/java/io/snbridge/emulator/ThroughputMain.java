/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.emulator;

import static io.snbridge.emulator.ColumnDefinition.col;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How many rows of 20 columns a second one client gets, page by page by sys_id. Not a test: run by
 * hand with the test class path. The client only finds the last sys_id in each page.
 */
final class ThroughputMain {
  private static final int ROWS = 500_000;
  private static final int PAGE = 1000;

  private ThroughputMain() {}

  @SuppressWarnings("SystemOut")
  public static void main(String[] arguments) throws Exception {
    boolean gzip = List.of(arguments).contains("gzip");
    try (ServiceNowEmulator emulator = ServiceNowEmulator.builder().start()) {
      fill(emulator);
      for (int round = 0; round < 4; round++) {
        run(emulator, gzip, round);
      }
    }
  }

  private static void fill(ServiceNowEmulator emulator) {
    List<ColumnDefinition> columns = new ArrayList<>();
    for (int i = 0; i < 14; i++) {
      columns.add(col("u_field_" + i, "string"));
    }
    emulator.table("u_wide", columns.toArray(new ColumnDefinition[0]));
    long start = System.nanoTime();
    List<Map<String, String>> rows = new ArrayList<>();
    for (int i = 0; i < ROWS; i++) {
      Map<String, String> row = new LinkedHashMap<>();
      for (int c = 0; c < 14; c++) {
        row.put("u_field_" + c, "value " + i + " of column " + c);
      }
      rows.add(row);
    }
    emulator.insertAll("u_wide", rows);
    System.out.printf("inserted %d rows in %d ms%n", ROWS, (System.nanoTime() - start) / 1_000_000);
  }

  private static void run(ServiceNowEmulator emulator, boolean gzip, int round) throws Exception {
    HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    long start = System.nanoTime();
    long cpu = serverCpu();
    String last = "";
    int rows = 0;
    long bytes = 0;
    while (true) {
      String query = last.isEmpty() ? "ORDERBYsys_id" : "sys_id%3E" + last + "%5EORDERBYsys_id";
      HttpRequest.Builder request =
          HttpRequest.newBuilder(
                  URI.create(
                      emulator.url()
                          + "/api/now/table/u_wide?sysparm_no_count=true&sysparm_limit="
                          + PAGE
                          + "&sysparm_fields=u_field_0,u_field_1,u_field_2,u_field_3,u_field_4,u_field_5,u_field_6,u_field_7,u_field_8,u_field_9,u_field_10,u_field_11,u_field_12,u_field_13,sys_created_on,sys_created_by,sys_updated_on,sys_updated_by,sys_mod_count,sys_id&sysparm_query="
                          + query))
              .header("Accept", "application/json")
              .header("Authorization", Client.basic("admin", "secret"));
      if (gzip) {
        request.header("Accept-Encoding", "gzip");
      }
      byte[] body = client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray()).body();
      bytes += body.length;
      rows += PAGE;
      if (rows >= ROWS) {
        break;
      }
      last = lastId(body, gzip);
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    System.out.printf(
        "round %d: %,.0f rows/s, %,.1f MB/s, server threads used %.2f cores%n",
        round, rows / seconds, bytes / seconds / 1e6, (serverCpu() - cpu) / 1e9 / seconds);
  }

  private static String lastId(byte[] body, boolean gzip) throws Exception {
    byte[] plain = body;
    if (gzip) {
      try (var in = new java.util.zip.GZIPInputStream(new java.io.ByteArrayInputStream(body))) {
        plain = in.readAllBytes();
      }
    }
    int from = Math.max(0, plain.length - 2000);
    String end =
        new String(plain, from, plain.length - from, java.nio.charset.StandardCharsets.UTF_8);
    int at = end.lastIndexOf("\"sys_id\":\"") + 10;
    return end.substring(at, at + 32);
  }

  private static long serverCpu() {
    var beans = java.lang.management.ManagementFactory.getThreadMXBean();
    long sum = 0;
    for (long id : beans.getAllThreadIds()) {
      var info = beans.getThreadInfo(id);
      if (info != null && info.getThreadName().startsWith("emulator-http")) {
        sum += Math.max(0, beans.getThreadCpuTime(id));
      }
    }
    return sum;
  }
}
