/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.benchmarks;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;

/**
 * The least that any source must do: download the pages, and have the text of each value. One
 * thread, the same HTTP client and JSON parser as the connector has.
 */
final class BareLoop {

  private static final JsonFactory JSON = new JsonFactory();

  private BareLoop() {}

  /**
   * @param arguments the instance's URL, how many rows
   */
  public static void main(String[] arguments) throws IOException {
    String pages =
        "%s/api/now/table/%s?sysparm_limit=%d&sysparm_no_count=true&sysparm_exclude_reference_link=true&sysparm_query="
            .formatted(arguments[0], EmulatedInstance.TABLE, SourceRun.Scenario.PAGE_SIZE);
    try (CloseableHttpClient http = HttpClients.createDefault()) {
      for (int pass = 0; pass < StandaloneRun.PASSES; pass++) {
        read(http, pages, StandaloneRun.counting(Integer.parseInt(arguments[1])));
      }
    }
  }

  private static void read(CloseableHttpClient http, String pages, StandaloneRun lone)
      throws IOException {
    String last = "";
    while (!lone.isDone()) {
      String query = last.isEmpty() ? "ORDERBYsys_id" : "sys_id>" + last + "^ORDERBYsys_id";
      HttpGet get = new HttpGet(pages + URLEncoder.encode(query, StandardCharsets.UTF_8));
      get.setHeader("Authorization", EmulatedInstance.authorization());
      get.setHeader("Accept", "application/json");
      Page page = http.execute(get, answer -> parse(answer.getEntity().getContent()));
      last = page.lastId();
      lone.done(page.rows().size());
    }
  }

  private record Page(List<List<String>> rows, String lastId) {}

  private static Page parse(InputStream body) throws IOException {
    List<List<String>> rows = new ArrayList<>();
    String id = "";
    try (JsonParser json = JSON.createParser(body)) {
      json.nextToken();
      json.nextToken();
      json.nextToken();
      while (json.nextToken() == JsonToken.START_OBJECT) {
        List<String> row = new ArrayList<>(20);
        for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
          String value = json.nextTextValue();
          row.add(value);
          if (name.equals("sys_id")) {
            id = value;
          }
        }
        rows.add(row);
      }
    }
    return new Page(rows, id);
  }
}
