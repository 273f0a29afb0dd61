/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source;

import static io.snbridge.emulator.ColumnDefinition.col;
import static org.assertj.core.api.Assertions.assertThat;

import io.snbridge.emulator.RecordedRequest;
import io.snbridge.emulator.ServiceNowEmulator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What reads of a table ask for beside its rows, over HTTP, against an emulated instance. */
@Timeout(60)
class ReadOptionsTest {

  private static final int ROWS = 30;

  @RegisterExtension final SourceTestBed bed = SourceTestBed.inLeaps("u_job");
  private final ServiceNowEmulator instance = bed.instance;
  private final Map<String, String> config = bed.config;
  private final Connect connect = bed.connect;
  private final List<String> ofOthers = new ArrayList<>();

  @BeforeEach
  void start() {
    instance.table("u_job", col("u_company", "string"));
    config.put("schema.mode", "none");
    for (int i = 0; i < ROWS; i++) {
      boolean isOwn = i % 3 == 0;
      String id = instance.insert("u_job", Map.of("u_company", isOwn ? "own" : "another"));
      if (!isOwn) {
        ofOthers.add(id);
      }
    }
    instance.separateDomains("u_job", "u_company=own");
    bed.clock.advance(Duration.ofMinutes(1));
  }

  @Test
  void rowsOfTheUsersOwnDomainAreRead() throws Exception {
    ServiceNowSourceTask task = connect.start();
    connect.pollUntilRead(task, "u_job");
    assertThat(connect.stamps)
        .hasSize(ROWS / 3)
        .doesNotContainKeys(ofOthers.toArray(new String[0]));
  }

  @Test
  void rowsAndChangesOfAllDomainsAreReadAndNoneCountsAsHidden() throws Exception {
    config.put("query.no.domain", "true");
    ServiceNowSourceTask task = connect.start();
    connect.pollUntil(task, kafka -> kafka.stamps.equals(bed.stamps("u_job")));
    instance.update("u_job", ofOthers.get(0), Map.of("u_company", "a third"));
    instance.insert("u_job", Map.of("u_company", "a fourth"));
    bed.clock.advance(Duration.ofMinutes(1));
    connect.pollUntil(task, kafka -> kafka.stamps.equals(bed.stamps("u_job")));
    connect.pollUntilRead(task, "u_job");

    assertThat(connect.records).isEqualTo(ROWS + 2);
    assertThat(connect.metric("u_job", "hidden-rows-total")).isEqualTo(0L);
  }

  @Test
  void whoAsksForAllDomainsLaterGetsTheRowsThatWereNotRead() throws Exception {
    ServiceNowSourceTask task = connect.start();
    connect.pollUntilRead(task, "u_job");
    instance.insert("u_job", Map.of("u_company", "own"));
    bed.clock.advance(Duration.ofMinutes(1));
    connect.pollUntil(task, kafka -> kafka.stamps.size() == ROWS / 3 + 1);
    task.stop();

    config.put("query.no.domain", "true");
    connect.pollUntil(connect.start(), kafka -> kafka.stamps.equals(bed.stamps("u_job")));
  }

  /** The Aggregate API knows neither, and would count other rows than the pages show. */
  @ParameterizedTest
  @CsvSource({
    "query.no.domain, true, sysparm_query_no_domain",
    "query.category, replica-1, sysparm_query_category"
  })
  void everyReadOfTheTableAsksForIt(String key, String value, String parameter) throws Exception {
    config.put("table.u_job." + key, value);
    config.put("deletes", "tombstone");
    config.put("rescan.interval.ms", "1");
    config.put("exclude.updated.by", "nobody");
    config.put("page.size", "7");
    assertThat(new ServiceNowSourceConnector().validate(config).configValues())
        .allSatisfy(checked -> assertThat(checked.errorMessages()).isEmpty());
    ServiceNowSourceTask task = connect.start();
    connect.pollUntilRead(task, "u_job");
    instance.delete("u_job", instance.rows("u_job").get(0).get("sys_id"));
    instance.update(
        "u_job", instance.rows("u_job").get(0).get("sys_id"), Map.of("u_company", "own"));
    bed.clock.advance(Duration.ofMinutes(2));
    connect.pollUntil(task, kafka -> kafka.deletes.size() == 1);
    connect.pollUntilRead(task, "u_job");
    task.stop();

    List<RecordedRequest> reads =
        instance.requests().matching(request -> request.path().endsWith("/u_job"));
    assertThat(reads).hasSizeGreaterThan(10);
    assertThat(reads)
        .allSatisfy(
            request -> {
              assertThat(request.path()).contains("/api/now/table/");
              assertThat(request.parameter(parameter)).isEqualTo(value);
            });
  }

  @Test
  void categoryIsAName() {
    config.put("query.category", "a&sysparm_query=");
    assertThat(new ServiceNowSourceConnector().validate(config).configValues())
        .filteredOn(checked -> checked.name().equals("query.category"))
        .flatExtracting(checked -> checked.errorMessages())
        .singleElement()
        .asString()
        .contains("name of a query category");
  }
}
