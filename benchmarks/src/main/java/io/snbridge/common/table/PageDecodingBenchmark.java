/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.common.table;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Time for a row, from the bytes of a page. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class PageDecodingBenchmark {

  private static final JsonFactory JSON = new JsonFactory();

  private final byte[] body = ExamplePage.body();

  /** To rows. */
  @Benchmark
  @OperationsPerInvocation(ExamplePage.ROWS)
  public List<Row> page() throws IOException {
    return ExamplePage.decode(body);
  }

  /** Only the texts: what cannot be saved. */
  @Benchmark
  @OperationsPerInvocation(ExamplePage.ROWS)
  public int texts() throws IOException {
    int characters = 0;
    try (JsonParser json = JSON.createParser(new ByteArrayInputStream(body))) {
      for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
        characters += token == JsonToken.VALUE_STRING ? json.getText().length() : 0;
      }
    }
    return characters;
  }
}
