/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.snbridge.common.config.ConfigFingerprint;
import io.snbridge.sink.ServiceNowSinkConnector;
import io.snbridge.source.ServiceNowSourceConnector;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.config.ConfigDef;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the guide for auditors says of fingerprints. */
class AuditGuideTest {

  private static final List<ConfigDef> DEFINITIONS =
      List.of(new ServiceNowSourceConnector().config(), new ServiceNowSinkConnector().config());

  @Test
  void commandOfTheGuideGivesTheFingerprint(@TempDir Path folder) throws Exception {
    assumeThat(GuideCommands.areThere("jq", "sha256sum")).isTrue();
    Map<String, String> settings = new TreeMap<>();
    DEFINITIONS.forEach(
        keys -> keys.names().forEach(key -> settings.put(key, "a value of " + key)));
    settings.put("name", "\"quoted\" \u00fc \\ \n\t/");
    settings.put("value.converter.basic.auth.user.info", "me:secret");
    settings.put("value.converter.schema.registry.url", "https://me:secret@registry/");
    Path file = folder.resolve("config.json");
    Files.write(file, new ObjectMapper().writeValueAsBytes(settings));

    GuideCommands commands =
        new GuideCommands("docs/guides/audit.md")
            .with("curl -fsS http://<worker>:8083/connectors/orders-sink/config", "cat " + file);

    assertThat(commands.run("fingerprint")).isEqualTo(ConfigFingerprint.of(settings));
  }

  @Test
  void secretsAreWhatIsDefinedAsAPassword() {
    for (ConfigDef keys : DEFINITIONS) {
      for (ConfigDef.ConfigKey key : keys.configKeys().values()) {
        Map<String, String> one = Map.of(key.name, "1");
        Map<String, String> other = Map.of(key.name, "2");
        assertThat(ConfigFingerprint.of(one).equals(ConfigFingerprint.of(other)))
            .as(key.name)
            .isEqualTo(key.type == ConfigDef.Type.PASSWORD);
      }
    }
  }
}
