/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.cli.verify;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * States on disk, in as many files as make each small enough for memory: those of one row are in
 * one file, in the order in which they came. Some 70 bytes a state. First all are written, then
 * they are read. Adding is thread-safe.
 */
final class Buckets<T> implements AutoCloseable {

  /** Ten million rows are 40,000 in each. */
  static final int COUNT = 256;

  /** How a state stands in a file. */
  interface Format<T> {
    void write(T state, DataOutputStream out) throws IOException;

    T read(DataInputStream in) throws IOException;
  }

  private final Format<T> format;
  private final List<Path> files;
  private final List<DataOutputStream> streams = new ArrayList<>();
  private long count;

  /**
   * @param folder where the files are, which are gone after {@link #close}
   * @param name of these among others there
   */
  Buckets(Path folder, String name, Format<T> format) {
    this.format = format;
    this.files = IntStream.range(0, COUNT).mapToObj(i -> folder.resolve(name + i)).toList();
    for (Path file : files) {
      try {
        file.toFile().deleteOnExit();
        streams.add(new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file))));
      } catch (IOException e) {
        close();
        throw new UncheckedIOException("The folder for temporary files cannot be used", e);
      }
    }
  }

  /** Adds what is known of a row. */
  synchronized void add(String id, T state) {
    count++;
    try {
      format.write(state, streams.get(bucket(id)));
    } catch (IOException e) {
      throw new UncheckedIOException("A temporary file cannot be written. Is the disk full?", e);
    }
  }

  /** How many were added. */
  synchronized long count() {
    return count;
  }

  /** All have been added. */
  synchronized void written() {
    IOException failed = closeStreams();
    if (failed != null) {
      throw new UncheckedIOException(
          "A temporary file cannot be written. Is the disk full?", failed);
    }
  }

  /** Gives the states of one file, in the order in which they were added. */
  void forEach(int bucket, Consumer<T> consumer) {
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(files.get(bucket))))) {
      while (true) {
        T state;
        try {
          state = format.read(in);
        } catch (EOFException end) {
          return;
        }
        consumer.accept(state);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("A temporary file cannot be read", e);
    }
  }

  private static int bucket(String id) {
    int hash = id.hashCode() * 0x9e3779b9;
    return (hash >>> 24) % COUNT;
  }

  private @Nullable IOException closeStreams() {
    IOException failed = null;
    for (DataOutputStream stream : streams) {
      try {
        stream.close();
      } catch (IOException e) {
        failed = e;
      }
    }
    streams.clear();
    return failed;
  }

  @Override
  public synchronized void close() {
    // They are deleted: what could not be written is of no more use.
    var unused = closeStreams();
    for (Path file : files) {
      try {
        Files.deleteIfExists(file);
      } catch (IOException e) {
        throw new UncheckedIOException("A temporary file cannot be deleted", e);
      }
    }
  }
}
