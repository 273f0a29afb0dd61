/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink;

import static org.assertj.core.api.Assertions.assertThat;

import io.snbridge.emulator.ColumnDefinition;
import io.snbridge.emulator.Fault;
import io.snbridge.emulator.RequestMatcher;
import io.snbridge.emulator.ServiceNowEmulator;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.common.config.ConfigValue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the sink's validation finds out by asking an instance, over HTTP. */
@Timeout(60)
class SinkValidationTest {

  private final Map<String, String> settings = new HashMap<>();
  private ServiceNowEmulator instance;

  @BeforeEach
  void start() {
    instance = ServiceNowEmulator.builder().port(0).credentials("writer", "right").start();
    instance.table("ticket", ColumnDefinition.col("correlation_id", "string"));
    settings.put("servicenow.url", instance.url().toString());
    settings.put("servicenow.username", "writer");
    settings.put("servicenow.password", "right");
    settings.put("topics", "ticket");
  }

  @AfterEach
  void stop() {
    instance.close();
  }

  @Test
  void tablesThatAreKnownBeforeTheRecordsAreChecked() {
    assertThat(errors()).isEmpty();
    settings.put("topics", "ticket,nowhere,orders");
    settings.put("topic.table.map", "orders:u_orders");
    Map<String, List<String>> errors = errors();
    assertThat(errors).containsOnlyKeys("table.name.format", "topic.table.map");
    assertThat(errors.get("table.name.format").toString()).contains("'nowhere'");
    assertThat(errors.get("topic.table.map").toString()).contains("'u_orders'");
    settings.put("transforms", "route");
    assertThat(errors()).as("the records tell").containsOnlyKeys("topic.table.map");
  }

  @Test
  void refusedPasswordIsTriedOnce() {
    settings.put("servicenow.password", "wrong");
    settings.put("topics", "ticket,a,b,c");
    assertThat(errors()).containsOnlyKeys("servicenow.password");
    assertThat(instance.requests().count()).isEqualTo(1);
  }

  @Test
  void whoMayOnlyWriteIsLetThrough() {
    instance.denyQueries("ticket");
    assertThat(errors()).isEmpty();
    settings.put("id.mode", "lookup");
    settings.put("id.lookup.fields", "correlation_id");
    assertThat(errors().get("id.lookup.fields").toString())
        .contains("'ticket' cannot be read", "Insufficient rights");
  }

  @Test
  void batchApiThatIsNotOpenIsFoundWhereBatchesWouldBeSent() {
    settings.put("write.api", "batch");
    assertThat(errors()).isEmpty();
    instance
        .faults()
        .always(
            Fault.error(403, "User Not Authorized", "Failed API level ACL Validation"),
            RequestMatcher.path("/api/now/v1/batch"));
    assertThat(errors().get("write.api").toString())
        .contains("/api/now/v1/batch", "write.api=table", "API level ACL");
    settings.put("write.api", "table");
    assertThat(errors()).isEmpty();
    settings.put("write.api", "import_set");
    assertThat(errors()).isEmpty();
    settings.put("batch.requests", "true");
    assertThat(errors()).containsOnlyKeys("batch.requests");
  }

  @Test
  void instanceThatAsksForPatienceHoldsUpNobody() {
    instance.faults().always(Fault.tooManyRequests(Duration.ofHours(1)), RequestMatcher.any());
    assertThat(errors()).isEmpty();
  }

  @Test
  void columnThatRowsAreLookedUpByMustExist() {
    settings.put("id.mode", "lookup");
    settings.put("id.lookup.fields", "correlation_id,external_id");
    assertThat(errors()).containsOnlyKeys("id.lookup.fields");
    assertThat(errors().get("id.lookup.fields"))
        .singleElement()
        .asString()
        .contains("'external_id'", "any row");
  }

  @Test
  void columnsThatNoTableHasAreFoundOnTheKeyThatNamesThem() {
    instance.table("u_order", ColumnDefinition.col("u_total", "decimal"));
    settings.put("topics", "ticket,u_order");
    settings.put("fields.include", "sys_id,correlation_id,total,u_nmae,who,variables.color");
    settings.put("fields.rename", "total:u_total,who:u_who");
    Map<String, List<String>> errors = errors();
    assertThat(errors).containsOnlyKeys("fields.include", "fields.rename");
    assertThat(errors.get("fields.include")).singleElement().asString().contains("'u_nmae'");
    assertThat(errors.get("fields.rename")).singleElement().asString().contains("'u_who'");
    settings.put("nested.fields", "flatten");
    assertThat(errors()).as("u_nmae may be an object").containsOnlyKeys("fields.rename");
    settings.put("unknown.columns", "ignore");
    assertThat(errors()).isEmpty();
  }

  @Test
  void columnsThatNoUrlHasRoomForAreAllLookedAt() {
    String many =
        IntStream.range(0, 350)
            .mapToObj(i -> "u_a_rather_long_column_" + i)
            .collect(Collectors.joining(","));
    settings.put("fields.include", many + ",correlation_id");
    assertThat(errors().get("fields.include"))
        .hasSize(350)
        .anyMatch(error -> error.contains("'u_a_rather_long_column_349'"));
  }

  @Test
  void columnsOfTablesThatOnlyRecordsTellAreNotJudged() {
    settings.put("fields.include", "correlation_id,u_other");
    assertThat(errors()).containsOnlyKeys("fields.include");
    settings.put("transforms", "route");
    assertThat(errors()).isEmpty();
    settings.put("table.allowlist", "ticket");
    assertThat(errors()).containsOnlyKeys("fields.include");
    instance.denyQueries("sys_dictionary");
    assertThat(errors()).as("nothing tells: there is no row").isEmpty();
  }

  private Map<String, List<String>> errors() {
    Map<String, List<String>> errors =
        new ServiceNowSinkConnector()
            .validate(settings).configValues().stream()
                .filter(value -> !value.errorMessages().isEmpty())
                .collect(Collectors.toMap(ConfigValue::name, ConfigValue::errorMessages));
    errors.forEach(
        (key, messages) ->
            assertThat(messages).allSatisfy(message -> assertThat(message).contains(key)));
    assertThat(
            errors.entrySet().stream()
                .flatMap(
                    error ->
                        error.getValue().stream()
                            .map(message -> message.replace(error.getKey() + ": ", ""))))
        .as("said once, whatever the key before it")
        .doesNotHaveDuplicates();
    return errors;
  }
}
