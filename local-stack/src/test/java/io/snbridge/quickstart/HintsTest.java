/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HintsTest {

  static final String INCIDENT = "0123456789abcdef0123456789abcdef";

  @TempDir Path folder;

  static Hints hints(Path folder) {
    return Hints.of(folder, new Addresses(58080, 58083, 59092), INCIDENT);
  }

  @Test
  void noLineIsLongerThan80Columns() {
    assertThat(hints(Path.of("/home/me/snbridge")).lines())
        .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
    assertThat(hints(Path.of("/home/me/" + "deep/".repeat(20))).lines())
        .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
  }

  @Test
  void portsAreThoseOfThisRun() {
    assertThat(String.join("\n", hints(folder).lines()))
        .contains("127.0.0.1:58080/api/now/table/incident/" + INCIDENT)
        .contains("127.0.0.1:58083/connectors/quickstart-source/status")
        .doesNotContain("18080", "18083", "19092");
  }

  @Test
  void shellGetsIntoAFolderWhateverItsNameIs() throws Exception {
    Path odd = Files.createDirectory(folder.resolve("it's $HOME & \"more\""));

    String there = new HintRun(hints(odd), folder).run("pwd");

    assertThat(Path.of(there).toRealPath()).isEqualTo(odd.toRealPath());
  }

  @Test
  void linesTypedOneAfterTheOtherAreOneCommand() throws Exception {
    String said =
        new HintRun(hints(folder), folder).run(hints(folder).change().replace("curl", "echo"));

    assertThat(said)
        .isEqualTo(
            "-su admin:admin -X PATCH -H Content-Type: application/json"
                + " -d {\"short_description\": \"Changed by hand\"}"
                + " 127.0.0.1:58080/api/now/table/incident/"
                + INCIDENT);
  }

  @Test
  void hintThatNobodyHasTypedIsNamed() throws Exception {
    Hints hints = hints(folder);
    HintRun run = new HintRun(hints, folder);

    assertThat(run.untried())
        .containsExactly(
            hints.change(), hints.read(), hints.ask(), hints.askWithoutKey(), hints.status());
  }
}
