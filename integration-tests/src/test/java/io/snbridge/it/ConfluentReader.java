/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Confluent's client for Python, where Debian's python3-confluent-kafka is installed. */
final class ConfluentReader {

  private static final String PYTHON = "/usr/bin/python3";

  private static final String READ =
      """
      import sys
      from confluent_kafka import Consumer
      from confluent_kafka.avro import CachedSchemaRegistryClient
      from confluent_kafka.avro.serializer.message_serializer import MessageSerializer

      brokers, registry, topic, count, *columns = sys.argv[1:]
      values = MessageSerializer(CachedSchemaRegistryClient({'url': registry}))
      consumer = Consumer({'bootstrap.servers': brokers, 'group.id': 'confluent-reader',
                           'auto.offset.reset': 'earliest'})
      consumer.subscribe([topic])
      for unused in range(int(count)):
          record = consumer.poll(30)
          if record is None or record.error():
              sys.exit('no record: %s' % (record and record.error()))
          row = values.decode_message(record.value())
          print(*[row.get(column) for column in columns], sep='|')
      consumer.close()
      """;

  private ConfluentReader() {}

  static boolean isThere() throws IOException, InterruptedException {
    return Files.isExecutable(Path.of(PYTHON))
        && new ProcessBuilder(PYTHON, "-c", "import confluent_kafka.avro")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor()
            == 0;
  }

  /**
   * Reads records from a topic's beginning; fails when there are fewer, or one cannot be read.
   *
   * @param registry where the registry has Confluent's API
   * @return of each record, the columns with a bar between them; None for what is absent
   */
  static List<String> read(
      String bootstrapServers, URI registry, String topic, int count, String... columns)
      throws IOException, InterruptedException {
    Path errors = Files.createTempFile("confluent", ".err");
    ProcessBuilder command =
        new ProcessBuilder(
            PYTHON,
            "-c",
            READ,
            bootstrapServers,
            registry.toString(),
            topic,
            Integer.toString(count));
    command.command().addAll(List.of(columns));
    Process process = command.redirectError(errors.toFile()).start();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(Files.readString(errors)).isZero();
    Files.delete(errors);
    return said.lines().toList();
  }
}
