/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.snbridge.sink.ServiceNowSinkConnector;
import io.snbridge.source.ServiceNowSourceConnector;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.ConfigDef;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** The form that UIs draw of each connector, from what a worker answers. */
@Order(Lanes.LIGHT)
class FormIT extends ConnectIT {

  /** A sentence that fits beside a field; a full stop within a name ends none. */
  private static final Pattern SHORT_SENTENCE = Pattern.compile("[A-Z].{5,119}?\\.(\\s.*|$)");

  private static final Set<String> OURS = new HashSet<>();

  static {
    OURS.addAll(new ServiceNowSourceConnector().config().names());
    OURS.addAll(new ServiceNowSinkConnector().config().names());
  }

  @Test
  void sourceIsAskedForInTheOrderOfTheWork() throws Exception {
    ConfigForm form = source(Map.of("tables", "incident"));
    assertThat(form.shownSections())
        .endsWith(
            "ServiceNow instance",
            "ServiceNow credentials",
            "Tables",
            "Records",
            "Snapshot",
            "Changes",
            "Deletes",
            "Rescans",
            "Doorbell",
            "ServiceNow requests",
            "ServiceNow proxy",
            "Validation");
    assertThat(form.shown("ServiceNow instance")).startsWith("servicenow.url");
    assertThat(form.shown("ServiceNow credentials"))
        .containsExactly("servicenow.auth.type", "servicenow.username", "servicenow.password");
    assertThat(form.shown("Tables")).startsWith("tables", "topic.prefix");
  }

  @Test
  void sinkIsAskedForInTheOrderOfTheWork() throws Exception {
    ConfigForm form = sink(Map.of("topics", "incident"));
    assertThat(form.shownSections())
        .endsWith(
            "ServiceNow instance",
            "ServiceNow credentials",
            "Tables",
            "Writes",
            "Columns",
            "Events",
            "Conflicts",
            "Reports",
            "Errors",
            "ServiceNow requests",
            "ServiceNow proxy",
            "Validation");
    assertThat(form.shown("Tables")).startsWith("table.name.format", "topic.table.map");
    assertThat(form.shown("Writes")).startsWith("write.api", "write.method", "id.mode");
  }

  @Test
  void onlyWhatHasAnEffectIsShown() throws Exception {
    ConfigForm oauth2 =
        source(
            Map.of(
                "servicenow.auth.type", "OAuth2",
                "servicenow.oauth2.grant.type", "jwt_bearer",
                "deletes", "tombstone",
                "schema.mode", "none"));
    assertThat(oauth2.shown())
        .contains("servicenow.oauth2.jwt.subject", "deletes.settle.ms", "tables")
        .doesNotContain("servicenow.password", "servicenow.oauth2.refresh.token", "time.mode");
    assertThat(oauth2.field("servicenow.auth.type").dependents())
        .contains("servicenow.password", "servicenow.oauth2.jwt.subject");

    ConfigForm encrypted = source(Map.of("servicenow.url", "https://dev1.service-now.com"));
    assertThat(encrypted.shownSections()).endsWith("ServiceNow TLS", "Validation");
    assertThat(encrypted.shown("ServiceNow TLS"))
        .contains("servicenow.ssl.truststore.location")
        .doesNotContain("servicenow.ssl.truststore.password");

    ConfigForm imports = sink(Map.of("write.api", "import_set", "batch.requests", "true"));
    assertThat(imports.shownSections())
        .contains("Import sets", "Batches")
        .doesNotContain("Conflicts", "Lookup", "Identification and reconciliation");
    assertThat(imports.shown("Writes"))
        .containsExactly("write.api", "behavior.on.null.values", "max.pending.bytes");

    ConfigForm review = sink(Map.of("conflict.policy", "review", "id.mode", "lookup"));
    assertThat(review.shown("Conflicts"))
        .containsExactly("conflict.policy", "conflict.own.users", "conflict.review.topic");
    assertThat(review.shownSections()).contains("Lookup");
  }

