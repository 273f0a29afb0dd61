/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.snbridge.emulator.ServiceNowEmulator;
import io.snbridge.emulator.TableDefinition;
import io.snbridge.sink.ServiceNowSinkTask;
import io.snbridge.source.ServiceNowSourceTask;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.management.JMException;
import javax.management.MBeanAttributeInfo;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.apache.kafka.connect.sink.SinkTaskContext;
import org.apache.kafka.connect.source.SourceTaskContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The monitoring guide names what the tasks show, and nothing else. */
class MonitoringGuideTest {

  private static final Pattern ROW =
      Pattern.compile("^\\| `([a-z0-9-]+)` \\| [^|]+ \\| [^|]+ \\|$");
  private static final MBeanServer SERVER = ManagementFactory.getPlatformMBeanServer();

  private ServiceNowEmulator instance;

  @BeforeEach
  void startInstance() {
    instance = ServiceNowEmulator.builder().port(0).credentials("u", "p").start();
    instance.defineTable(TableDefinition.table("u_table"));
  }

  @AfterEach
  void stopInstance() {
    instance.close();
  }

  @Test
  void guideNamesEveryMetricAndNoOther() throws Exception {
    ServiceNowSourceTask source = new ServiceNowSourceTask();
    source.initialize(EmptyContext.of(SourceTaskContext.class));
    source.start(
        settings(
            "guide-source",
            Map.of(
                "tables",
                "u_table",
                "deletes",
                "tombstone",
                "table.u_table.snapshot.id",
                "a",
                "rescan.interval.ms",
                "60000",
                "doorbell.topic",
                "changes",
                "doorbell.consumer.bootstrap.servers",
                "127.0.0.1:1")));
    ServiceNowSinkTask sink = new ServiceNowSinkTask();
    sink.initialize(EmptyContext.of(SinkTaskContext.class));
    sink.start(settings("guide-sink", Map.of("topics", "u_table")));
    Set<String> shown = shown();
    source.stop();
    sink.stop();

    assertThat(shown).isNotEmpty().isEqualTo(documented());
    assertThat(shown()).as("after the tasks have stopped").isEmpty();
  }

  private Map<String, String> settings(String name, Map<String, String> more) {
    Map<String, String> settings = new HashMap<>(more);
    settings.put("name", name);
    settings.put("servicenow.url", instance.url().toString());
    settings.put("servicenow.username", "u");
    settings.put("servicenow.password", "p");
    return settings;
  }

  private static Set<String> shown() throws JMException {
    Set<String> names = new TreeSet<>();
    for (ObjectName bean :
        SERVER.queryNames(new ObjectName("kafka.connect:type=plugins,*"), null)) {
      if (bean.getKeyProperty("connector").startsWith("guide-")) {
        Arrays.stream(SERVER.getMBeanInfo(bean).getAttributes())
            .map(MBeanAttributeInfo::getName)
            .forEach(names::add);
      }
    }
    return names;
  }

  private static Set<String> documented() throws IOException {
    Path guide = Path.of(System.getProperty("snbridge.root"), "docs/guides/monitoring.md");
    return Files.readAllLines(guide).stream()
        .map(ROW::matcher)
        .filter(row -> row.matches())
        .map(row -> row.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
