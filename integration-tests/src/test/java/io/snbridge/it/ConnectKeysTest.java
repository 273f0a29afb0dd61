/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.it;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import io.snbridge.sink.ServiceNowSinkConnector;
import io.snbridge.source.ServiceNowSourceConnector;
import io.snbridge.stack.KafkaRuntime;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.kafka.connect.connector.Connector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The connectors know each key that Connect itself reads of a configuration: read from the
 * runtimes, not from memory.
 */
@ParameterizedClass(name = "{0}")
@EnumSource(KafkaRuntime.class)
class ConnectKeysTest {

  private static final Path ROOT = Path.of(System.getProperty("snbridge.root"));
  private static final String RUNTIME = "org.apache.kafka.connect.runtime.";

  /** What a configuration has that makes Connect define more keys. */
  private static final Map<String, String> WITH_PLUGINS_AND_TOPICS =
      Map.ofEntries(
          entry("name", "all"),
          entry("connector.class", "org.example.SourceConnector"),
          entry("transforms", "mask"),
          entry("transforms.mask.type", "org.apache.kafka.connect.transforms.MaskField$Value"),
          entry("transforms.mask.fields", "password"),
          entry("transforms.mask.predicate", "deleted"),
          entry("predicates", "deleted"),
          entry(
              "predicates.deleted.type",
              "org.apache.kafka.connect.transforms.predicates.RecordIsTombstone"),
          entry("topic.creation.groups", "compacted"),
          entry("topic.creation.default.partitions", "1"),
          entry("topic.creation.default.replication.factor", "1"));

  @Parameter KafkaRuntime runtime;

  private URLClassLoader connect;

  @BeforeEach
  void load() throws Exception {
    Path libs = Path.of(runtime.classPath(ROOT)).getParent();
    List<URL> jars = new ArrayList<>();
    try (Stream<Path> files = Files.list(libs)) {
      for (Path jar : files.toList()) {
        jars.add(jar.toUri().toURL());
      }
    }
    connect = new URLClassLoader(jars.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
  }

  @AfterEach
  void unload() throws Exception {
    connect.close();
  }

  @Test
  void everyKeyThatConnectDefinesIsKnown() throws Exception {
    Set<String> keys = new TreeSet<>();
    for (String type : List.of("ConnectorConfig", "SourceConnectorConfig", "SinkConnectorConfig")) {
      keys.addAll(names(call(type, "configDef")));
    }
    assertThat(keys).contains("name", "topics", "exactly.once.support");

    keys.addAll(names(enriched()));
    assertThat(keys)
        .contains(
            "transforms.mask.negate",
            "predicates.deleted.type",
            "topic.creation.default.partitions",
            "topic.creation.compacted.include");

    assertKnown(keys);
  }

  @Test
  void everyPrefixThatConnectNamesIsKnown() throws Exception {
    Set<String> prefixes = new TreeSet<>();
    for (String type : List.of("ConnectorConfig", "SourceConnectorConfig", "TopicCreationConfig")) {
      for (Field field : connect.loadClass(RUNTIME + type).getDeclaredFields()) {
        if (field.getName().endsWith("_PREFIX")) {
          field.setAccessible(true);
          prefixes.add(field.get(null) + "x");
        }
      }
    }
    assertThat(prefixes)
        .contains("producer.override.x", "predicates.x", "topic.creation.x")
        .hasSizeGreaterThan(5);
    assertKnown(prefixes);
  }

  private static void assertKnown(Set<String> keys) {
    for (Connector connector :
        List.of(new ServiceNowSourceConnector(), new ServiceNowSinkConnector())) {
      Map<String, String> config = new HashMap<>();
      keys.forEach(key -> config.put(key, "1"));
      config.put("unheard.of", "1");
      assertThat(connector.validate(config).configValues())
          .filteredOn(value -> value.errorMessages().toString().contains("Unknown key"))
          .extracting(value -> value.name())
          .as("Connect's keys that %s does not know", connector.getClass().getSimpleName())
          .containsExactly("unheard.of");
    }
  }

  /** The definition of a source that has transforms, predicates and groups of topics. */
  private Object enriched() throws Exception {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(connect);
    try {
      Object plugins =
          connect
              .loadClass(RUNTIME + "isolation.Plugins")
              .getConstructor(Map.class)
              .newInstance(Map.of());
      Object withPlugins =
          call(
              "ConnectorConfig",
              "enrich",
              plugins,
              call("SourceConnectorConfig", "configDef"),
              WITH_PLUGINS_AND_TOPICS,
              false);
      Object withDefaults = call("SourceConnectorConfig", "embedDefaultGroup", withPlugins);
      Object defaults =
          connect
              .loadClass("org.apache.kafka.common.config.AbstractConfig")
              .getConstructor(
                  connect.loadClass("org.apache.kafka.common.config.ConfigDef"),
                  Map.class,
                  boolean.class)
              .newInstance(withDefaults, WITH_PLUGINS_AND_TOPICS, false);
      return call(
          "SourceConnectorConfig", "enrich", withDefaults, WITH_PLUGINS_AND_TOPICS, defaults);
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  private Object call(String type, String name, Object... arguments) throws Exception {
    Method found =
        Arrays.stream(connect.loadClass(RUNTIME + type).getMethods())
            .filter(method -> method.getName().equals(name))
            .filter(method -> method.getParameterCount() == arguments.length)
            .findFirst()
            .orElseThrow();
    return found.invoke(null, arguments);
  }

  @SuppressWarnings("unchecked") // ConfigDef.names() of another class loader
  private static Set<String> names(Object definition) throws Exception {
    return (Set<String>) definition.getClass().getMethod("names").invoke(definition);
  }
}
