/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.benchmarks;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;

/**
 * The records of a soak. Nineteen of twenty have one of many keys, and one in ten of those is a
 * delete, where the API has deletes; the others have no key, and each creates a row of its own.
 */
final class SoakTopic {

  static final String NAME = "soak";
  static final int PARTITIONS = 6;
  private static final int EVERY_CREATE = 20;
  private static final int RECORDS_A_ROW = 5;

  /** A record of a row. */
  private record Change(String place, Optional<String> sequence) {}

  private final int records;
  private final SoakApi api;

  /** All of each key, in their order. */
  private final Map<String, List<Change>> changes = new LinkedHashMap<>();

  /** Places by sequence of the records that create a row each. */
  private final Map<String, String> creates = new HashMap<>();

  SoakTopic(int records, SoakApi api) {
    this.records = records;
    this.api = api;
  }

  int records() {
    return records;
  }

  /** Where a record is. */
  static String place(int partition, long offset) {
    return partition + ":" + offset;
  }

  void produce(String bootstrapServers) throws InterruptedException, ExecutionException {
    Records.create(bootstrapServers, NAME, PARTITIONS);
    Random random = new Random(4);
    List<ProducerRecord<String, String>> all = new ArrayList<>();
    List<Future<RecordMetadata>> sent = new ArrayList<>();
    try (KafkaProducer<String, String> producer = Records.producer(bootstrapServers)) {
      for (int i = 0; i < records; i++) {
        String key =
            i % EVERY_CREATE == 0
                ? null
                : "%032x".formatted(1 + random.nextInt(Math.max(1, records / RECORDS_A_ROW)));
        boolean delete = key != null && random.nextInt(10) == 0 && api.deletes();
        all.add(new ProducerRecord<>(NAME, key, delete ? null : value(key, i)));
        sent.add(producer.send(all.get(i)));
      }
    }
    for (int i = 0; i < records; i++) {
      RecordMetadata at = sent.get(i).get();
      add(all.get(i).key(), all.get(i).value() == null, i, place(at.partition(), at.offset()));
    }
  }

  /**
   * Takes a record into what is expected.
   *
   * @param key null for one that creates a row
   */
  void add(String key, boolean delete, int sequence, String place) {
    String text = Integer.toString(sequence);
    if (key == null) {
      creates.put(text, place);
    } else {
      changes
          .computeIfAbsent(key, first -> new ArrayList<>())
          .add(new Change(place, delete ? Optional.empty() : Optional.of(text)));
    }
  }

  private String value(String key, int sequence) {
    String keyField =
        key == null || api != SoakApi.IMPORT_SET
            ? ""
            : "\"%s\": \"%s\", ".formatted(SoakApi.KEY, key);
    return "{%s\"u_seq\": %d, \"u_text\": \"record %d\"}".formatted(keyField, sequence, sequence);
  }

  /**
   * In what ServiceNow differs: each row must be as its last record says, and each record without a
   * key must have one row.
   *
   * @param rows of the table
   * @param excused places of records that may have been written, or not: a row may be as one of
   *     those says that are behind its last other one
   */
  List<String> differences(List<Map<String, String>> rows, Set<String> excused) {
    List<String> wrong = new ArrayList<>();
    Map<String, String> seen = new HashMap<>();
    Set<String> created = new HashSet<>();
    for (Map<String, String> row : rows) {
      String key = row.get(api.keyColumn());
      String sequence = row.get("u_seq");
      boolean once =
          changes.containsKey(key)
              ? seen.put(key, sequence) == null
              : creates.containsKey(sequence) && created.add(sequence);
      if (!once) {
        wrong.add("row %s of record %s is one too many".formatted(row.get("sys_id"), sequence));
      }
    }
    changes.forEach(
        (key, ofRow) -> {
          Set<String> allowed = allowed(ofRow, excused);
          if (!allowed.contains(Objects.requireNonNullElse(seen.get(key), ""))) {
            wrong.add("row %s has sequence %s, not %s".formatted(key, seen.get(key), allowed));
          }
        });
    creates.forEach(
        (sequence, place) -> {
          if (!created.contains(sequence) && !excused.contains(place)) {
            wrong.add("record %s created no row".formatted(sequence));
          }
        });
    return wrong;
  }

  /** Sequences, empty for no row. */
  private static Set<String> allowed(List<Change> ofRow, Set<String> excused) {
    Set<String> allowed = new HashSet<>();
    for (int i = ofRow.size() - 1; i >= 0; i--) {
      allowed.add(ofRow.get(i).sequence().orElse(""));
      if (!excused.contains(ofRow.get(i).place())) {
        return allowed;
      }
    }
    allowed.add("");
    return allowed;
  }
}