  @Test
  void choicesAreRecommendedInLowerCase() throws Exception {
    for (ConfigForm form : List.of(source(Map.of()), sink(Map.of()))) {
      List<ConfigForm.Field> choices =
          ours(form).stream().filter(field -> !field.recommended().isEmpty()).toList();
      assertThat(choices).hasSizeGreaterThan(8);
      assertThat(choices)
          .allSatisfy(
              field -> {
                if (!field.key().contains(".ssl.") && !field.key().contains("keystore")) {
                  assertThat(field.recommended())
                      .as(field.key())
                      .contains(field.value())
                      .allMatch(word -> word.equals(word.toLowerCase(Locale.ROOT)));
                }
              });
    }
    assertThat(source(Map.of()).field("snapshot.mode").recommended())
        .containsExactly("initial", "latest", "never");
    assertThat(sink(Map.of()).field("conflict.policy").recommended())
        .containsExactly("overwrite", "newest_wins", "source_priority", "review");
  }

  @Test
  void everyFieldHasItsPlaceANameAndASentence() throws Exception {
    for (ConfigForm form : List.of(source(Map.of()), sink(Map.of()))) {
      form.sections()
          .forEach(
              (section, fields) -> {
                List<ConfigForm.Field> own =
                    fields.stream().filter(field -> OURS.contains(field.key())).toList();
                assertThat(own)
                    .extracting(ConfigForm.Field::order)
                    .as(section)
                    .doesNotHaveDuplicates();
                assertThat(own)
                    .extracting(ConfigForm.Field::displayName)
                    .as(section)
                    .doesNotHaveDuplicates();
                assertThat(own.size())
                    .as("%s is ours alone, or not", section)
                    .isIn(0, fields.size());
              });
      assertThat(ours(form))
          .allSatisfy(
              field -> {
                assertThat(field.documentation()).as(field.key()).matches(SHORT_SENTENCE);
                assertThat(field.displayName()).as(field.key()).matches("[A-Z][^.]+");
              });
    }
  }

  @Test
  void whatIsNeededToBeginIsImportantAndTlsIsNot() throws Exception {
    ConfigForm form = source(Map.of());
    for (String key :
        List.of(
            "servicenow.url",
            "servicenow.auth.type",
            "servicenow.username",
            "servicenow.password",
            "servicenow.api.key",
            "servicenow.oauth2.client.secret",
            "tables")) {
      assertThat(form.field(key).importance()).as(key).isEqualTo("HIGH");
    }
    assertThat(form.sections().get("ServiceNow TLS"))
        .hasSizeGreaterThan(10)
        .allMatch(field -> field.importance().equals("LOW"));
  }

  /** Only the connector sets them, for its tasks. */
  @Test
  void keysOfTasksAreNotAskedFor() throws Exception {
    assertThat(source(Map.of()).fields())
        .extracting(ConfigForm.Field::key)
        .contains("tables")
        .noneMatch(key -> key.startsWith("task."));
    assertThat(sink(Map.of()).fields())
        .extracting(ConfigForm.Field::key)
        .contains("write.api")
        .noneMatch(key -> key.startsWith("task."));
    for (ConfigDef definition :
        List.of(new ServiceNowSourceConnector().config(), new ServiceNowSinkConnector().config())) {
      assertThat(definition.configKeys().values()).noneMatch(key -> key.internalConfig);
    }
  }

  private static List<ConfigForm.Field> ours(ConfigForm form) {
    return form.fields().stream().filter(field -> OURS.contains(field.key())).toList();
  }

  private ConfigForm source(Map<String, String> settings) throws IOException, InterruptedException {
    return drawn(ServiceNowSourceConnector.class, settings);
  }

  private ConfigForm sink(Map<String, String> settings) throws IOException, InterruptedException {
    return drawn(ServiceNowSinkConnector.class, settings);
  }

  /** As a UI asks: with what is typed so far. */
  private ConfigForm drawn(Class<?> connector, Map<String, String> settings)
      throws IOException, InterruptedException {
    ObjectNode config =
        JsonNodeFactory.instance
            .objectNode()
            .put("name", "drawn")
            .put("connector.class", connector.getName())
            .put("servicenow.url", emulator.url().toString());
    settings.forEach(config::put);
    return ConfigForm.of(stack.rest().validate(config));
  }
}
