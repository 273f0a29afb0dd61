/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.transport;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ApiPathTest {

  @ParameterizedTest
  @CsvSource({
    "/api/now/table/incident, /api/now/table, /api/now/table/incident",
    "/api/now/table/incident/9d385017c611228701d22104cc95c371, /api/now/table, /api/now/table/incident",
    "/gateway/api/now/stats/incident, /gateway/api/now/stats, /gateway/api/now/stats/incident",
    "/api/snow/prod/api/now/table/incident, /api/snow/prod/api/now/table, /api/snow/prod/api/now/table/incident",
    "/api/v1/api/now/v1/batch, /api/v1/api/now/v1/batch, /api/v1/api/now/v1/batch",
    "/api/now/import/api/insertMultiple, /api/now/import, /api/now/import/api",
    "/api/now/table/api/9d385017c611228701d22104cc95c371, /api/now/table, /api/now/table/api",
    "/api/now/v2/table/incident, /api/now/v2/table, /api/now/v2/table/incident",
    "/api/now/v1/batch, /api/now/v1/batch, /api/now/v1/batch",
    "/api/now/import/u_x/insertMultiple, /api/now/import, /api/now/import/u_x",
    "/api/now/identifyreconcile, /api/now/identifyreconcile, /api/now/identifyreconcile",
    "/oauth_token.do, /oauth_token.do, /oauth_token.do",
  })
  void pathNamesItsApiAndItsTable(String path, String api, String table) {
    assertThat(ApiPath.of(path)).isEqualTo(new ApiPath(api, table));
  }
}
