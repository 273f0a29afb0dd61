/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.snbridge.cli.ServiceNowKafka;
import io.snbridge.sink.ServiceNowSinkConnector;
import io.snbridge.source.ServiceNowSourceConnector;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.ConfigValue;
import org.apache.kafka.connect.connector.Connector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** Configurations of other ServiceNow connectors, with only their class changed. */
class PeerConfigurationsTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Keys of theirs that are ours, too, and mean the same. */
  private static final Set<String> OURS_TOO =
      Set.of(
          "servicenow.url",
          "servicenow.password",
          "servicenow.ssl.truststore.password",
          "topic.prefix");

  private static final Pattern CONNECTS =
      Pattern.compile(
          "name|connector.class|tasks.max|topics|errors.tolerance|(key|value).converter.*");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "confluent-source | servicenow.table | 'tables'",
        "confluent-source | servicenow.user | 'servicenow.username'",
        "confluent-source | poll.interval.s | 'poll.interval.ms' (in milliseconds)",
        "confluent-source | kafka.topic | 'table.<alias>.topic'",
        "confluent-source | servicenow.ssl.truststore.path | 'servicenow.ssl.truststore.location'",
        "confluent-source | confluent.topic.bootstrap.servers | because no licence is needed",
        "confluent-cloud-source-v2 | table1.name | 'tables' and 'table.<alias>.name'",
        "confluent-cloud-source-v2 | table2.pagination.query | 'table.<alias>.query'",
        "confluent-cloud-source-v2 | oauth2.client.secret | 'servicenow.oauth2.client.secret'",
        "confluent-cloud-source-v2 | kafka.api.secret | because the worker knows its Kafka",
        "ibm-source | servicenow.client.base.uri | 'servicenow.url'",
        "ibm-source | table.whitelist | 'tables'",
        "ibm-source | table.whitelist.case.name | 'table.case.name'",
        "ibm-source | table.whitelist.case.identifier.field.name | 'table.case.id.field'",
        "osodevops-source | snow.tables | 'tables'",
        "osodevops-source | snow.table.inc.query | 'table.inc.query'",
        "osodevops-source | snow.source.batch.size | 'page.size'"
      })
  void sourceOfAnotherConnectorIsRefusedWithOurKeys(String file, String key, String answer)
      throws IOException {
    assertRefused(new ServiceNowSourceConnector(), file, key, answer);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "confluent-sink | servicenow.table | 'table.name.format'",
        "confluent-sink | reporter.result.topic.name | 'report.topic'",
        "confluent-sink | reporter.bootstrap.servers | 'report.producer.bootstrap.servers'",
        "confluent-sink | reporter.error.topic.key.format | because reports are always JSON",
        "confluent-cloud-sink | servicenow.table | 'table.name.format'",
        "confluent-cloud-sink | input.data.format | 'value.converter'",
        "confluent-cloud-sink | max.poll.records | 'consumer.override.max.poll.records'",
        "osodevops-sink | snow.sink.table | 'table.name.format'",
        "osodevops-sink | snow.sink.correlation.field | 'id.lookup.fields'"
      })
  void sinkOfAnotherConnectorIsRefusedWithOurKeys(String file, String key, String answer)
      throws IOException {
    assertRefused(new ServiceNowSinkConnector(), file, key, answer);
  }

  @Test
  void keysOfOurOtherConnectorAreSaidToBeItsOwn() throws IOException {
    Map<String, String> source = read("confluent-source");
    source.put("write.method", "insert");
    source.put("report.producer.acks", "all");
    assertThat(unknown(new ServiceNowSourceConnector(), source))
        .hasEntrySatisfying("write.method", error -> assertThat(error).contains("our sink"))
        .hasEntrySatisfying(
            "report.producer.acks", error -> assertThat(error).contains("our sink"));

    Map<String, String> sink = read("confluent-sink");
    sink.put("poll.interval.ms", "5");
    sink.put("table.incident.topic", "x");
    assertThat(unknown(new ServiceNowSinkConnector(), sink))
        .hasEntrySatisfying("poll.interval.ms", error -> assertThat(error).contains("our source"))
        .hasEntrySatisfying(
            "table.incident.topic", error -> assertThat(error).contains("our source"));
  }

  @Test
  void sourceOfAnotherConnectorInOurSinkIsNamed() throws IOException {
    assertThat(unknown(new ServiceNowSinkConnector(), read("ibm-source")))
        .hasEntrySatisfying(
            "table.whitelist",
            error ->
                assertThat(error)
                    .contains("this is a sink connector", "IBM's source connector", "'tables'"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "confluent-source",
        "confluent-cloud-source-v2",
        "confluent-sink",
        "confluent-cloud-sink",
        "ibm-source",
        "osodevops-source",
        "osodevops-sink"
      })
  void translationIsValidAndShowsNoPassword(String file) throws IOException, URISyntaxException {
    Path theirs =
        Path.of(PeerConfigurationsTest.class.getResource("/peers/" + file + ".json").toURI());
    StringWriter out = new StringWriter();
    CommandLine line = ServiceNowKafka.commandLine();
    line.setOut(new PrintWriter(out));

    line.execute("translate", theirs.toString(), "--json");

    assertThat(out.toString()).doesNotContain("hunter2");
    Map<String, String> ours =
        JSON.convertValue(
            JSON.readTree(out.toString()).at("/connectors/0/config"),
            new TypeReference<TreeMap<String, String>>() {});
    ours.replaceAll((key, value) -> value.replaceAll("\\$\\{[^}]*}", "a-value"));
    ours.put("servicenow.validation.timeout.ms", "0");
    Connector connector =
        file.endsWith("sink") ? new ServiceNowSinkConnector() : new ServiceNowSourceConnector();
    assertThat(connector.validate(ours).configValues())
        .flatExtracting(ConfigValue::errorMessages)
        .isEmpty();
  }

  private static void assertRefused(Connector connector, String file, String key, String answer)
      throws IOException {
    Map<String, String> config = read(file);
    config.put("connector.class", connector.getClass().getName());
    Map<String, String> errors = unknown(connector, config);
    assertThat(errors.get(key)).contains("'" + key + "'", answer);
    assertThat(errors.values())
        .allMatch(error -> error.contains("it is a key of"))
        .noneMatch(error -> error.contains("hunter2"));
    Set<String> theirs = new TreeSet<>(config.keySet());
    theirs.removeIf(name -> OURS_TOO.contains(name) || CONNECTS.matcher(name).matches());
    assertThat(errors.keySet()).isEqualTo(theirs);
  }

  private static Map<String, String> unknown(Connector connector, Map<String, String> config) {
    Map<String, String> errors = new TreeMap<>();
    connector
        .validate(config)
        .configValues()
        .forEach(
            value ->
                value.errorMessages().stream()
                    .filter(error -> error.startsWith("Unknown key"))
                    .forEach(
                        error -> {
                          assertThat(value.value()).isNull();
                          errors.put(value.name(), error);
                        }));
    return errors;
  }

  private static Map<String, String> read(String file) throws IOException {
    return JSON.readValue(
        PeerConfigurationsTest.class.getResourceAsStream("/peers/" + file + ".json"),
        new TypeReference<TreeMap<String, String>>() {});
  }
}
