/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigValue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CheckedConfigTest {

  private static final ConfigDef DEFINITION =
      new ConfigDef()
          .define("fields", ConfigDef.Type.INT, ConfigDef.Importance.HIGH, "Required, a number.");

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      delimiter = '|',
      value = {
        "list one                     | fields: list one",
        "'filds' cannot be set        | fields: 'filds' cannot be set",
        "denied: set 'fields' to none | fields: denied: set 'fields' to none",
        "fields.exclude has it, too   | fields: fields.exclude has it, too",
        "fields: list one             | fields: list one",
        "fields is required           | fields is required",
        "'fields' is required         | 'fields' is required",
        "Unknown key 'fields': remove | Unknown key 'fields': remove",
      })
  void errorThatDoesNotBeginWithItsKeyGetsIt(String error, String shown) {
    Map<String, ConfigValue> values = CheckedConfig.of(DEFINITION, Map.of("fields", "1"));
    values.get("fields").addErrorMessage(error);
    assertThat(errors(values)).containsExactly(shown);
  }

  @Test
  void errorsOfConfigDefNameTheKeyAlready() {
    assertThat(errors(CheckedConfig.of(DEFINITION, Map.of())))
        .singleElement()
        .asString()
        .startsWith("Missing required configuration \"fields\"");
    assertThat(errors(CheckedConfig.of(DEFINITION, Map.of("fields", "many"))))
        .singleElement()
        .asString()
        .startsWith("Invalid value many for configuration fields:");
  }

  @Test
  void sameErrorIsSaidOnce() {
    Map<String, ConfigValue> values = CheckedConfig.of(DEFINITION, Map.of("fields", "1"));
    values.get("fields").addErrorMessage("list one");
    values.get("fields").addErrorMessage("fields: list one");
    assertThat(errors(values)).containsExactly("fields: list one");
  }

  /** Forms show neither a hidden field nor its error. */
  @Test
  void keyWithAnErrorIsShown() {
    Map<String, ConfigValue> values = CheckedConfig.of(DEFINITION, Map.of("fields", "1"));
    values.get("fields").visible(false);
    assertThat(CheckedConfig.answer(values).configValues().get(0).visible()).isFalse();
    values.get("fields").addErrorMessage("list one");
    assertThat(CheckedConfig.answer(values).configValues().get(0).visible()).isTrue();
  }

  private static List<String> errors(Map<String, ConfigValue> values) {
    return CheckedConfig.answer(values).configValues().get(0).errorMessages();
  }
}
