/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.snbridge.sink.ServiceNowSinkConnector;
import io.snbridge.source.ServiceNowSourceConnector;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.Test;

/** What README and guides tell a reader to write into a configuration. */
class DocumentedKeysTest {

  private static final Path ROOT = Path.of(System.getProperty("snbridge.root"));
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final Pattern FENCED = Pattern.compile("(?ms)^ *```(\\w*)\\n(.*?)^ *```");
  private static final Pattern CODE = Pattern.compile("`([^`\n]+)`");
  private static final Pattern SETTING = Pattern.compile("([a-z][a-z0-9_.]*)=(\\S.*)");
  private static final Pattern OURS = Pattern.compile("servicenow(\\.[a-z0-9_]+)+");
  private static final Pattern OF_A_TABLE = Pattern.compile("table\\.(<\\w+>|[a-z0-9_]+)\\.");

  /** What the source puts into records, and the review topic's messages. */
  private static final Set<String> HEADERS =
      Set.of(
          "servicenow.class",
          "servicenow.correlation.id",
          "servicenow.deleted.at",
          "servicenow.deleted.by",
          "servicenow.instance",
          "servicenow.key.unknown",
          "servicenow.operation",
          "servicenow.record.offset",
          "servicenow.record.partition",
          "servicenow.record.topic",
          "servicenow.sys_id",
          "servicenow.table",
          "servicenow.updated.on");

  private static final List<ConfigDef> DEFINITIONS =
      List.of(
          new ServiceNowSourceConnector().config(),
          new ServiceNowSinkConnector().config(),
          ServiceNowSourceConnector.tableConfig());

  /** A piece of a document, with its place for the message. */
  private record Piece(String file, String text) {}

  @Test
  void everyJsonExampleIsJson() throws IOException {
    List<Piece> examples = fenced("json");
    assertThat(examples).hasSizeGreaterThan(20).allMatch(DocumentedKeysTest::isJson);
  }

  /** Either alone, or as lines of an object. */
  private static boolean isJson(Piece example) {
    return isJson(example.text()) || isJson("{" + example.text() + "}");
  }

  private static boolean isJson(String text) {
    try {
      JSON.readTree(text);
      return true;
    } catch (JsonProcessingException notJson) {
      return false;
    }
  }

  @Test
  void everyValueIsOneThatItsKeyTakes() throws IOException {
    List<String> refused = new ArrayList<>();
    int settings = 0;
    for (Piece piece : code()) {
      Matcher setting = SETTING.matcher(piece.text().strip());
      if (setting.matches()) {
        List<ConfigDef.ConfigKey> keys = keys(withoutTable(setting.group(1)));
        settings += keys.isEmpty() ? 0 : 1;
        if (!keys.isEmpty() && keys.stream().noneMatch(key -> takes(key, setting.group(2)))) {
          refused.add(piece.toString());
        }
      }
    }
    assertThat(refused).isEmpty();
    assertThat(settings).isGreaterThan(80);
  }

  private static boolean takes(ConfigDef.ConfigKey key, String value) {
    try {
      Object parsed = ConfigDef.parseType(key.name, value, key.type);
      if (key.validator != null) {
        key.validator.ensureValid(key.name, parsed);
      }
      return true;
    } catch (ConfigException refused) {
      // A class is an example's own.
      return value.startsWith("com.acme.");
    }
  }

  @Test
  void everyKeyOfOursExists() throws IOException {
    List<String> unknown =
        code().stream()
            .filter(piece -> isOurs(piece.text()) && !HEADERS.contains(piece.text()))
            .filter(piece -> keys(withoutTable(piece.text())).isEmpty())
            .map(Piece::toString)
            .toList();
    assertThat(unknown).isEmpty();
  }

  private static boolean isOurs(String text) {
    return OURS.matcher(text).matches()
        || (OF_A_TABLE.matcher(text).lookingAt() && text.matches("[^ =]+[a-z]"));
  }

  private static String withoutTable(String key) {
    return keys(key).isEmpty() ? OF_A_TABLE.matcher(key).replaceFirst("") : key;
  }

  private static List<ConfigDef.ConfigKey> keys(String name) {
    return DEFINITIONS.stream()
        .filter(definition -> definition.configKeys().containsKey(name))
        .map(definition -> definition.configKeys().get(name))
        .toList();
  }

  private static List<Piece> fenced(String language) throws IOException {
    List<Piece> pieces = new ArrayList<>();
    for (Path file : documents()) {
      for (MatchResult block : FENCED.matcher(Files.readString(file)).results().toList()) {
        if (block.group(1).equals(language)) {
          pieces.add(new Piece(file.getFileName().toString(), block.group(2)));
        }
      }
    }
    return pieces;
  }

  /** Code within sentences, and the lines of properties. */
  private static List<Piece> code() throws IOException {
    List<Piece> pieces = new ArrayList<>();
    for (Path file : documents()) {
      String prose = FENCED.matcher(Files.readString(file)).replaceAll("");
      CODE.matcher(prose)
          .results()
          .forEach(code -> pieces.add(new Piece(file.getFileName().toString(), code.group(1))));
    }
    for (Piece block : fenced("properties")) {
      block.text().lines().forEach(line -> pieces.add(new Piece(block.file(), line)));
    }
    return pieces;
  }

  private static List<Path> documents() throws IOException {
    try (Stream<Path> guides = Files.list(ROOT.resolve("docs/guides"))) {
      return Stream.concat(
              guides,
              Stream.of(
                  ROOT.resolve("README.md"), ROOT.resolve("connect-config-examples/README.md")))
          .sorted()
          .toList();
    }
  }
}
