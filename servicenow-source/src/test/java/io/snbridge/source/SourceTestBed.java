/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source;

import io.snbridge.emulator.EmulatorClock;
import io.snbridge.emulator.ServiceNowEmulator;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * An emulated instance, the settings of a connector that reads it, and a worker around its tasks.
 * As an extension, all of them end with the test, however it ends.
 */
final class SourceTestBed implements AfterEachCallback {

  final EmulatorClock clock;
  final ServiceNowEmulator instance;
  final Map<String, String> config = new HashMap<>();
  final Connect connect = new Connect(config);
  private final List<Connect> others = new ArrayList<>();

  private SourceTestBed(EmulatorClock clock, ServiceNowEmulator instance, String tables) {
    this.clock = clock;
    this.instance = instance;
    config.put("servicenow.url", instance.url().toString());
    config.put("servicenow.username", "u");
    config.put("servicenow.password", "p");
    config.put("servicenow.retry.initial.backoff.ms", "1");
    config.put("tables", tables);
    config.put("poll.interval.ms", "20");
  }

  /** Of an instance whose clock stands at noon until the test sets it, in leaps. */
  static SourceTestBed inLeaps(String tables) {
    SourceTestBed bed = at(EmulatorClock.manual(Instant.parse("2026-03-01T12:00:00Z")), tables);
    // Nothing is looked back for, because its clock is not believed.
    bed.config.put("lookback.ms", "0");
    return bed;
  }

  static SourceTestBed inRealTime(String tables) {
    return at(EmulatorClock.system(), tables);
  }

  static SourceTestBed at(EmulatorClock clock, String tables) {
    ServiceNowEmulator instance =
        ServiceNowEmulator.builder()
            .port(0)
            .credentials("u", "p")
            .credentials("syst\u00e9m", "p")
            .clock(clock)
            .start();
    return new SourceTestBed(clock, instance, tables);
  }

  /** Another worker, to which nothing was delivered. */
  Connect another() {
    Connect other = new Connect(config);
    others.add(other);
    return other;
  }

  /** Of all rows, when they were changed last. */
  Map<String, String> stamps(String table) {
    return instance.rows(table).stream()
        .collect(Collectors.toMap(row -> row.get("sys_id"), row -> row.get("sys_updated_on")));
  }

  @Override
  public void afterEach(ExtensionContext context) {
    connect.close();
    others.forEach(Connect::close);
    instance.close();
  }
}
