/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.sink;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.common.config.ConfigValue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a UI shows of the sink's keys: those that do something with the others' values. */
class SinkFormTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "write.method=update|not.found",
        "write.method=insert value.operation.path=op|not.found",
        "id.mode=lookup|id.lookup.fields id.lookup.case.sensitive id.lookup.cache.size id.lookup.cache.ms",
        "write.api=batch|batch.size linger.ms batch.max.bytes",
        "write.api=BATCH|batch.size linger.ms batch.max.bytes",
        "write.api=import_set|import.set.coalesce import.set.record.id.field import.set.insert.multiple batch.requests",
        "write.api=import_set batch.requests=true|batch.size linger.ms batch.max.bytes batch.requests",
        "write.api=import_set import.set.insert.multiple=true|batch.size linger.ms batch.max.bytes",
        "write.api=identify_reconcile|ire.data.source ire.payload ire.lookup.path ire.related.path ire.relations.path ire.native.key.path batch.requests",
        "conflict.policy=newest_wins|conflict.own.users",
        "conflict.policy=review|conflict.own.users conflict.review.topic",
        "conflict.policy=review conflict.review.topic=r|report.producer.bootstrap.servers",
        "conflict.policy=source_priority|conflict.source.priorities conflict.source.header conflict.source.path conflict.source.name conflict.source.column conflict.source.users",
        "conflict.policy=source_priority conflict.source.column=u_by|conflict.source.fill.empty",
        "conflict.policy=com.acme.OpenRowsOnly|conflict.review.topic",
        "report.topic=r|report.producer.bootstrap.servers",
        "report.failure.topic=r|report.producer.bootstrap.servers",
        "idempotency.key.path=id|idempotency.window.ms idempotency.window.size",
      })
  void keyIsShownWhereItHasAnEffect(String settings, String keys) {
    List<String> expected = List.of(keys.split(" ", -1));
    assertThat(shown(settings)).containsAll(expected);
    assertThat(shown("")).doesNotContainAnyElementsOf(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "id.mode=lookup|value.id.path",
        "conflict.policy=newest_wins|collapse.updates",
        "write.api=import_set|write.method id.mode conflict.policy collapse.updates input.display.value journal.fields verify.writes",
        "write.api=identify_reconcile|write.method id.mode conflict.policy collapse.updates input.display.value journal.fields verify.writes",
      })
  void keyIsHiddenWhereItHasNone(String settings, String keys) {
    List<String> expected = List.of(keys.split(" ", -1));
    assertThat(shown("")).containsAll(expected);
    assertThat(shown(settings)).doesNotContainAnyElementsOf(expected);
  }

  /** A policy is named by what it decides between, and there are no policies for imports. */
  @Test
  void whatIsHiddenHidesWhatDependsOnIt() {
    assertThat(shown("write.api=import_set conflict.policy=review id.mode=lookup"))
        .doesNotContain("conflict.own.users", "conflict.review.topic", "id.lookup.fields");
    assertThat(shown("write.api=identify_reconcile ire.payload=items"))
        .contains("ire.payload")
        .doesNotContain("ire.lookup.path", "ire.native.key.path");
  }

  private static List<String> shown(String settings) {
    Map<String, String> config = new HashMap<>();
    Stream.of(settings.split(" ", -1))
        .filter(setting -> !setting.isEmpty())
        .forEach(setting -> config.put(setting.split("=", 2)[0], setting.split("=", 2)[1]));
    return new ServiceNowSinkConnector()
        .validate(config).configValues().stream()
            .filter(ConfigValue::visible)
            .map(ConfigValue::name)
            .toList();
  }
}
