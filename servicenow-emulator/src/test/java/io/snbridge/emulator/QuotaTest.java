/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.emulator;

import static io.snbridge.emulator.ColumnDefinition.col;
import static io.snbridge.emulator.TableDefinition.table;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Quotas on counts and on sorts. */
class QuotaTest {

  @RegisterExtension
  static final ServiceNowEmulatorExtension SERVICENOW =
      new ServiceNowEmulatorExtension(b -> b.table(table("u_thing", col("text", "string"))));

  @BeforeEach
  void twoRows() {
    SERVICENOW.emulator().insertAll("u_thing", List.of(Map.of("text", "a"), Map.of("text", "b")));
  }

  @Test
  void requestThatCountsMoreThanItsQuotaIsCancelled() {
    SERVICENOW.emulator().switches().countQuota(1);
    assertThat(status("table/u_thing?sysparm_limit=1")).isEqualTo(500);
    assertThat(status("stats/u_thing?sysparm_count=true")).isEqualTo(500);
    assertThat(status("table/u_thing?sysparm_no_count=true")).isEqualTo(200);
    assertThat(status("table/u_thing?sysparm_query=text=a")).isEqualTo(200);
  }

  @Test
  void pageThatSortsMoreThanItsQuotaIsCancelled() {
    SERVICENOW.emulator().switches().sortQuota(1);
    assertThat(status("table/u_thing?sysparm_query=ORDERBYtext")).isEqualTo(500);
    assertThat(status("table/u_thing?sysparm_query=text=a%5EORDERBYtext")).isEqualTo(200);
    assertThat(status("table/u_thing?sysparm_query=ORDERBYsys_id")).isEqualTo(200);
  }

  private static int status(String path) {
    return new Client(SERVICENOW.emulator()).get("/api/now/" + path).status();
  }
}
