/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.connect;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class VersionTest {

  @Test
  void versionIsThatOfTheBuild() {
    assertThat(Version.version())
        .matches("\\d+\\.\\d+\\.\\d+(-SNAPSHOT)?")
        .isEqualTo(System.getProperty("project.version"));
  }
}
