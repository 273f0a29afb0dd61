/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.it;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.snbridge.stack.JavaProcess;
import io.snbridge.stack.Ports;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.apache.avro.NameValidator;
import org.apache.avro.Schema;
import org.awaitility.Awaitility;

/** Apicurio's registry in memory, with compatibility BACKWARD, and its converter for a worker. */
final class SchemaRegistry implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<String> CONVERTERS =
      List.of(
          "io.apicurio.registry.utils.converter.AvroConverter",
          "io.apicurio.registry.utils.converter.ExtJsonConverter");

  private final HttpClient http = HttpClient.newHttpClient();
  private final URI url;
  private final JavaProcess process;

  private SchemaRegistry(URI url, JavaProcess process) {
    this.url = url;
    this.process = process;
  }

  static SchemaRegistry start(Path projectRoot, Path folder)
      throws IOException, InterruptedException {
    int port = Ports.free();
    Path settings = Files.createDirectories(folder.resolve("config"));
    Files.writeString(
        settings.resolve("application.properties"),
        """
        quarkus.http.host=127.0.0.1
        quarkus.http.port=%d
        """
            .formatted(port));
    Path program = built(projectRoot).resolve("registry");
    JavaProcess process;
    try (Stream<Path> files = Files.list(program)) {
      Path runner =
          files.filter(f -> f.toString().endsWith("-runner.jar")).findFirst().orElseThrow();
      process =
          JavaProcess.start(
              folder,
              new JavaProcess.Command(
                  "registry",
                  runner.toString(),
                  "io.quarkus.runner.GeneratedMain",
                  "256m",
                  List.of()));
    }
    SchemaRegistry registry = new SchemaRegistry(URI.create("http://127.0.0.1:" + port), process);
    try {
      Awaitility.await("the registry answers")
          .atMost(ConnectIT.PATIENCE)
          .ignoreExceptionsInstanceOf(IOException.class)
          .until(() -> registry.get("/apis/ccompat/v7/subjects").isArray());
      registry.refuseWhatIsNotBackward();
    } catch (IOException | InterruptedException | RuntimeException e) {
      process.close();
      throw e;
    }
    return registry;
  }

  /**
   * Makes a folder for {@code plugin.path}. The converters have no service manifest; a jar beside
   * them has one, as {@code connect-plugin-path.sh sync-manifests} would make.
   */
  static Path converterPlugin(Path projectRoot, Path pluginPath) throws IOException {
    Path plugin = Files.createDirectories(pluginPath.resolve("apicurio"));
    try (Stream<Path> jars = Files.list(built(projectRoot).resolve("libs"))) {
      // The converter for JSON shares Jackson's objects with the worker's connect-json.
      for (Path jar :
          jars.filter(jar -> !jar.getFileName().toString().startsWith("jackson-")).toList()) {
        Files.createSymbolicLink(plugin.resolve(jar.getFileName()), jar);
      }
    }
    try (JarOutputStream manifest =
        new JarOutputStream(Files.newOutputStream(plugin.resolve("manifest.jar")))) {
      manifest.putNextEntry(
          new JarEntry("META-INF/services/org.apache.kafka.connect.storage.Converter"));
      manifest.write(String.join("\n", CONVERTERS).getBytes(StandardCharsets.UTF_8));
    }
    return pluginPath;
  }

  /** What a connector sets to write Avro in Confluent's wire format, as the guide says. */
  Map<String, String> converter() throws IOException {
    return converter("apicurio-avro");
  }

  /**
   * What a connector sets for a converter.
   *
   * @param example of the guide
   */
  Map<String, String> converter(String example) throws IOException {
    Map<String, String> settings = new HashMap<>(RegistryExamples.read().get(example));
    settings.replaceAll((key, value) -> value.replace("http://registry:8080", url.toString()));
    return settings;
  }

  /** Where it has Confluent's API. */
  URI confluent() {
    return url.resolve("/apis/ccompat/v7");
  }

  /** How many versions it has accepted. */
  int versions(String subject) throws IOException, InterruptedException {
    return get("/apis/ccompat/v7/subjects/" + subject + "/versions").size();
  }

  Schema newest(String subject) throws IOException, InterruptedException {
    return parse(get("/apis/ccompat/v7/subjects/" + subject + "/versions/latest"));
  }

  /** The schema with the id that a record carries. */
  Schema byId(int id) throws IOException, InterruptedException {
    return parse(get("/apis/ccompat/v7/schemas/ids/" + id));
  }

  private void refuseWhatIsNotBackward() throws IOException, InterruptedException {
    send(
        HttpRequest.newBuilder(url.resolve("/apis/ccompat/v7/config"))
            .header("Content-Type", "application/json")
            .PUT(BodyPublishers.ofString("{\"compatibility\":\"BACKWARD\"}")));
  }

  private JsonNode get(String path) throws IOException, InterruptedException {
    return send(HttpRequest.newBuilder(url.resolve(path)));
  }

  private JsonNode send(HttpRequest.Builder request) throws IOException, InterruptedException {
    var answer = http.send(request.build(), BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new IOException(answer.statusCode() + ": " + answer.body());
    }
    return JSON.readTree(answer.body());
  }

  private static Schema parse(JsonNode answer) {
    return new Schema.Parser(NameValidator.STRICT_VALIDATOR).parse(answer.get("schema").asText());
  }

  private static Path built(Path projectRoot) {
    return projectRoot.resolve("kafka-runtimes/schema-registry/target");
  }

  @Override
  public void close() {
    process.close();
  }
}
