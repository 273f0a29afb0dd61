/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.cli.check;

import io.snbridge.cli.connector.ConnectorSettings;
import io.snbridge.common.config.ConnectionConfig;
import io.snbridge.common.keys.ConnectorKind;
import io.snbridge.sink.ServiceNowSinkConnector;
import io.snbridge.source.ServiceNowSourceConnector;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.config.Config;
import org.apache.kafka.common.config.ConfigValue;

/** Holds settings against their definition, and against the instance, as Connect has them held. */
final class Settings {

  /** The most that a validation may have. */
  private static final String LONGEST_MS = "60000";

  /** Told with the requests, by {@link CheckCommand}. */
  private static final String SHORT_HOURS =
      "'" + ConnectionConfig.MAX_REQUESTS_PER_HOUR + "' is too small for";

  /** By themselves and with the instance, it warns of the same things. */
  private final Set<String> told = new HashSet<>();

  private final ConnectorSettings settings;
  private final Findings findings;

  Settings(ConnectorSettings settings, Findings findings) {
    this.settings = settings;
    this.findings = findings;
  }

  /** By themselves. */
  void alone() {
    List<String> warnings = new ArrayList<>();
    Config answer = LoggedWarnings.during(warnings, () -> validate("0"));
    var unused = tell(answer, warnings);
    if (!findings.hasErrors()) {
      findings.ok("settings", "every key and value is valid");
    }
  }

  /** With the instance, which has a minute to answer. */
  void withInstance() {
    List<String> warnings = new ArrayList<>();
    Config answer = LoggedWarnings.during(warnings, () -> validate(LONGEST_MS));
    boolean isAllWell = tell(answer, warnings) && !findings.hasErrors();
    if (isAllWell) {
      findings.ok("rights", "tables, columns and rights are there, as the settings need them");
    }
  }

  /** Whether it has nothing to tell that was not told before. */
  private boolean tell(Config answer, List<String> warnings) {
    boolean isWell = true;
    for (ConfigValue value : answer.configValues()) {
      for (String error : value.errorMessages()) {
        findings.error(value.name(), error);
        isWell = false;
      }
    }
    for (String warning : warnings) {
      if (!warning.contains(SHORT_HOURS) && told.add(warning)) {
        findings.warning("validation", warning);
        isWell = false;
      }
    }
    return isWell;
  }

  private Config validate(String time) {
    Map<String, String> given = new HashMap<>(settings.properties());
    given.put(ConnectionConfig.VALIDATION_TIMEOUT_MS, time);
    return settings.kind() == ConnectorKind.SOURCE
        ? new ServiceNowSourceConnector().validate(given)
        : new ServiceNowSinkConnector().validate(given);
  }
}
