/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.it;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** YAML and JSON files of the project, read strictly, and the schemas that they must fit. */
final class CheckedFiles {

  static final Path ROOT = Path.of(System.getProperty("snbridge.root"));

  private static final ObjectMapper YAML =
      new ObjectMapper(
          YAMLFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build());

  private CheckedFiles() {}

  /**
   * The only document of a file.
   *
   * @throws IOException also for a key that is there twice
   */
  static JsonNode read(Path file) throws IOException {
    return parse(Files.readString(file));
  }

  /** The only document of a text. */
  static JsonNode parse(String yaml) throws IOException {
    try (MappingIterator<JsonNode> documents = YAML.readerFor(JsonNode.class).readValues(yaml)) {
      List<JsonNode> all = documents.readAll();
      if (all.size() != 1) {
        throw new IOException("One document was expected, not " + all.size());
      }
      return all.get(0);
    }
  }

  /**
   * What of a document a schema does not allow.
   *
   * @param schema name of a file among the resources, without its ending
   */
  static List<String> errors(String schema, JsonNode document) throws IOException {
    return schema(schema).validate(document).stream()
        .map(ValidationMessage::getMessage)
        .sorted()
        .toList();
  }

  /** A schema as it is. */
  static JsonNode schemaText(String name) throws IOException {
    try (InputStream in = CheckedFiles.class.getResourceAsStream("/schemas/" + name + ".json")) {
      if (in == null) {
        throw new IOException("There is no schema " + name);
      }
      return new ObjectMapper().readTree(in);
    }
  }

  private static JsonSchema schema(String name) throws IOException {
    return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V7).getSchema(schemaText(name));
  }
}
