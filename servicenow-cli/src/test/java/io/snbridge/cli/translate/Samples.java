/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.cli.translate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Configurations as they are found in public repositories and documentation, with other names and
 * passwords. All passwords begin with {@code tiger}.
 */
final class Samples {

  static final Path FOLDER =
      Path.of("src", "test", "resources", "io", "snbridge", "cli", "translate");
  static final Instant NOW = Instant.parse("2026-03-31T12:00:00Z");

  private Samples() {}

  static List<Path> all() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files.sorted().toList();
    }
  }

  /** What becomes of a file. */
  static List<Draft> translated(String file) {
    return translated(ForeignFiles.read(FOLDER.resolve(file)), Optional.empty());
  }

  /** What becomes of keys and values. */
  static Draft translated(Map<String, String> settings) {
    return translated(new Foreign("a test", settings), Optional.empty()).get(0);
  }

  static List<Draft> translated(Foreign foreign, Optional<Instant> start) {
    Translator translator = new Translator(Clock.fixed(NOW, ZoneOffset.UTC), start, false);
    return Dialect.of(foreign).languages(foreign).stream()
        .map(language -> translator.translate(foreign, language))
        .toList();
  }

  /** What a person must decide: the keys. */
  static List<String> open(Draft draft) {
    return draft.notes().stream()
        .filter(note -> note.level() == Note.Level.DECIDE)
        .map(Note::key)
        .toList();
  }

  /** What is said of a key. */
  static List<String> notes(Draft draft, String key) {
    return draft.notes().stream().filter(note -> note.key().equals(key)).map(Note::text).toList();
  }
}
