/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.emulator;

import static io.snbridge.emulator.ColumnDefinition.col;
import static org.assertj.core.api.Assertions.assertThat;

import io.snbridge.emulator.http.JsonText;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class BulkApiTest {
  @RegisterExtension
  static final ServiceNowEmulatorExtension SERVICENOW =
      new ServiceNowEmulatorExtension(
          b -> b.setup(e -> e.table("u_thing", col("name", "string"), col("n", "integer"))));

  private final ServiceNowEmulator emulator = SERVICENOW.emulator();
  private final Client client = new Client(emulator);

  private static String item(int id, String method, String url, String body) {
    String encoded = Base64.getEncoder().encodeToString(body.getBytes(StandardCharsets.UTF_8));
    return "{\"id\":\"%d\",\"method\":\"%s\",\"url\":\"%s\",\"body\":\"%s\",\"headers\":[{\"name\":\"Content-Type\",\"value\":\"application/json\"}]}"
        .formatted(id, method, url, encoded);
  }

  private Map<String, Object> batch(String... items) {
    String body =
        "{\"batch_request_id\":\"b\",\"rest_requests\":[" + String.join(",", items) + "]}";
    Client.Reply reply = client.post("/api/now/v1/batch", body);
    assertThat(reply.status()).isEqualTo(200);
    return reply.json();
  }

  @Test
  void everyItemOfABatchHasItsOwnStatus() {
    Map<String, Object> reply =
        batch(
            item(1, "POST", "/api/now/table/u_thing", "{\"name\":\"a\"}"),
            item(2, "GET", "/api/now/table/u_thing/nosuch", ""),
            item(3, "GET", "/api/now/table/u_thing?sysparm_fields=name", ""));
    List<Map<String, Object>> served =
        JsonText.asList(reply.get("serviced_requests")).stream().map(JsonText::asObject).toList();
    assertThat(served)
        .extracting(each -> each.get("status_code"))
        .containsExactly("201", "404", "200");
    assertThat(served)
        .extracting(each -> each.get("status_text"))
        .containsExactly("Created", "Not Found", "OK");
    assertThat(served.get(0).get("headers").toString()).contains("Location");
    String last =
        new String(
            Base64.getDecoder().decode(served.get(2).get("body").toString()),
            StandardCharsets.UTF_8);
    assertThat(last).isEqualTo("{\"result\":[{\"name\":\"a\"}]}");
  }

  @Test
  void whatTheQuotaLeavesIsUnserviced() {
    emulator.switches().servicedBatchItems(1);
    Map<String, Object> reply =
        batch(
            item(1, "POST", "/api/now/table/u_thing", "{\"name\":\"a\"}"),
            item(2, "POST", "/api/now/table/u_thing", "{\"name\":\"b\"}"));
    assertThat(reply.get("unserviced_requests")).isEqualTo(List.of("2"));
    assertThat(emulator.count("u_thing")).isEqualTo(1);
  }

  @Test
  void anItemMeetsFaultsOfItsOwnAndOneThatIsCutIsInNoList() {
    emulator.faults().next(1, Fault.cutAfterCommit(), RequestMatcher.table("u_thing"));
    Map<String, Object> reply =
        batch(
            item(1, "POST", "/api/now/table/u_thing", "{\"name\":\"a\"}"),
            item(2, "POST", "/api/now/table/u_thing", "{\"name\":\"b\"}"));
    assertThat(JsonText.asList(reply.get("serviced_requests")))
        .extracting(each -> JsonText.asObject(each).get("id"))
        .containsExactly("2");
    assertThat(JsonText.asList(reply.get("unserviced_requests"))).isEmpty();
    assertThat(emulator.count("u_thing")).isEqualTo(2);
    assertThat(emulator.requests().toTable("u_thing")).hasSize(2);
  }

  @Test
  void anImportedRowIsInsertedThenUpdatedAndItsErrorIsInsideA201() {
    emulator.stagingTable("imp_thing", "u_thing", "name");
    String path = "/api/now/import/imp_thing";
    assertThat(client.post(path, "{\"name\":\"a\",\"n\":\"1\"}").body()).contains("\"inserted\"");
    assertThat(client.post(path, "{\"name\":\"a\",\"n\":\"2\"}").body()).contains("\"updated\"");
    assertThat(emulator.rows("u_thing")).hasSize(1);
    emulator.refuseWrites("u_thing", row -> "3".equals(row.get("n")), "Target record not found");
    Client.Reply error = client.post(path, "{\"name\":\"a\",\"n\":\"3\"}");
    assertThat(error.status()).isEqualTo(201);
    assertThat(error.body()).contains("\"status\":\"error\"", "Target record not found");
    assertThat(emulator.rows("u_thing").get(0)).containsEntry("n", "2");
  }
}
