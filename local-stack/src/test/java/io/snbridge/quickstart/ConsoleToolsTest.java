/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConsoleToolsTest {

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "3.9.2, --property, --property",
    "4.0.2, --property, --property",
    "4.1.2, --property, --property",
    "4.2.0, --formatter-property, --reader-property",
    "4.3.1, --formatter-property, --reader-property",
    "4.10.0-rc1, --formatter-property, --reader-property",
    "5.0.0, --formatter-property, --reader-property"
  })
  void toolsAreGivenTheOptionsOfTheirVersion(String version, String ofConsumer, String ofProducer)
      throws Exception {
    ConsoleTools.write(folder, "/libs/*", version, "localhost:9092");

    assertThat(Files.readString(folder.resolve("consume")))
        .contains("-cp \"/libs/*\"", "--bootstrap-server localhost:9092")
        .contains(" " + ofConsumer + " print.key=true");
    assertThat(Files.readString(folder.resolve("produce")))
        .contains("set -- " + WebShop.TOPIC, "-cp \"/libs/*\"")
        .contains("--bootstrap-server localhost:9092 " + ofProducer + " parse.key=true")
        .contains(ofProducer + " 'key.separator=|' " + ofProducer + " ignore.error=true");
  }
}
