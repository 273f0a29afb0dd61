/*
 * Copyright the snbridge authors
 * SPDX-License-Identifier: Apache-2.0
 */
package io.snbridge.source;

import io.snbridge.common.schema.Dictionary;
import io.snbridge.common.schema.Tables;
import io.snbridge.common.table.EncodedQuery;
import io.snbridge.common.table.ExamplePage;
import io.snbridge.common.table.Page;
import io.snbridge.common.table.PageRequest;
import io.snbridge.common.table.Row;
import io.snbridge.source.config.SourceConfig;
import io.snbridge.source.config.TableConfig;
import io.snbridge.source.position.Position;
import io.snbridge.source.position.PositionCodec;
import io.snbridge.source.position.TablePartition;
import io.snbridge.source.record.RecordBuilder;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.connect.source.SourceRecord;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Time for a record, from a row. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class RecordBuildingBenchmark {

  private static final String TABLE = "u_wide";
  private static final Instant BEGIN = Instant.parse("2025-01-01T00:00:00Z");

  @Param({"dictionary", "string", "none"})
  public String schemaMode;

  private List<Row> rows;
  private RecordBuilder records;

  /** Reads the page and the dictionary. */
  @Setup
  public void begin() throws IOException, InterruptedException {
    rows = ExamplePage.rows();
    TableConfig table =
        SourceConfig.parse(
                Map.of(
                    "servicenow.url", "http://127.0.0.1",
                    "servicenow.username", "nobody",
                    "servicenow.password", "nothing",
                    "tables", TABLE,
                    "schema.mode", schemaMode))
            .tables()
            .get(0);
    records =
        new RecordBuilder(
            table.record(),
            new TablePartition("127.0.0.1", TABLE),
            new PositionCodec(table.scope(), table.table()),
            new Dictionary(new ExampleDictionary()));
    records.begin();
  }

  /** As a snapshot does. */
  @Benchmark
  @OperationsPerInvocation(ExamplePage.ROWS)
  public List<SourceRecord> snapshot() throws InterruptedException {
    return records.snapshot(
        "0", rows, row -> new Position.InRange(BEGIN, row.values().get("sys_id")));
  }

  /** Knows one table. */
  private record ExampleDictionary() implements Tables {

    @Override
    public Page page(PageRequest request) {
      List<Row> found =
          request.table().equals("sys_db_object")
              ? List.of(new Row(Map.of("name", TABLE, "super_class", ""), Map.of()))
              : ExamplePage.COLUMNS.stream().map(ExampleDictionary::entry).toList();
      return new Page(found, OptionalLong.of(found.size()));
    }

    private static Row entry(List<String> column) {
      return new Row(
          Map.of(
              "name", TABLE,
              "element", column.get(0),
              "internal_type", column.get(1),
              "column_label", "",
              "reference", "",
              "max_length", "40",
              "mandatory", "false"),
          Map.of());
    }

    @Override
    public long count(String table, EncodedQuery query) {
      return ExamplePage.COLUMNS.size();
    }
  }
}
